// SPDX-License-Identifier: Apache-2.0

/// Amounts are never below zero, and what is beyond counting is the most that can be counted: nothing wraps around to a
/// little.
extension Quota {
    /// Nothing.
    static let none = Quota(cpu: 0, memory: 0, pods: 0, storage: 0)

    /// Both.
    func adding(_ other: Quota) -> Quota { combined(other, Self.sum) }

    /// The larger of each part.
    func atLeast(_ other: Quota) -> Quota { combined(other, max) }

    /// So many times as much.
    func times(_ count: Int) -> Quota {
        combined(Quota(cpu: count, memory: count, pods: count, storage: count)) { part, count in
            let (product, isTooMuch) = part.multipliedReportingOverflow(by: count)
            return isTooMuch ? .max : product
        }
    }

    /// Whether no part is more than the other's.
    func isWithin(_ limit: Quota) -> Bool {
        cpu <= limit.cpu && memory <= limit.memory && pods <= limit.pods && storage <= limit.storage
    }

    private static func sum(_ part: Int, _ other: Int) -> Int {
        let (sum, isTooMuch) = part.addingReportingOverflow(other)
        return isTooMuch ? .max : sum
    }

    @inline(__always)
    private func combined(_ other: Quota, _ combine: (Int, Int) -> Int) -> Quota {
        Quota(
            cpu: combine(cpu, other.cpu), memory: combine(memory, other.memory), pods: combine(pods, other.pods),
            storage: combine(storage, other.storage))
    }
}
