// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// A loop's connections by slot, with their deadlines side by side.
///
/// Looking through all deadlines is a walk over one array, some microseconds for ten thousand connections, and
/// happens only when the earliest of them may have passed: cheaper than keeping timers in order at every request.
struct Slab {
    private var connections: [Connection?] = []
    private var generations: [UInt32] = []
    private var deadlines: [UInt64] = []
    private var free: [Int] = []

    /// No deadline is before this point.
    private(set) var earliest = UInt64.max

    /// How many connections there are.
    var count: Int { connections.count - free.count }

    /// The next free slot and its generation.
    mutating func nextSlot() -> (slot: Int, generation: UInt32) {
        if let slot = free.popLast() { return (slot, generations[slot]) }
        connections.append(nil)
        generations.append(1)
        deadlines.append(.max)
        return (connections.count - 1, 1)
    }

    /// Puts a connection into the slot that it was made for.
    mutating func insert(_ connection: Connection) { connections[connection.slot] = connection }

    /// Returns a slot that ``nextSlot()`` gave and nobody moved into.
    mutating func abandon(slot: Int) { free.append(slot) }

    /// Takes a connection out; its slot's next tenant has another generation.
    mutating func remove(_ connection: Connection) {
        connections[connection.slot] = nil
        // 31 bits: the highest tokens belong to the bell and the listening sockets.
        generations[connection.slot] = (generations[connection.slot] &+ 1) & 0x7FFF_FFFF
        deadlines[connection.slot] = .max
        free.append(connection.slot)
    }

    /// The connection that an epoll token speaks of, if it still lives.
    @inline(__always)
    func connection(token: UInt64) -> Connection? {
        let slot = Int(truncatingIfNeeded: token & 0xFFFF_FFFF)
        guard slot < connections.count, generations[slot] == UInt32(truncatingIfNeeded: token >> 32) else { return nil }
        return connections[slot]
    }

    /// Takes in that a connection's deadline has changed.
    @inline(__always)
    mutating func updateDeadline(_ connection: Connection) {
        let deadline = connection.deadline
        deadlines[connection.slot] = deadline.nanoseconds
        if deadline.nanoseconds < earliest { earliest = deadline.nanoseconds }
    }

    /// The connections whose deadline has passed; none of them has one any more.
    mutating func takeExpired(at now: Monotonic) -> [Connection] {
        guard now.nanoseconds >= earliest else { return [] }
        var expired: [Connection] = []
        var next = UInt64.max
        for slot in deadlines.indices {
            let deadline = deadlines[slot]
            if deadline <= now.nanoseconds, let connection = connections[slot] {
                deadlines[slot] = .max
                expired.append(connection)
            } else if deadline < next {
                next = deadline
            }
        }
        earliest = next
        return expired
    }

    /// All connections, for the end.
    var all: [Connection] { connections.compactMap { $0 } }
}
