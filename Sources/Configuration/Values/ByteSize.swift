// SPDX-License-Identifier: Apache-2.0

/// Numbers of bytes as text.
enum ByteSize {
    private static let units: [(name: String, factor: Int)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("", 1),
    ]

    /// Reads `512`, `64KiB`; only powers of 1024, because `KB` means one thing to some and another to others.
    static func read(_ text: String) -> Int? {
        for unit in units where text.hasSuffix(unit.name) {
            guard let count = WholeNumber.read(text.dropLast(unit.name.count)) else { return nil }
            let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: unit.factor)
            return isTooLarge ? nil : bytes
        }
        return nil
    }

    /// Writes in the largest unit that is exact.
    static func write(_ bytes: Int) -> String {
        for unit in units where bytes >= unit.factor && bytes % unit.factor == 0 {
            return "\(bytes / unit.factor)\(unit.name)"
        }
        return "\(bytes)"
    }
}
