// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// One direction of a forwarded connection.
struct ForwardChannel: ~Copyable {
    /// How far a direction has come.
    enum State {
        /// Bytes may come.
        case flowing
        /// The end was read; what waits must be written before it is passed on.
        case ending
        /// The end was passed on.
        case ended
        /// Nobody is there to write to.
        case broken
    }

    /// What a turn has led to.
    enum Turn: Equatable {
        /// There is more to do, and others come first.
        case again
        /// Nothing can be done until an event comes, or ever.
        case wait
        /// The side that is read from has broken off.
        case sourceGone
    }

    private(set) var state = State.flowing
    /// What was read and not taken yet.
    private var waiting = ByteBuffer()
    /// Bytes that were written, since somebody last asked.
    private var written = 0

    /// Whether nothing will move any more.
    var isOver: Bool { state == .ended || state == .broken }

    /// Whether bytes were written since the last time.
    var hasWritten: Bool { written > 0 }

    /// The bytes written since the last time.
    mutating func takeWritten() -> Int {
        let count = written
        written = 0
        return count
    }

    /// Moves about `quantum` bytes, through `room`, at most `limit` at once.
    ///
    /// Nothing is read while the other side takes nothing: the kernel's buffers fill, and the writer waits.
    mutating func move(
        from source: ForwardSide, to sink: ForwardSide, through room: inout ByteBuffer, limit: Int, quantum: Int
    ) throws(SystemError) -> Turn {
        var quota = quantum
        while try flush(to: sink) {
            guard source.mayRead, sink.mayWrite else { return .wait }
            guard quota > 0 else { return .again }
            room.removeAll()
            switch try source.read(into: &room, atMost: limit) {
            case .wouldBlock: return .wait
            case .gone: return .sourceGone
            case .ended: state = .ending
            case .moved(let count):
                quota -= count
                if case .moved(let taken) = try write(room.span, to: sink) { room.consume(taken) }
                // Without a slow reader a connection has no memory of its own.
                if !room.isEmpty, state == .flowing { waiting.append(room.span) }
            }
        }
        return .wait
    }

    /// Writes what waits, and the end behind it; whether more may be read.
    private mutating func flush(to sink: ForwardSide) throws(SystemError) -> Bool {
        while !waiting.isEmpty {
            guard sink.mayWrite else { return false }
            let outcome = try sink.write(waiting.span)
            guard take(outcome) else { return false }
            if case .moved(let count) = outcome { waiting.consume(count) }
            if waiting.isEmpty { waiting.release() }
        }
        if state == .ending {
            sink.socket.finishSending()
            state = .ended
        }
        return state == .flowing
    }

    private mutating func write(
        _ bytes: Span<UInt8>, to sink: ForwardSide
    ) throws(SystemError) -> ForwardSide.Outcome {
        let outcome = try sink.write(bytes)
        _ = take(outcome)
        return outcome
    }

    /// Takes in how writing went; false if nothing more can be written now.
    private mutating func take(_ outcome: ForwardSide.Outcome) -> Bool {
        switch outcome {
        case .moved(let count):
            written += count
            return true
        case .wouldBlock: return false
        case .ended, .gone:
            // What that side has said before it went is still to be read: only this direction is over.
            state = .broken
            waiting.release()
            return false
        }
    }
}
