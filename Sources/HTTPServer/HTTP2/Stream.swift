// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// One request of an HTTP/2 connection, from its first header to the last byte of its reply.
///
/// Used again when it is over, with its memory: see ``StreamPool``.
final class Stream {
    /// Where a stream stands; the deadline in force belongs to it.
    enum Phase {
        case head, body
        /// A handler has the request.
        case answer
        /// The reply waits to be sent, or to be taken.
        case reply
        /// The peer has left; a handler still has the request.
        case abandoned
    }

    /// Its number on the wire.
    var id: Int32 = 0
    /// Its place in the connection's table.
    var slot = 0
    var phase = Phase.head
    var deadline = Monotonic(nanoseconds: 0)
    var received = Monotonic(nanoseconds: 0)
    /// The request that a handler has; 0 is none.
    var requestID: UInt64 = 0

    var parts = StreamHead()
    var head = RequestHead()
    /// Why the head is refused, as soon as that is known.
    var refusal: HeadRefusal?
    /// What the head's ranges point into.
    var text = ByteBuffer()
    /// The body so far, if it did not come in one piece.
    var body = ByteBuffer()
    var bodyBytes = 0
    var keepLimit = 0
    var dropLimit = 0
    var isReserved = false
    /// Bytes taken from the memory budget.
    var charged = 0
    /// Whether the peer has sent all of its request.
    var isWhole = false
    /// What is to be sent of the reply's body.
    var reply = ByteBuffer()
    /// Why the stream ends, once we have decided it.
    var ending: StreamEnd?

    /// More memory than this is not kept for the next request.
    private static let kept = 4 << 10

    var isHead: Bool { head.method == .head }

    /// Makes it as new.
    func reset() {
        phase = .head
        requestID = 0
        parts = StreamHead()
        head = RequestHead()
        refusal = nil
        if text.capacity > Self.kept { text.release() } else { text.removeAll() }
        if body.capacity > Self.kept { body.release() } else { body.removeAll() }
        if reply.capacity > Self.kept { reply.release() } else { reply.removeAll() }
        bodyBytes = 0
        charged = 0
        isWhole = false
        isReserved = false
        ending = nil
    }
}

/// A loop's streams that are over, to be used again.
final class StreamPool {
    private var free: [Stream] = []

    /// So many are kept: what one connection can have open.
    private static let kept = SessionLimits.streams

    /// One that is as new.
    func take() -> Stream { free.popLast() ?? Stream() }

    /// Takes one back.
    func give(_ stream: Stream) {
        guard free.count < Self.kept else { return }
        stream.reset()
        free.append(stream)
    }
}
