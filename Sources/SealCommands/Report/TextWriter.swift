// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Reports for people: names and values, tables, amounts in SUI, dates.
///
/// Texts come from a chain that anybody can write to: nothing in them reaches a terminal as anything but visible characters.
enum TextWriter {
    static func write(_ report: Report) -> String {
        if case .script(let text) = report { return text }
        return lines(report).map { $0 + "\n" }.joined()
    }

    private static func lines(_ report: Report) -> [String] {
        switch report {
        case .list(let items):
            if items.isEmpty { return ["(none)"] }
            return table(items)
                ?? items.flatMap { item in
                    lines(item).enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
                }
        case .record(let fields):
            let width = fields.filter { !isNested($0.value) }.map { words($0.name).count }.max() ?? 0
            return fields.flatMap { field -> [String] in
                let name = words(field.name)
                guard isNested(field.value) else {
                    return [name + ":" + String(repeating: " ", count: width - name.count + 1) + scalar(field.value)]
                }
                return [name + ":"] + lines(field.value).map { "  " + $0 }
            }
        default: return [scalar(report)]
        }
    }

    /// Records of the same flat parts side by side.
    private static func table(_ items: [Report]) -> [String]? {
        var rows: [[String]] = []
        var names: [String]?
        for item in items {
            guard case .record(let fields) = item, !fields.contains(where: { isNested($0.value) }) else { return nil }
            guard names == nil || names == fields.map(\.name) else { return nil }
            names = fields.map(\.name)
            rows.append(fields.map { scalar($0.value) })
        }
        guard let names else { return nil }
        let head = names.map { words($0).uppercased() }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        return ([head] + rows).map { row in
            let cells = row.enumerated().map { $1 + String(repeating: " ", count: widths[$0] - $1.count) }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }

    private static func isNested(_ report: Report) -> Bool {
        switch report {
        case .list(let items): items.contains { if case .record = $0 { true } else { false } }
        case .record: true
        default: false
        }
    }

    private static func scalar(_ report: Report) -> String {
        switch report {
        case .null: "-"
        case .bool(let value): value ? "yes" : "no"
        case .number(let number): "\(number)"
        case .thousandths(let number): Report.decimal(thousandths: number)
        case .amount(let mist): Mist.write(mist)
        case .time(let milliseconds): milliseconds == 0 ? "-" : date(milliseconds)
        case .text(let text), .script(let text): text.isEmpty ? "-" : visible(text)
        case .list(let items): items.isEmpty ? "-" : items.map(scalar).joined(separator: ", ")
        case .record: ""
        }
    }

    /// `sealRegistry` as `seal registry`, `nodeID` as `node ID`.
    private static func words(_ name: String) -> String {
        var words: [String] = [""]
        var wasUppercase = false
        for character in name {
            if character.isUppercase, !wasUppercase { words.append("") }
            words[words.count - 1].append(character)
            wasUppercase = character.isUppercase
        }
        return words.filter { !$0.isEmpty }.map { word in
            word.dropFirst().contains { $0.isUppercase } ? word : word.lowercased()
        }.joined(separator: " ")
    }

    private static func date(_ milliseconds: UInt64) -> String {
        let time = CivilDate(WallTime(nanoseconds: Int64(clamping: milliseconds / 1000) &* 1_000_000_000))
        func digits(_ number: Int, _ width: Int) -> String {
            let text = "\(number)"
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let day = [digits(time.year, 4), digits(time.month, 2), digits(time.day, 2)].joined(separator: "-")
        let clock = [time.second / 3600, time.second / 60 % 60, time.second % 60].map { digits($0, 2) }
        return day + " " + clock.joined(separator: ":") + " UTC"
    }

    /// Control characters and what turns the direction of writing, spelled out.
    static func visible(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator, .unassigned:
                shown += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
