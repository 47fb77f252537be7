// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The connections of a forwarder by slot.
///
/// Deadlines are looked at all together, and only when the earliest may have passed: one that moves back, as it does with every byte,
/// costs nothing.
struct ForwardTable {
    private var pairs: [ForwardPair?] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []

    /// No deadline is before this point.
    private(set) var earliest = Monotonic(nanoseconds: .max)

    /// How many connections there are.
    var count: Int { pairs.count - free.count }

    /// All of them, for the end.
    var all: [ForwardPair] { pairs.compactMap { $0 } }

    /// A free slot and its generation.
    mutating func nextSlot() -> (slot: Int, generation: UInt32) {
        if let slot = free.popLast() { return (slot, generations[slot]) }
        pairs.append(nil)
        generations.append(1)
        return (pairs.count - 1, 1)
    }

    /// Puts a connection into the slot that it was made for.
    mutating func insert(_ pair: ForwardPair) {
        pairs[pair.slot] = pair
        earliest = min(earliest, pair.deadline)
    }

    /// Takes one out; its slot's next tenant has another generation.
    mutating func remove(_ pair: ForwardPair) {
        pairs[pair.slot] = nil
        // 31 bits: the highest tokens belong to the bell and the listening sockets.
        generations[pair.slot] = (generations[pair.slot] &+ 1) & 0x7FFF_FFFF
        free.append(pair.slot)
    }

    /// Whom a token speaks of, if it still lives.
    func pair(token: UInt64) -> ForwardPair? {
        let slot = Int(truncatingIfNeeded: (token & 0xFFFF_FFFF) >> 1)
        guard slot < pairs.count, generations[slot] == UInt32(truncatingIfNeeded: token >> 32) else { return nil }
        return pairs[slot]
    }

    /// Whether it was not taken out yet.
    func holds(_ pair: ForwardPair) -> Bool { pairs[pair.slot] === pair }

    /// Sets when something must have happened.
    mutating func setDeadline(_ pair: ForwardPair, _ deadline: Monotonic) {
        pair.deadline = deadline
        earliest = min(earliest, deadline)
    }

    /// Those whose deadline has passed.
    mutating func takeExpired(at now: Monotonic) -> [ForwardPair] {
        guard now >= earliest else { return [] }
        earliest = Monotonic(nanoseconds: .max)
        var expired: [ForwardPair] = []
        for case .some(let pair) in pairs {
            if pair.deadline <= now { expired.append(pair) } else { earliest = min(earliest, pair.deadline) }
        }
        return expired
    }
}
