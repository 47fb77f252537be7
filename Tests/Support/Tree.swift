// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Wire

/// A JSON file as a tree, for tests that read vectors.
public indirect enum Tree: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(String)
    case text(String)
    case list([Tree])
    case object([String: Tree])

    /// Reads a file.
    public static func read(_ path: String) throws -> Tree {
        try parse(try FileContents.read(path, limit: maximumBytes).bytes)
    }

    /// Reads a text.
    public init(json text: String) throws { self = try Self.parse(Array(text.utf8)) }

    private static let maximumBytes = 16 * 1024 * 1024

    /// Reads bytes.
    public static func parse(_ bytes: [UInt8]) throws -> Tree {
        var parser = try JSONParser(maximumBytes: maximumBytes)
        return try parser.withDocument(bytes.span) { value throws(JSONError) in try Tree(value) }
    }

    private init(_ value: borrowing JSONValue) throws(JSONError) {
        switch value.kind {
        case .null: self = .null
        case .bool: self = .bool(value.bool ?? false)
        case .number: self = .number(value.integer.map { "\($0)" } ?? "\(value.double ?? .nan)")
        case .string:
            guard let span = value.string else { throw .wrongType }
            self = .text(String(decoding: span.indices.map { span[$0] }, as: UTF8.self))
        case .array:
            var list: [Tree] = []
            var children = value.children
            while children.advance() { if let child = children.value { list.append(try Tree(child)) } }
            self = .list(list)
        case .object:
            var object: [String: Tree] = [:]
            var children = value.children
            while children.advance() {
                let key = children.key
                let name = String(decoding: key.indices.map { key[$0] }, as: UTF8.self)
                if let child = children.value { object[name] = try Tree(child) }
            }
            self = .object(object)
        }
    }

    /// A member, or null.
    public subscript(_ key: String) -> Tree {
        if case .object(let object) = self { object[key] ?? .null } else { .null }
    }

    /// The text, if it is one.
    public var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The elements, if it is a list.
    public var list: [Tree] { if case .list(let list) = self { list } else { [] } }
    /// The number, if it is a whole one.
    public var integer: Int? { if case .number(let number) = self { Int(number) } else { nil } }
    /// The bytes of a text in Base64.
    public var base64: [UInt8]? { text.flatMap { Base64.decode($0) } }
    /// The bytes of a text in hexadecimal.
    public var hex: [UInt8]? {
        guard let digits = text.map({ Array($0.utf8) }) else { return nil }
        return Hex.decode(digits.span, count: digits.count / 2)
    }

    /// The tree as a text again.
    public var json: String {
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let number): return number
        case .text(let text):
            var buffer = ByteBuffer()
            buffer.append(json: text)
            return String(decoding: buffer.bytes, as: UTF8.self)
        case .list(let list): return "[" + list.map(\.json).joined(separator: ",") + "]"
        case .object(let object):
            return "{" + object.map { "\(Tree.text($0.key).json):\($0.value.json)" }.joined(separator: ",") + "}"
        }
    }

    /// The members, if it is an object.
    public var members: [String: Tree] { if case .object(let members) = self { members } else { [:] } }

    /// The boolean, if it is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// A file of Tests/Vectors.
    public static func vectors(_ name: String) throws -> Tree { try read(TestFiles.vectors + name) }
}
