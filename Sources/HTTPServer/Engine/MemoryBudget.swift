// SPDX-License-Identifier: Apache-2.0
internal import Synchronization

/// How many bytes of bodies may be held at once, and how many are.
final class MemoryBudget: Sendable {
    private let total: Int
    private let general: Int
    private let used = Atomic<Int>(0)

    /// `reserved` of `total` is kept for those who ask as reserved.
    init(total: Int, reserved: Int) {
        self.total = total
        general = max(0, total - reserved)
    }

    /// Bytes in use now.
    var inUse: Int { used.load(ordering: .relaxed) }

    /// Takes `bytes` if they are there.
    func take(_ bytes: Int, isReserved: Bool) -> Bool {
        let limit = isReserved ? total : general
        var seen = used.load(ordering: .relaxed)
        while true {
            guard bytes <= limit, seen <= limit - bytes else { return false }
            let (exchanged, original) = used.compareExchange(
                expected: seen, desired: seen + bytes, ordering: .relaxed)
            if exchanged { return true }
            seen = original
        }
    }

    /// Gives `bytes` back.
    func giveBack(_ bytes: Int) { used.subtract(bytes, ordering: .relaxed) }
}
