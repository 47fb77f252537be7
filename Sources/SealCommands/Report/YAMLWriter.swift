// SPDX-License-Identifier: Apache-2.0

/// Reports as YAML; every text stands in quotes, so that none can be taken for something else.
enum YAMLWriter {
    static func write(_ report: Report) -> String { lines(report).map { $0 + "\n" }.joined() }

    private static func lines(_ report: Report) -> [String] {
        switch report {
        case .list(let items) where !items.isEmpty:
            return items.flatMap { item in
                lines(item).enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
            }
        case .record(let fields) where !fields.isEmpty:
            return fields.flatMap { field in
                isNested(field.value)
                    ? ["\(name(field.name)):"] + lines(field.value).map { "  " + $0 }
                    : ["\(name(field.name)): \(scalar(field.value))"]
            }
        default: return [scalar(report)]
        }
    }

    /// Our own names stand as they are; others, such as those of a server's metrics, between quotes.
    private static func name(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        let hasLetter = text.utf8.first.map { $0 >= UInt8(ascii: "A") } ?? false
        return isPlain && hasLetter && !words.contains(text.lowercased()) ? text : JSONWriter.quoted(text)
    }

    /// What YAML takes for a value, or took once.
    private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    private static func isNested(_ report: Report) -> Bool {
        switch report {
        case .list(let items): !items.isEmpty
        case .record(let fields): !fields.isEmpty
        default: false
        }
    }

    private static func scalar(_ report: Report) -> String {
        switch report {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let number), .amount(let number), .time(let number): "\(number)"
        case .thousandths(let number): Report.decimal(thousandths: number)
        // JSON's quotes are YAML's.
        case .text(let text), .script(let text): JSONWriter.quoted(text)
        case .list: "[]"
        case .record: "{}"
        }
    }
}
