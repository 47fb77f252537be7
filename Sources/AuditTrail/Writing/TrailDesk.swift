// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// What a trail's callers and its thread share.
struct TrailDesk: ~Copyable, Sendable {
    /// Somebody who is told when what was taken by then is on disk.
    struct Waiting: Sendable {
        let target: UInt64
        let then: @Sendable (Bool) -> Void
    }

    /// Lines that the thread has not seen.
    var filling = ByteBuffer()
    /// Bytes that the thread has taken and not yet written.
    var held = 0
    /// How many of the lines that were taken are on disk, or were given up as no entry.
    var settled: UInt64 = 0
    var waiting: [Waiting] = []
    /// Lines that were taken.
    var taken: UInt64 = 0
    /// Lines that were not taken.
    var dropped: UInt64 = 0
    /// What the thread counts.
    var written: TrailStatistics
    var position: TrailPosition
    var head: TreeHead
    /// The thread waits without a deadline: whoever brings the first line wakes it.
    var isIdle = false
    var isUrgent = false
    var isClosing = false
    var isFinished = false
    /// Since when the thread waits for a folder that another process has; `nil` once it has it.
    var waitsSince: Monotonic?
    /// Once it is closing: until when it goes on waiting for the folder; `nil` is no longer.
    var waitsUntil: Monotonic?

    init(written: TrailStatistics, position: TrailPosition, head: TreeHead) {
        self.written = written
        self.position = position
        self.head = head
    }

    /// What became of the lines so far.
    var statistics: TrailStatistics {
        var statistics = written
        statistics.taken = taken
        statistics.dropped += dropped
        return statistics
    }

    /// Whether the thread should not wait for company.
    var isPressed: Bool { isUrgent || isClosing }

    /// Whether a line may be taken.
    func hasRoom(for count: Int, limit: Int) -> Bool { !isClosing && filling.count + held + count <= limit }

    /// Takes a line; whether the thread is to be woken.
    mutating func take(_ line: Span<UInt8>, pressedAt pressure: Int) -> Bool {
        let before = filling.count
        filling.append(line)
        taken += 1
        defer { isIdle = false }
        return isIdle || (before < pressure && filling.count >= pressure)
    }

    /// Those who wait for no more than what is settled; with `isRefused`, all of them.
    mutating func takeWaiting(isRefused: Bool) -> [Waiting] {
        let settled = settled
        let ready = waiting.filter { isRefused || $0.target <= settled }
        waiting.removeAll { isRefused || $0.target <= settled }
        return ready
    }
}
