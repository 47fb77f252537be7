// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// A connection's streams by slot; a slot is what the framing layer and handlers remember of a stream.
@safe
final class StreamTable {
    // Pointers, since a class asks at each access of an array whether somebody else has it.
    private var slots: UnsafeMutablePointer<Stream?>?
    /// The slots that are free: as many as are left of `capacity`.
    private var free: UnsafeMutablePointer<Int>?
    private var capacity = 0
    /// No stream's deadline is before this point.
    private var earliest = Monotonic(nanoseconds: .max)

    /// How many there are.
    private(set) var count = 0

    /// How many slots there are at first; then twice as many, and so on.
    private static let first = 8

    init() {
        unsafe slots = nil
        unsafe free = nil
    }

    deinit { release() }

    /// The stream at a slot, if there is one.
    @inline(__always)
    subscript(slot: Int) -> Stream? {
        guard slot >= 0, slot < capacity, let slots = unsafe slots else { return nil }
        return unsafe slots[slot]
    }

    /// Puts a stream into a free slot, which it then knows.
    func insert(_ stream: Stream) {
        if count == capacity { grow() }
        guard let slots = unsafe slots, let free = unsafe free else { return }
        let slot = unsafe free[capacity - count - 1]
        count += 1
        stream.slot = slot
        unsafe slots[slot] = stream
    }

    /// Empties a stream's slot.
    func remove(_ stream: Stream) {
        guard self[stream.slot] == stream, let slots = unsafe slots, let free = unsafe free else { return }
        unsafe slots[stream.slot] = nil
        count -= 1
        unsafe free[capacity - count - 1] = stream.slot
    }

    /// Gives the memory back that a connection at rest has no use for.
    func shrink() {
        if count == 0, capacity > Self.first { release() }
    }

    /// Takes in that `stream` must have gone on by `deadline`.
    @inline(__always)
    func setDeadline(_ stream: Stream, _ deadline: Monotonic) {
        stream.deadline = deadline
        if deadline < earliest { earliest = deadline }
    }

    /// When to look for streams that have lasted too long; `nil` if there are none.
    var nextDeadline: Monotonic? { count == 0 ? nil : earliest }

    /// The streams whose deadline has passed.
    func takeExpired(at now: Monotonic) -> [Stream] {
        guard count > 0, earliest <= now else { return [] }
        var expired: [Stream] = []
        var next = Monotonic(nanoseconds: .max)
        for stream in all {
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
    var all: [Stream] { (0..<capacity).compactMap { self[$0] } }

    private func grow() {
        let wanted = max(Self.first, capacity * 2)
        let (moreSlots, moreFree) = (
            UnsafeMutablePointer<Stream?>.allocate(capacity: wanted),
            UnsafeMutablePointer<Int>.allocate(capacity: wanted)
        )
        for slot in 0..<wanted { unsafe (moreSlots + slot).initialize(to: self[slot]) }
        // All are taken: those that have come are free, and the lowest is the next.
        for place in 0..<wanted { unsafe (moreFree + place).initialize(to: wanted - place - 1) }
        release()
        unsafe (slots, free) = (moreSlots, moreFree)
        capacity = wanted
    }

    private func release() {
        unsafe slots?.deallocate()
        unsafe free?.deallocate()
        unsafe (slots, free) = (nil, nil)
        capacity = 0
    }
}
