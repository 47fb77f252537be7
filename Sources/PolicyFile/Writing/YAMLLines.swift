// SPDX-License-Identifier: Apache-2.0

/// Lines of YAML: lists of single values and mappings of them in one line, everything else in a block.
enum YAMLLines {
    private static let width = 120

    /// The lines of a mapping; with what is to be said of each name above it, two mappings deep.
    static func of(_ members: [Written.Member], margin: String, isExplained: Bool) -> [String] {
        members.flatMap { member -> [String] in
            let comment = isExplained ? wrapped(member.help, margin) : []
            guard let value = member.value else {
                return comment.isEmpty ? [] : comment + ["\(margin)# \(member.name):"]
            }
            return comment + lines(member.name, value, margin, isExplained: isExplained && margin.isEmpty)
        }
    }

    private static func lines(_ name: String, _ value: Written, _ margin: String, isExplained: Bool) -> [String] {
        if let inline = inline(value), margin.count + name.count + inline.count + 2 <= width || isSingle(value),
            !(isExplained && hasHelp(value))
        {
            return ["\(margin)\(name): \(inline)"]
        }
        switch value {
        case .mapping(let members):
            return ["\(margin)\(name):"] + of(members, margin: margin + "  ", isExplained: isExplained)
        case .list(let items): return ["\(margin)\(name):"] + items.flatMap { item($0, margin + "  ") }
        case .plain, .quoted: return []
        }
    }

    private static func item(_ value: Written, _ margin: String) -> [String] {
        guard case .mapping(let members) = value else { return inline(value).map { ["\(margin)- \($0)"] } ?? [] }
        return of(members, margin: margin + "  ", isExplained: false).enumerated().map { index, line in
            index == 0 ? margin + "- " + line.dropFirst(margin.count + 2) : line
        }
    }

    private static func isSingle(_ value: Written) -> Bool {
        switch value {
        case .plain, .quoted: true
        case .list(let items): items.isEmpty
        case .mapping: false
        }
    }

    private static func hasHelp(_ value: Written) -> Bool {
        guard case .mapping(let members) = value else { return false }
        return members.contains { !$0.help.isEmpty }
    }

    /// The value in one line; `nil` for a list of mappings, and for a mapping of many.
    private static func inline(_ value: Written) -> String? {
        switch value {
        case .plain(let text): return text
        case .quoted(let text): return quoted(text)
        case .list(let items):
            var parts: [String] = []
            for item in items {
                guard isSingle(item), let part = inline(item) else { return nil }
                parts.append(part)
            }
            return "[" + parts.joined(separator: ", ") + "]"
        case .mapping(let members):
            var parts: [String] = []
            for member in members {
                guard let value = member.value else { continue }
                guard isSingle(value), let part = inline(value) else { return nil }
                parts.append("\(member.name): \(part)")
            }
            return parts.count > 4 ? nil : "{" + parts.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C: quoted += "\\\(scalar)"
            // YAML 1.1 §5.1: what is printable and breaks no line.
            case 0x20..<0x7F, 0xA0..<0x2028, 0x202A..<0xD800, 0xE000..<0xFEFF, 0xFF00..<0xFFFE, 0x10000...0x10FFFF:
                quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
        return quoted + "\""
    }

    private static func wrapped(_ text: String, _ margin: String) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append("\(margin)# \(word)")
            }
        }
        return lines
    }
}
