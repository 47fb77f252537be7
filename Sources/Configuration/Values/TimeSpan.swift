// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Lengths of time as text.
enum TimeSpan {
    private static let units: [(name: String, nanoseconds: Int)] = [
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000),
    ]
    private static let longest = 100 * 365 * 24 * 3600  // seconds: keeps every product within 64 bits

    /// Reads `250ms`, `2.5s`, `2m`; a number without a unit is refused, because nobody can know which was meant.
    static func read(_ text: String) -> Duration? {
        let number = text.prefix { ("0"..."9").contains($0) || $0 == "." }
        guard let unit = units.first(where: { $0.name == text[number.endIndex...] }) else { return nil }
        // Up to nine decimals of the unit, then exactly whole nanoseconds or nothing.
        guard let scaled = WholeNumber.readDecimal(number, digits: 9) else { return nil }
        let (billions, rest) = scaled.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard billions <= longest * 1_000_000_000 / unit.nanoseconds else { return nil }
        // `rest` is below 10^9; in hours the product would not fit 64 bits, so it is made with twice the width.
        let product = rest.multipliedFullWidth(by: unit.nanoseconds)
        let (fraction, remainder) = 1_000_000_000.dividingFullWidth(product)
        guard remainder == 0 else { return nil }
        return .nanoseconds(Int64(billions * unit.nanoseconds + fraction))
    }

    /// Writes in the largest unit that is exact.
    static func write(_ duration: Duration) -> String {
        let nanoseconds = Int(clamping: duration.wholeNanoseconds)
        guard nanoseconds > 0 else { return "0s" }
        for unit in units where nanoseconds % unit.nanoseconds == 0 {
            return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
        }
        return "\(nanoseconds / 1000)us"
    }
}
