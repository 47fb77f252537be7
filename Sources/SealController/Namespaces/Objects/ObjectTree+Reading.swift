// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

extension ObjectTree {
    /// Takes a value over from a document; what is null is left out.
    init(_ value: borrowing JSONValue) throws(JSONError) {
        switch value.kind {
        case .bool: self = .flag(value.bool ?? false)
        case .number: self = value.integer.map { .number($0) } ?? .other
        case .string:
            guard let text = value.string else { throw .wrongType }
            self = .text(String(decoding: [UInt8](copying: text), as: UTF8.self))
        case .array:
            var list: [ObjectTree] = []
            var walk = value.children
            while walk.advance() {
                guard let item = walk.value else { throw .malformed }
                list.append(try ObjectTree(item))
            }
            self = .list(list)
        case .object: self = .object(try Self.members(of: value) { _ in true })
        case .null: self = .other
        }
    }

    /// The members of an object whose names are asked for.
    static func members(
        of value: borrowing JSONValue, _ isWanted: (String) -> Bool
    ) throws(JSONError) -> [String: ObjectTree] {
        guard value.kind == .object else { throw .wrongType }
        var members: [String: ObjectTree] = [:]
        var walk = value.children
        while walk.advance() {
            let key = walk.key
            let name = String(decoding: [UInt8](copying: key), as: UTF8.self)
            guard isWanted(name), let child = walk.value, !child.isNull else { continue }
            members[name] = try ObjectTree(child)
        }
        return members
    }
}
