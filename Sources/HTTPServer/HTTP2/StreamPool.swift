// SPDX-License-Identifier: Apache-2.0

/// What the sessions of a loop leave to each other: streams that are over, and memory.
final class StreamPool {
    /// What nghttp2 works in.
    let memory: SessionMemory
    private var first: Stream?
    private(set) var count = 0

    /// So many are kept: what one connection can have open.
    static let kept = SessionLimits.streams

    init(memory: SessionMemory = SessionMemory()) { self.memory = memory }

    deinit {
        while let stream = pop() { stream.free() }
    }

    /// One that is as new.
    func take() -> Stream { pop() ?? Stream.make() }

    /// Takes one back; handles of it may be left until ``trim()``.
    func give(_ stream: Stream) {
        stream.reset()
        stream.next = first
        first = stream
        count += 1
    }

    /// Gives the memory of those back that are too many; no handle of a stream that is over may be left.
    func trim() {
        while count > Self.kept, let stream = pop() { stream.free() }
    }

    private func pop() -> Stream? {
        guard let stream = first else { return nil }
        first = stream.next
        stream.next = nil
        count -= 1
        return stream
    }
}
