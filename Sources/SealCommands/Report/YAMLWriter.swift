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
                    ? ["\(field.name):"] + lines(field.value).map { "  " + $0 }
                    : ["\(field.name): \(scalar(field.value))"]
            }
        default: return [scalar(report)]
        }
    }

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
