// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// A document that is to be changed before it is sent on.
indirect enum JSONTree: Hashable, Sendable {
    case null
    case bool(Bool)
    /// As JSON writes it.
    case number(String)
    case text(String)
    case list([JSONTree])
    /// In the document's order; no name stands twice.
    case object([Member])

    /// A name and what it names.
    struct Member: Hashable, Sendable {
        var name: String
        var value: JSONTree
    }

    /// Puts an object together.
    static func object(_ members: (String, JSONTree)...) -> JSONTree {
        .object(members.map { Member(name: $0.0, value: $0.1) })
    }

    /// Reads a value: refuses names that stand twice, and numbers that would not come out as they went in.
    init(_ value: borrowing JSONValue) throws(JSONError) {
        switch value.kind {
        case .null: self = .null
        case .bool: self = .bool(value.bool ?? false)
        case .number: self = .number(try Self.number(value))
        case .string:
            guard let text = value.string else { throw .wrongType }
            self = .text(Self.text(text))
        case .array:
            var items: [JSONTree] = []
            var walk = value.children
            while walk.advance() {
                guard let child = walk.value else { throw .wrongType }
                items.append(try JSONTree(child))
            }
            self = .list(items)
        case .object:
            var members: [Member] = []
            var names: Set<String> = []
            var walk = value.children
            while walk.advance() {
                guard let child = walk.value else { throw .wrongType }
                let name = Self.text(walk.key)
                guard names.insert(name).inserted else { throw .duplicateKey }
                members.append(Member(name: name, value: try JSONTree(child)))
            }
            self = .object(members)
        }
    }

    /// Reads a document of at most so many bytes.
    static func read(_ bytes: [UInt8], atMost limit: Int) throws(JSONError) -> JSONTree {
        var parser = try JSONParser(maximumBytes: limit)
        return try parser.withDocument(bytes.span) { value throws(JSONError) in try JSONTree(value) }
    }

    private static func number(_ value: borrowing JSONValue) throws(JSONError) -> String {
        if let integer = value.integer { return "\(integer)" }
        // A whole number beyond this was rounded.
        guard let double = value.double, double.magnitude < 0x1p53 else { throw .number }
        return "\(double)"
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        String(decoding: [UInt8](copying: bytes), as: UTF8.self)
    }

    // MARK: Parts

    /// The member of a name; `nil` where there is none, or this is no object.
    subscript(_ name: String) -> JSONTree? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.name == name }?.value
        }
        set {
            guard case .object(var members) = self else { return }
            let index = members.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
            self = .object(members)
        }
    }

    /// What a text says; `nil` for anything else.
    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// Whether it is an object.
    var isObject: Bool {
        guard case .object = self else { return false }
        return true
    }

    // MARK: Writing

    /// The document.
    var json: [UInt8] {
        var buffer = ByteBuffer()
        write(to: &buffer)
        return buffer.bytes
    }

    private func write(to buffer: inout ByteBuffer) {
        switch self {
        case .null: buffer.append("null" as StaticString)
        case .bool(let value): buffer.append(value ? "true" as StaticString : "false")
        case .number(let text): buffer.append(text)
        case .text(let text): buffer.append(json: text)
        case .list(let items):
            buffer.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                item.write(to: &buffer)
            }
            buffer.append(UInt8(ascii: "]"))
        case .object(let members):
            buffer.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                buffer.append(json: member.name)
                buffer.append(UInt8(ascii: ":"))
                member.value.write(to: &buffer)
            }
            buffer.append(UInt8(ascii: "}"))
        }
    }
}
