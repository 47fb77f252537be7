// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// So many per second, and so many at once after a rest.
struct RequestBudget: Sendable {
    private let each: UInt64
    private let depth: UInt64
    // When the budget would be whole again: one number says both how much is left and when that was so.
    private var whole: UInt64

    /// A whole budget.
    init(rate: Int, burst: Int, now: Monotonic) {
        each = max(1, 1_000_000_000 / UInt64(max(1, rate)))
        depth = each &* UInt64(max(1, min(burst, 1_000_000)))
        whole = now.nanoseconds
    }

    /// Takes one, if there is one.
    mutating func take(at now: Monotonic) -> Bool {
        let next = max(whole, now.nanoseconds) + each
        guard next - now.nanoseconds <= depth else { return false }
        whole = next
        return true
    }
}
