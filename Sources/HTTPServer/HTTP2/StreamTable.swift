// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// A connection's streams by slot; a slot is what the framing layer and handlers remember of a stream.
struct StreamTable {
    private var slots: [Stream?] = []
    private var free: [Int] = []
    /// No stream's deadline is before this point.
    private var earliest = Monotonic(nanoseconds: .max)

    /// How many there are.
    private(set) var count = 0

    /// The stream at a slot, if there is one.
    @inline(__always)
    subscript(slot: Int) -> Stream? { slot >= 0 && slot < slots.count ? slots[slot] : nil }

    /// Puts a stream into a free slot, which it then knows.
    mutating func insert(_ stream: Stream) {
        count += 1
        if let slot = free.popLast() {
            stream.slot = slot
            slots[slot] = stream
        } else {
            stream.slot = slots.count
            slots.append(stream)
        }
    }

    /// Empties a stream's slot.
    mutating func remove(_ stream: Stream) {
        count -= 1
        slots[stream.slot] = nil
        free.append(stream.slot)
    }

    /// Takes in that `stream` must have gone on by `deadline`.
    @inline(__always)
    mutating func setDeadline(_ stream: Stream, _ deadline: Monotonic) {
        stream.deadline = deadline
        if deadline < earliest { earliest = deadline }
    }

    /// When to look for streams that have lasted too long; `nil` if there are none.
    var nextDeadline: Monotonic? { count == 0 ? nil : earliest }

    /// The streams whose deadline has passed.
    mutating func takeExpired(at now: Monotonic) -> [Stream] {
        guard count > 0, earliest <= now else { return [] }
        var expired: [Stream] = []
        var next = Monotonic(nanoseconds: .max)
        for stream in slots {
            guard let stream else { continue }
            if stream.deadline <= now {
                expired.append(stream)
            } else {
                next = min(next, stream.deadline)
            }
        }
        earliest = next
        return expired
    }

    /// All of them, for the end.
    var all: [Stream] { slots.compactMap { $0 } }
}
