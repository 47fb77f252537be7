// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What a client's thread, and others, leave for the one thread that reads a stream.
///
/// One stream is read at a time; what others still bring counts for nothing. The client's thread never waits here: where too much has come
/// already, the peer does, until the reader has taken it.
public final class StreamMail<Note: Sendable>: Sendable {
    /// What there is for the reader.
    public enum Delivery: Sendable {
        /// It is over: nothing more is to be read.
        case stopped
        /// Notes and then events, each in the order in which they came; and whether the peer was waiting.
        case arrived([Note], [StreamEvent], wasHeld: Bool)
        /// The time has come.
        case nothing
    }

    private struct Inbox: Sendable {
        var notes: [Note] = []
        var events: [StreamEvent] = []
        var bytes = 0
        /// The stream whose events are taken.
        var stream: Int?
        var task: ClientTask?
        var isHeld = false
        var isStopped = false
    }

    /// How many bytes may wait for the reader before the peer does.
    private let maximumBytes: Int
    private let inbox = Monitor(Inbox())

    /// Of a stream so many bytes may wait; more is left with the peer.
    public init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    /// Whether the peer waits for the reader.
    public var isHeld: Bool { inbox.withLock { $0.isHeld } }

    /// Whether it is over.
    public var isStopped: Bool { inbox.withLock { $0.isStopped } }

    /// Leaves a note.
    public func post(_ note: Note) {
        inbox.withLock { $0.notes.append(note) }
        inbox.notifyAll()
    }

    /// Ends it: the reader hears of nothing else, and closes the stream.
    public func stop() {
        inbox.withLock { $0.isStopped = true }
        inbox.notifyAll()
    }

    /// Waits for what comes; `takesEvents` says whether the stream's are taken now, or left, so that in the end the peer waits.
    public func next(until deadline: Monotonic?, takesEvents: Bool = true) -> Delivery {
        let delivery = inbox.wait(until: deadline) { inbox -> Delivery? in
            if inbox.isStopped { return .stopped }
            let events = takesEvents ? inbox.events : []
            guard !inbox.notes.isEmpty || !events.isEmpty else { return nil }
            let (notes, wasHeld) = (inbox.notes, takesEvents && inbox.isHeld)
            inbox.notes = []
            if takesEvents { (inbox.events, inbox.bytes, inbox.isHeld) = ([], 0, false) }
            if wasHeld { inbox.task?.resume() }
            return .arrived(notes, events, wasHeld: wasHeld)
        }
        return delivery ?? .nothing
    }

    /// Reads another stream from now on; `start` begins it, and says to what it is given what comes.
    public func open(_ stream: Int, _ start: (@escaping @Sendable (StreamEvent) -> Void) -> ClientTask) {
        inbox.withLock { inbox in
            (inbox.stream, inbox.task, inbox.isHeld) = (stream, nil, false)
            (inbox.events, inbox.bytes) = ([], 0)
        }
        let task = start { [weak self] event in self?.arrived(event, of: stream) }
        inbox.withLock { if $0.stream == stream { $0.task = task } }
    }

    /// Calls the stream off, if there is one, with what has come of it.
    public func close() {
        let task = inbox.withLock { inbox in
            defer { (inbox.stream, inbox.task, inbox.events, inbox.bytes) = (nil, nil, [], 0) }
            return inbox.task
        }
        task?.cancel()
    }

    /// On the client's thread.
    private func arrived(_ event: StreamEvent, of stream: Int) {
        inbox.withLock { inbox in
            guard inbox.stream == stream, !inbox.isStopped else { return }
            inbox.events.append(event)
            guard case .bytes(let bytes) = event else { return }
            inbox.bytes += bytes.count
            guard inbox.bytes > maximumBytes, !inbox.isHeld, let task = inbox.task else { return }
            inbox.isHeld = true
            task.pause()
        }
        inbox.notifyAll()
    }
}
