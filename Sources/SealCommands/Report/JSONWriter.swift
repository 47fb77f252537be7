// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// Reports as JSON, indented by two.
enum JSONWriter {
    static func write(_ report: Report) -> String { value(report, "") + "\n" }

    /// A text between quotes.
    static func quoted(_ text: String) -> String {
        var buffer = ByteBuffer()
        buffer.append(json: text)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    private static func value(_ report: Report, _ margin: String) -> String {
        switch report {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let number), .amount(let number), .time(let number): return "\(number)"
        case .thousandths(let number): return Report.decimal(thousandths: number)
        case .text(let text), .script(let text): return quoted(text)
        case .list(let items):
            return wrapped(items.map { value($0, margin + "  ") }, "[", "]", margin)
        case .record(let fields):
            let lines = fields.map { "\(quoted($0.name)): \(value($0.value, margin + "  "))" }
            return wrapped(lines, "{", "}", margin)
        }
    }

    private static func wrapped(_ lines: [String], _ open: String, _ close: String, _ margin: String) -> String {
        guard !lines.isEmpty else { return open + close }
        return open + "\n" + lines.map { margin + "  " + $0 }.joined(separator: ",\n") + "\n" + margin + close
    }
}
