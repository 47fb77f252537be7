// SPDX-License-Identifier: Apache-2.0

/// The upper bounds of a histogram's buckets, in nanoseconds.
///
/// Each is at least twice its predecessor. Then no two lie between one power of two and the next, so the position of a value's
/// highest bit says which single bound it must be compared with: no loop, no floating point.
public struct Buckets: Sendable {
    /// The bounds, upwards; `+Inf` follows them unsaid.
    public let bounds: [UInt64]
    /// The bounds, and the largest number as a stop.
    @usableFromInline let stops: [UInt64]
    /// For each position of the highest bit: the first bound that is not below it.
    @usableFromInline let first: InlineArray<64, UInt8>

    /// Makes buckets out of bounds; at least one, each at least twice the one before.
    public init(nanoseconds bounds: [UInt64]) {
        precondition(!bounds.isEmpty && bounds.count < 64 && bounds[0] > 0, "a histogram has 1 to 63 bounds above 0")
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 <= $1 / 2 }, "bounds at least double")
        self.bounds = bounds
        self.stops = bounds + [.max]
        self.first = InlineArray { bit in UInt8(bounds.count { $0 < (1 as UInt64) << bit }) }
    }

    /// From 50 µs, a warm answer, to 5 s, twice the deadline for our own.
    public static let latency = Buckets(nanoseconds: [
        50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000,
        100_000_000, 250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000,
    ])

    /// The bucket of a value: the first whose bound is not below it.
    @inlinable
    public func index(of nanoseconds: UInt64) -> Int {
        // `| 1` gives 0 a highest bit, the same as 1 has, and moves no value across a bound but 0 < 1 ≤ any bound.
        let candidate = Int(first[63 - (nanoseconds | 1).leadingZeroBitCount])
        return nanoseconds <= stops[candidate] ? candidate : candidate + 1
    }
}
