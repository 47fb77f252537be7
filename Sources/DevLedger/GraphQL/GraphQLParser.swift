// SPDX-License-Identifier: Apache-2.0

/// Reads one operation: what our client and people at a terminal write; fragments by name and directives are not served.
struct GraphQLParser {
    private static let maximumDepth = 20
    /// As many as Sui's nodes take.
    private static let maximumFields = 300

    private let bytes: [UInt8]
    private var index = 0
    private var fields = 0

    private init(_ text: String) { bytes = Array(text.utf8) }

    static func parse(_ text: String) throws(GraphQLFailure) -> GraphQLDocument {
        var parser = GraphQLParser(text)
        var document = GraphQLDocument()
        if let word = parser.word() {
            guard word == "query" || word == "mutation" else { throw parser.failure }
            document.isMutation = word == "mutation"
            _ = parser.word()
            if parser.take("(") { try parser.skipDefinitions() }
        }
        document.selections = try parser.selections(depth: 0)
        parser.skipSpace()
        guard parser.index == parser.bytes.count else { throw parser.failure }
        return document
    }

    private var failure: GraphQLFailure { .syntax(at: index) }

    private mutating func selections(depth: Int) throws(GraphQLFailure) -> [GraphQLSelection] {
        guard depth < Self.maximumDepth else { throw .tooDeep }
        guard take("{") else { throw failure }
        var selections: [GraphQLSelection] = []
        while !take("}") {
            if take("...") {
                guard word() == "on", let type = word() else { throw failure }
                selections.append(.onType(type, try self.selections(depth: depth + 1)))
            } else {
                selections.append(try field(depth: depth))
            }
        }
        return selections
    }

    private mutating func field(depth: Int) throws(GraphQLFailure) -> GraphQLSelection {
        fields += 1
        guard fields <= Self.maximumFields else { throw .tooManyFields }
        guard let first = word() else { throw failure }
        var alias: String?
        var name = first
        if take(":") {
            guard let second = word() else { throw failure }
            (alias, name) = (first, second)
        }
        var arguments: [String: GraphQLInput] = [:]
        if take("(") {
            while !take(")") {
                guard let argument = word(), take(":") else { throw failure }
                arguments[argument] = try value(depth: depth)
            }
        }
        let inner = peek("{") ? try selections(depth: depth + 1) : []
        return .field(alias: alias, name: name, arguments: arguments, selections: inner)
    }

    private mutating func value(depth: Int) throws(GraphQLFailure) -> GraphQLInput {
        guard depth < Self.maximumDepth else { throw .tooDeep }
        if take("$") {
            guard let name = word() else { throw failure }
            return .variable(name)
        }
        if peek("\"") { return .text(try text()) }
        if take("[") {
            var list: [GraphQLInput] = []
            while !take("]") { list.append(try value(depth: depth + 1)) }
            return .list(list)
        }
        if take("{") {
            var fields: [String: GraphQLInput] = [:]
            while !take("}") {
                guard let name = word(), take(":") else { throw failure }
                fields[name] = try value(depth: depth + 1)
            }
            return .object(fields)
        }
        if let number = number() { return .number(number) }
        switch word() {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        // An enumeration's name.
        case let name?: return .text(name)
        case nil: throw failure
        }
    }

    /// The types of variables: who sends them knows, and their values are checked where they are used.
    private mutating func skipDefinitions() throws(GraphQLFailure) {
        while index < bytes.count {
            if take(")") { return }
            if peek("\"") { _ = try text() } else { index += 1 }
        }
        throw failure
    }

    // MARK: Words

    private mutating func skipSpace() {
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "#") {
                while index < bytes.count, bytes[index] != 0x0a { index += 1 }
            } else if byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d || byte == UInt8(ascii: ",") {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func peek(_ mark: StaticString) -> Bool {
        skipSpace()
        return bytes[index...].starts(with: mark.description.utf8)
    }

    private mutating func take(_ mark: StaticString) -> Bool {
        guard peek(mark) else { return false }
        index += mark.utf8CodeUnitCount
        return true
    }

    private mutating func word() -> String? {
        skipSpace()
        let start = index
        while index < bytes.count, Self.isName(bytes[index]) || (index > start && Self.isDigit(bytes[index])) {
            index += 1
        }
        return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
    }

    private mutating func number() -> Int64? {
        skipSpace()
        var end = index
        if end < bytes.count, bytes[end] == UInt8(ascii: "-") { end += 1 }
        while end < bytes.count, Self.isDigit(bytes[end]) { end += 1 }
        guard let number = Int64(String(decoding: bytes[index..<end], as: UTF8.self)) else { return nil }
        index = end
        return number
    }

    private mutating func text() throws(GraphQLFailure) -> String {
        guard take("\"") else { throw failure }
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard index < bytes.count,
                [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/")].contains(bytes[index])
            else { throw failure }
            text.append(bytes[index])
            index += 1
        }
        throw failure
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
