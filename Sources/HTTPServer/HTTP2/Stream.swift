// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// One request of an HTTP/2 connection, from its first header to the last byte of its reply.
///
/// A handle that counts no references and asks at no access who else has one: both would cost more than the framing does.
/// What it points to belongs to a ``StreamPool``, is used again when the stream is over, and is given back only between two
/// calls into a session, when nobody has a handle of a stream that is over.
@safe
struct Stream: Equatable {
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

    private let state: UnsafeMutablePointer<State>

    /// Makes one, which ``free()`` ends.
    static func make() -> Stream {
        let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
        unsafe state.initialize(to: State())
        return unsafe Stream(state: state)
    }

    /// Gives its memory back; no handle of it may be left.
    func free() {
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    /// Makes it as new.
    func reset() { unsafe state.pointee.reset() }

    /// Its number on the wire.
    var id: Int32 {
        get { unsafe state.pointee.id }
        nonmutating set { unsafe state.pointee.id = newValue }
    }

    /// Its place in the connection's table.
    var slot: Int {
        get { unsafe state.pointee.slot }
        nonmutating set { unsafe state.pointee.slot = newValue }
    }

    var phase: Phase {
        get { unsafe state.pointee.phase }
        nonmutating set { unsafe state.pointee.phase = newValue }
    }

    var deadline: Monotonic {
        get { unsafe state.pointee.deadline }
        nonmutating set { unsafe state.pointee.deadline = newValue }
    }

    var received: Monotonic {
        get { unsafe state.pointee.received }
        nonmutating set { unsafe state.pointee.received = newValue }
    }

    /// The request that a handler has; 0 is none.
    var requestID: UInt64 {
        get { unsafe state.pointee.requestID }
        nonmutating set { unsafe state.pointee.requestID = newValue }
    }

    /// What its head says, once that is complete.
    var head: RequestHead {
        @inline(__always) _read { yield unsafe state.pointee.head }
    }

    /// Why the head is refused, as soon as that is known.
    var refusal: HeadRefusal? {
        get { unsafe state.pointee.refusal }
        nonmutating set { unsafe state.pointee.refusal = newValue }
    }

    /// What the head's ranges point into.
    var text: ByteBuffer {
        @inline(__always) _read { yield unsafe state.pointee.text }
        @inline(__always) nonmutating _modify { yield unsafe &state.pointee.text }
    }

    /// The body so far, if it did not come in one piece.
    var body: ByteBuffer {
        @inline(__always) _read { yield unsafe state.pointee.body }
        @inline(__always) nonmutating _modify { yield unsafe &state.pointee.body }
    }

    var bodyBytes: Int {
        get { unsafe state.pointee.bodyBytes }
        nonmutating set { unsafe state.pointee.bodyBytes = newValue }
    }

    var keepLimit: Int {
        get { unsafe state.pointee.keepLimit }
        nonmutating set { unsafe state.pointee.keepLimit = newValue }
    }

    var dropLimit: Int {
        get { unsafe state.pointee.dropLimit }
        nonmutating set { unsafe state.pointee.dropLimit = newValue }
    }

    var isReserved: Bool {
        get { unsafe state.pointee.isReserved }
        nonmutating set { unsafe state.pointee.isReserved = newValue }
    }

    /// Bytes taken from the memory budget.
    var charged: Int {
        get { unsafe state.pointee.charged }
        nonmutating set { unsafe state.pointee.charged = newValue }
    }

    /// Whether the peer has sent all of its request.
    var isWhole: Bool {
        get { unsafe state.pointee.isWhole }
        nonmutating set { unsafe state.pointee.isWhole = newValue }
    }

    /// What is to be sent of the reply's body.
    var reply: ByteBuffer {
        @inline(__always) _read { yield unsafe state.pointee.reply }
        @inline(__always) nonmutating _modify { yield unsafe &state.pointee.reply }
    }

    /// Why the stream ends, once we have decided it.
    var ending: StreamEnd? {
        get { unsafe state.pointee.ending }
        nonmutating set { unsafe state.pointee.ending = newValue }
    }

    var isHead: Bool { unsafe state.pointee.head.method == .head }

    // MARK: Its head

    /// How much of it has been decompressed.
    var headSize: Int { unsafe state.pointee.parts.size }
    /// The length of the body, if its head has said it.
    var contentLength: Int? { unsafe state.pointee.parts.contentLength }
    /// Whether the peer waits to be told to send its body.
    var expectsContinue: Bool { unsafe state.pointee.parts.expectsContinue }

    /// Takes in a field of the head.
    func take(_ name: Span<UInt8>, _ value: Span<UInt8>, _ limits: HeadLimits) throws(HeadRefusal) {
        try unsafe state.pointee.parts.take(name, value, &state.pointee.text, limits)
    }

    /// Counts a field that is forgotten.
    func skip(_ name: Span<UInt8>, _ value: Span<UInt8>) { unsafe state.pointee.parts.skip(name, value) }

    /// All fields are there.
    func finishHead() throws(HeadRefusal) {
        unsafe state.pointee.head = try state.pointee.parts.finish(state.pointee.text.span)
    }

    static func == (one: Stream, other: Stream) -> Bool { unsafe one.state == other.state }

    // MARK: Others of the same kind

    /// What follows it in a list of the pool's.
    var next: Stream? {
        get { unsafe state.pointee.next.map { unsafe Stream(state: $0) } }
        nonmutating set { unsafe state.pointee.next = newValue?.state }
    }
}

extension Stream {
    /// What a handle points to.
    @safe
    fileprivate struct State: ~Copyable {
        var id: Int32 = 0
        var slot = 0
        var phase = Phase.head
        var deadline = Monotonic(nanoseconds: 0)
        var received = Monotonic(nanoseconds: 0)
        var requestID: UInt64 = 0

        var parts = StreamHead()
        var head = RequestHead()
        var refusal: HeadRefusal?
        var text = ByteBuffer()
        var body = ByteBuffer()
        var bodyBytes = 0
        var keepLimit = 0
        var dropLimit = 0
        var isReserved = false
        var charged = 0
        var isWhole = false
        var reply = ByteBuffer()
        var ending: StreamEnd?
        var next: UnsafeMutablePointer<State>?

        init() { unsafe next = nil }

        /// More memory than this is not kept for the next request.
        private static let kept = 4 << 10

        mutating func reset() {
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
}
