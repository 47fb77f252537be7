// SPDX-License-Identifier: Apache-2.0

/// Amounts as people read them; exact, so that what is refused never reads like what is allowed.
extension Quota {
    /// Processors: `2 CPU`, `0.25 CPU`.
    static func text(cpu: Int) -> String {
        guard cpu < .max else { return "more CPU than can be counted" }
        return "\(decimal(cpu, places: 3)) CPU"
    }

    /// Bytes, in the largest unit of which they are a number with at most two decimal places: `4 GiB`, `1.5 GiB`,
    /// `4294967297 bytes`.
    static func text(bytes: Int) -> String {
        guard bytes < .max else { return "more bytes than can be counted" }
        var power = units.count
        while power > 0 {
            if let hundredths = hundredths(of: bytes, inUnitsOf: 1 << (10 * power)) {
                return "\(decimal(hundredths, places: 2)) \(units[power - 1])"
            }
            power -= 1
        }
        return "\(bytes) bytes"
    }

    private static let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

    /// How many hundredths of a unit there are, if there is at least one unit and nothing is left over.
    ///
    /// Not inlined: of this loop, unrolled, the compiler makes now one sequence of instructions, now another, and releases are the
    /// same to the byte.
    @inline(never)
    private static func hundredths(of bytes: Int, inUnitsOf size: Int) -> Int? {
        guard bytes >= size else { return nil }
        let (whole, rest) = bytes.quotientAndRemainder(dividingBy: size)
        // The 64 bits hold a hundred times what is left of every unit but the largest.
        let (hundredfold, isTooMuch) = rest.multipliedReportingOverflow(by: 100)
        return isTooMuch || hundredfold % size != 0 ? nil : whole * 100 + hundredfold / size
    }

    /// Pods: `10 pods`.
    static func text(pods: Int) -> String {
        guard pods < .max else { return "more pods than can be counted" }
        return pods == 1 ? "1 pod" : "\(pods) pods"
    }

    /// A number of parts of one, without zeros that say nothing.
    private static func decimal(_ number: Int, places: Int) -> String {
        var digits = String(number)
        if digits.count <= places { digits = String(repeating: "0", count: places + 1 - digits.count) + digits }
        var fraction = digits.suffix(places)
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let whole = digits.dropLast(places)
        return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
    }
}
