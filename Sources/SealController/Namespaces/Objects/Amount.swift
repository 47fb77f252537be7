// SPDX-License-Identifier: Apache-2.0

/// Amounts as an apiserver writes them back: it has one text for each, and what is written otherwise reads like a change.
enum Amount {
    private static let decimal = ["m", "", "k", "M", "G", "T", "P", "E"]
    private static let binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]

    /// Processors, of thousandths: `250m`, `2`, `2k`.
    static func processors(_ thousandths: Int) -> String { written(thousandths, 1000, decimal) }

    /// A number of things: `10`, `10k`.
    static func count(_ count: Int) -> String { written(count, 1000, Array(decimal.dropFirst())) }

    /// Bytes: `4Gi`, `1536Mi`; what is not a number of KiB as a number of bytes.
    static func bytes(_ bytes: Int) -> String {
        bytes >= 1024 && bytes % 1024 == 0 ? written(bytes, 1024, binary) : count(bytes)
    }

    private static func written(_ amount: Int, _ factor: Int, _ units: [String]) -> String {
        var (rest, power) = (amount, 0)
        guard amount != 0 else { return "0" }
        while rest % factor == 0, power < units.count - 1 { (rest, power) = (rest / factor, power + 1) }
        return "\(rest)\(units[power])"
    }
}
