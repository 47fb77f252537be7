// SPDX-License-Identifier: Apache-2.0

/// How long all processors together have worked and idled since the machine began, in the kernel's ticks.
///
/// The corresponding file is `/proc/stat`, proc(5).
struct ProcessorTimes: Hashable, Sendable {
    /// All ticks.
    var total: UInt64
    /// Those in which there was nothing to do, or nothing but waiting for a disk.
    var idle: UInt64

    private static let idleColumns = 3...4
    /// `guest` and `guest_nice` are counted in `user` and `nice` already.
    private static let columns = 8

    init(total: UInt64, idle: UInt64) {
        self.total = total
        self.idle = idle
    }

    /// Reads the file's first line; `nil` for what is none.
    init?(_ text: String) {
        guard let line = text.split(separator: "\n").first, line.hasPrefix("cpu ") else { return nil }
        let numbers = line.split(separator: " ").dropFirst().prefix(Self.columns).map { UInt64($0) }
        guard numbers.count == Self.columns else { return nil }
        var (total, idle): (UInt64, UInt64) = (0, 0)
        for (column, number) in numbers.enumerated() {
            guard let number else { return nil }
            // Ticks begin at nothing; what does not fit into a sum was never one.
            let (sum, isTooMuch) = total.addingReportingOverflow(number)
            guard !isTooMuch else { return nil }
            total = sum
            if Self.idleColumns.contains(column) { idle += number }
        }
        self.init(total: total, idle: idle)
    }

    /// How much of the time since `earlier` there was work, in percent; `nil` where no time has passed, or the counters went back.
    func percent(since earlier: ProcessorTimes) -> Int? {
        guard total > earlier.total, idle >= earlier.idle else { return nil }
        let (all, rest) = (total - earlier.total, idle - earlier.idle)
        guard rest <= all else { return nil }
        return Int(Double(all - rest) / Double(all) * 100)
    }
}
