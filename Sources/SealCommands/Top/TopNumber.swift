// SPDX-License-Identifier: Apache-2.0

/// Numbers as a terminal shows them: short, and never with more digits than they are good for.
enum TopNumber {
    /// So many a second: `0`, `0.4`, `12.5`, `1234`.
    static func rate(_ rate: Double?) -> String {
        guard let rate, rate.isFinite else { return "-" }
        return rate >= 100 ? whole(rate) : tenths(rate)
    }

    /// A time in seconds: `250µs`, `1.5ms`, `900ms`, `2.5s`, `90s`.
    static func seconds(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite, seconds >= 0 else { return "-" }
        if seconds < 0.001 { return whole(seconds * 1_000_000) + "µs" }
        if seconds < 0.1 { return tenths(seconds * 1000) + "ms" }
        if seconds < 1 { return whole(seconds * 1000) + "ms" }
        return (seconds < 60 ? tenths(seconds) : whole(seconds)) + "s"
    }

    static func count(_ count: UInt64?) -> String { count.map { "\($0)" } ?? "-" }

    private static func whole(_ value: Double) -> String { "\(UInt64(min(value.rounded(), 1e15)))" }

    private static func tenths(_ value: Double) -> String {
        let tenths = UInt64(min((value * 10).rounded(), 1e15))
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
