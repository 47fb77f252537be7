// SPDX-License-Identifier: Apache-2.0

// Writing what was read: for a file of somebody else's, of which we change a part.
extension YAMLNode {
    /// The value as a document, from which ``YAMLDocument/parse(_:name:limits:)`` reads the same; comments are not part of a value.
    ///
    /// What stood without quotes stands without quotes again, so that each reader takes it for what it took it for before.
    public var text: String { lines.map { $0 + "\n" }.joined() }

    /// Whether both say the same, wherever it stands: the same names in the same order, and quotes where the other has them.
    public func says(_ other: YAMLNode) -> Bool {
        switch (content, other.content) {
        case (.scalar, .scalar) where isNull || other.isNull: isNull && other.isNull
        case (.scalar(let text, _), .scalar(let otherText, _)):
            text == otherText && isBare == other.isBare
        case (.sequence(let items), .sequence(let others)):
            items.count == others.count && zip(items, others).allSatisfy { $0.says($1) }
        case (.mapping(let entries), .mapping(let others)):
            entries.count == others.count
                && zip(entries, others).allSatisfy { $0.key == $1.key && $0.value.says($1.value) }
        default: false
        }
    }

    private var lines: [String] {
        switch content {
        case .sequence(let items) where !items.isEmpty:
            items.flatMap { item in
                item.lines.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
            }
        case .mapping(let entries) where !entries.isEmpty:
            entries.flatMap { entry in
                let name = Self.isName(entry.key) ? entry.key : Self.quoted(entry.key)
                return entry.value.isNested
                    ? ["\(name):"] + entry.value.lines.map { "  " + $0 } : ["\(name): " + entry.value.lines.joined()]
            }
        case .sequence: ["[]"]
        case .mapping: ["{}"]
        case .scalar(let text, _): [isNull ? "null" : isBare ? text : Self.quoted(text)]
        }
    }

    private var isNested: Bool {
        switch content {
        case .scalar: false
        case .sequence(let items): !items.isEmpty
        case .mapping(let entries): !entries.isEmpty
        }
    }

    /// Whether it is written without quotes; over several lines only a text can stand so.
    private var isBare: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return !text.unicodeScalars.contains { Self.needsEscape($0) }
    }

    /// Whether a name can stand without quotes and be nothing but a text.
    private static func isName(_ text: String) -> Bool {
        let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        guard let first = text.utf8.first, isLetter(first), !words.contains(text.lowercased()) else { return false }
        return text.utf8.allSatisfy {
            isLetter($0) || (0x30...0x39).contains($0) || [0x2d, 0x2e, 0x2f, 0x5f].contains($0)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where needsEscape(scalar):
                let digits = String(scalar.value, radix: 16)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// YAML 1.1 §5.1: what is not printable, and what breaks lines.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7F, 0xA0..<0x2028, 0x202A..<0xD800, 0xE000..<0xFEFF, 0xFF00..<0xFFFE, 0x10000...0x10FFFF: false
        default: true
        }
    }
}
