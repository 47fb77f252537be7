// SPDX-License-Identifier: Apache-2.0

/// How long to wait before asking again: a random time below a bound that doubles, so that many who failed together do not come
/// back together.
public struct Backoff: Hashable, Sendable {
    /// The bound before the second attempt.
    public var first = Duration.milliseconds(100)
    /// The bound that is not exceeded.
    public var longest = Duration.seconds(5)

    /// The defaults.
    public init() {}

    /// The wait before attempt `number`, the first being 1.
    public func wait(before number: Int, using dice: inout some RandomNumberGenerator) -> Duration {
        guard number > 1 else { return .zero }
        var bound = first
        for _ in 2..<max(2, min(number, 40)) where bound < longest { bound = min(bound * 2, longest) }
        let (seconds, attoseconds) = bound.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        return .microseconds(Int64.random(in: 0...max(0, microseconds), using: &dice))
    }
}
