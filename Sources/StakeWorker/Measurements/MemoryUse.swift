// SPDX-License-Identifier: Apache-2.0

/// How much memory there is, and how much of it could be had.
///
/// The corresponding file is `/proc/meminfo`, proc(5).
struct MemoryUse: Hashable, Sendable {
    /// In KiB.
    var total: UInt64
    /// What programs could still get without swapping, in KiB.
    var available: UInt64

    /// Reads the file; `nil` for what is none.
    init?(_ text: String) {
        guard let total = Self.number("MemTotal:", in: text), let available = Self.number("MemAvailable:", in: text),
            total > 0, available <= total
        else { return nil }
        (self.total, self.available) = (total, available)
    }

    /// How much is in use, in percent.
    var percent: Int { Int(Double(total - available) / Double(total) * 100) }

    private static func number(_ name: String, in text: String) -> UInt64? {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        let words = line.split(separator: " ")
        guard words.count == 3, words[2] == "kB" else { return nil }
        return UInt64(words[1])
    }
}
