// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Synchronization

/// One thread that waits for its sockets and serves them: all of a connection's life happens here.
///
/// It never blocks but in `epoll_wait`. Connections are edge-triggered: a level-triggered epoll looks at every socket
/// twice, and puts the one that was just served before those that have waited longer (measured: p99 1.7 times as long).
/// No edge is lost, because a read that leaves nothing behind is followed by a new edge, and each of the others by
/// `modify`, which reports again what is still there: a read that took all that fitted, the end that came with the
/// last bytes, and bytes that were not wanted when they came. Other threads reach a loop through its mailbox alone.
final class Loop: @unchecked Sendable {
    // Sendable: everything below `shared` is touched by the loop's own thread only, from `run()` on.
    let index: Int
    let shared: Shared
    let seat: Seat
    /// By listener.
    let tallies: [ListenerTally]
    let shed = Tallies<ShedReason>()

    let poller: Poller
    var slab = Slab()
    var handlers: [any Handler] = []
    var now = Monotonic.now
    var thread: ThreadToken?

    /// The acceptor's sockets; empty on the other loops.
    var acceptor: Acceptor?

    let pipe = CipherPipe(incoming: Loop.receiveSize)
    /// Plain bytes of the connection that is being served.
    var scratch = ByteBuffer(capacity: Loop.receiveSize + 1024)
    /// Plain replies of the connection that is being served.
    var replies = ByteBuffer(capacity: 16 * 1024)
    /// One reply's body: its length must be known before its head is written.
    var body = ByteBuffer(capacity: 16 * 1024)
    let date = DateCache()
    let streamPool = StreamPool()
    let replyHeads = ReplyHeads()
    /// Connections whose streams were answered from other threads, and which have not been flushed since.
    var answered: [Connection] = []
    /// What is asked of the handler that runs, until it has replied.
    var asked: Question?

    var isDraining = false
    var isStopped = false
    private var nextRequest: UInt64 = 0

    /// How much is read from a socket at once.
    static let receiveSize = 64 * 1024
    /// Deadlines are looked at no more often than this: they may be late by it.
    private static let sweepInterval = Duration.milliseconds(50)
    /// How often a drain looks whether it is over.
    private static let drainInterval = Duration.milliseconds(50)
    private static let bellToken = UInt64.max

    init(index: Int, shared: Shared) throws(SystemError) {
        self.index = index
        self.shared = shared
        tallies = shared.listeners.map { _ in ListenerTally() }
        seat = Seat(mailbox: try Mailbox())
        poller = try Poller()
        try poller.add(seat.mailbox.bell.descriptor, .readable, token: Self.bellToken)
    }

    /// Serves until the drain has ended.
    func run() {
        thread = .current
        handlers = shared.listeners.map { $0.settings.handlers.makeHandler(loop: index) }
        var nextSweep = now
        while !isFinished {
            let count: Int
            do throws(SystemError) {
                count = try poller.wait(until: wakeTime(notBefore: nextSweep), now: now)
            } catch {
                shared.onEvent(.systemFailure(error))
                break
            }
            now = .now
            for index in 0..<count { handle(poller.event(index)) }
            if now.nanoseconds >= slab.earliest, now >= nextSweep {
                for connection in slab.takeExpired(at: now) { expire(connection) }
                nextSweep = now.advanced(by: Self.sweepInterval)
            }
            acceptor?.tick(self)
        }
        cutAll()
    }

    /// A number that no other request of this process has: the loop's index is its last digits.
    func makeRequestID() -> UInt64 {
        nextRequest += 1
        return nextRequest << 8 | UInt64(index & 0xFF)
    }

    private var isFinished: Bool {
        if isStopped { return true }
        // No loop ends before all are empty: the first serves the probes, and any may still be given a connection.
        return isDraining && shared.areDoorsClosed.load(ordering: .acquiring)
            && shared.held.load(ordering: .relaxed) <= 0
    }

    private func wakeTime(notBefore sweep: Monotonic) -> Monotonic? {
        var time = slab.earliest == .max ? nil : max(Monotonic(nanoseconds: slab.earliest), sweep)
        if let tick = acceptor?.nextTick { time = min(time ?? tick, tick) }
        if isDraining {
            let look = now.advanced(by: Self.drainInterval)
            time = min(time ?? look, look)
        }
        return time
    }

    private func handle(_ event: Poller.Event) {
        if event.token == Self.bellToken { return readMail() }
        if event.token >= Acceptor.firstToken { return acceptor?.accept(self, token: event.token) ?? () }
        guard let connection = slab.connection(token: event.token) else { return }
        if connection.isBlocked {
            if event.isGone { return close(connection, .peer) }
            return resumeSending(connection)
        }
        if event.isReadable || event.isEnding { receive(connection, isGone: event.isGone) }
        if connection.mayHaveMore || event.isEnding { rearm(connection) }
    }

    private func readMail() {
        defer { flushAnswered() }
        for message in seat.mailbox.takeAll() {
            switch message {
            case .accepted(let socket, let listener):
                if let socket = socket.take() { open(socket, listener: listener) }
            case .reply(let late):
                deliver(late)
            case .cut(let question):
                cut(question)
            case .drain:
                isDraining = true
                acceptor?.drain(self)
                drainSessions()
            case .stop:
                isStopped = true
            }
        }
    }

    private func cutAll() {
        for connection in slab.all {
            if !shared.listeners[connection.listener].settings.servesWhileDraining {
                shared.cut.add(1, ordering: .relaxed)
            }
            close(connection, .drained)
        }
        acceptor = nil
    }
}
