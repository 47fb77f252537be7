// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// One accepted connection; its loop's thread alone touches it.
///
/// It owns the socket and what is left over between two events. Between two requests that is nothing: bytes
/// pass through the loop's own buffers, so that an idle connection costs its TLS state and little more.
final class Connection {
    /// Where a connection stands.
    ///
    /// The deadline in force belongs to the phase.
    enum Phase {
        case handshake
        /// No byte of a request has come.
        case idle
        case head, body
        /// A handler has the request.
        case answer
        /// HTTP/2: each stream has a phase of its own.
        case streams
        /// All is said; the peer may still be reading.
        case linger
    }

    /// A request whose head is known and whose body is not complete.
    struct Unfinished {
        let head: RequestHead
        let headLength: Int
        let keepLimit: Int
        let dropLimit: Int
        let isReserved: Bool
        var arrival: Arrival
    }

    /// How the body comes.
    enum Arrival {
        /// So many bytes stand behind the head.
        case whole(Int)
        /// So many bytes are still to be read and dropped.
        case dropped(left: Int)
        /// In chunks, into `Connection.chunks`; once too much came it is only counted.
        case chunked(ChunkedDecoder, received: Int)
    }

    let socket: Descriptor
    let slot: Int
    let generation: UInt32
    let listener: Int

    var tls: TLSSession?
    var clientName: String?
    /// Who is at the other end.
    let peer: PeerAddress?
    /// What the peer says and is told in HTTP/2; `nil` as long as it has not chosen that.
    var session: Session?
    var phase: Phase
    var interest = Connection.reading
    /// Whether the last read took all that fitted: there may be more, and no edge will say so.
    var mayHaveMore = false
    var parser: HeadParser
    var unfinished: Unfinished?
    /// Bytes of an incomplete request, and of what follows one that a handler still has.
    var inbox = ByteBuffer()
    /// The decoded part of a chunked body.
    var chunks = ByteBuffer()
    /// What the socket did not take.
    var unsent = ByteBuffer()
    /// Until when the socket must have taken `unsent`.
    var sendDeadline = Monotonic(nanoseconds: 0)
    /// Until when the phase must have ended.
    var phaseDeadline = Monotonic(nanoseconds: 0)
    /// Bytes taken from the memory budget.
    var charged = 0
    var received = Monotonic(nanoseconds: 0)
    /// The request that a handler has; 0 is none.
    var requestID: UInt64 = 0
    var isHead = false
    var keepsAlive = true
    /// Why the connection ends once `unsent` is gone.
    var endsBecause: CloseReason?

    /// What a connection waits for whose next bytes are wanted.
    static let reading: Poller.Interest = [.readable, .peerEnd, .edge]
    /// What one waits for that the socket does not take bytes from.
    static let sending: Poller.Interest = [.writable, .edge]

    init(
        socket: consuming Descriptor, slot: Int, generation: UInt32, listener: Int, tls: consuming TLSSession?,
        limits: HeadLimits
    ) {
        peer = PeerAddress.peer(of: socket)
        self.socket = socket
        self.slot = slot
        self.generation = generation
        self.listener = listener
        phase = tls == nil ? .idle : .handshake
        self.tls = tls
        parser = HeadParser(limits: limits)
    }

    /// Whether the socket does not take what we have written; nothing is read or served meanwhile.
    var isBlocked: Bool { !unsent.isEmpty }

    /// When something must have happened.
    var deadline: Monotonic { isBlocked ? min(phaseDeadline, sendDeadline) : phaseDeadline }

    /// What epoll reports for this connection: a slot that was given to another cannot be woken by an old event.
    var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
}
