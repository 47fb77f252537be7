// SPDX-License-Identifier: Apache-2.0

/// Rows side by side, in as many columns as a terminal has room for.
struct TopTable {
    /// A column; where room is short those of the highest rank go first.
    struct Column {
        var head: String
        var rank: Int
        var isNumber = true
        var cells: [String]

        var width: Int { ([head] + cells).map(\.count).max() ?? 0 }
    }

    private static let gap = 2
    var columns: [Column]

    /// The head and the rows; the first column stays whatever the width.
    func lines(width: Int) -> [String] {
        var shown = columns
        while shown.count > 1, shown.map({ $0.width + Self.gap }).reduce(-Self.gap, +) > width {
            guard let last = shown.indices.dropFirst().max(by: { shown[$0].rank < shown[$1].rank }) else { break }
            shown.remove(at: last)
        }
        let rows = shown.first?.cells.count ?? 0
        return (-1..<rows).map { row in
            let cells = shown.map { column in
                let text = row < 0 ? column.head : column.cells[row]
                let space = String(repeating: " ", count: column.width - text.count)
                return column.isNumber ? space + text : text + space
            }
            let line = cells.joined(separator: String(repeating: " ", count: Self.gap))
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
