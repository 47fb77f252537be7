// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// So many per second, and so many at once after a rest.
public struct TokenBucket: Sendable {
    private let each: UInt64
    private let depth: UInt64
    // When the bucket would be full again: one number says both how full it is and when that was so.
    private var full: UInt64

    /// A full bucket.
    public init(rate: Int, burst: Int, now: Monotonic) {
        each = max(1, 1_000_000_000 / UInt64(max(1, rate)))
        depth = each &* UInt64(max(1, min(burst, 1_000_000)))
        full = now.nanoseconds
    }

    /// Takes one, if there is one.
    public mutating func take(at now: Monotonic) -> Bool {
        let (next, isBeyondTime) = max(full, now.nanoseconds).addingReportingOverflow(each)
        guard !isBeyondTime, next - now.nanoseconds <= depth else { return false }
        full = next
        return true
    }
}
