// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// One thread that carries the bytes of all connections of a forwarder; it never blocks but in `epoll_wait`.
///
/// Every connection whose bytes can move stands in one queue, and moves at most a quantum per turn: one that is never silent does not
/// keep the others waiting.
final class ForwardLoop: @unchecked Sendable {
    // Sendable: everything below `inbox` is touched by the loop's own thread only, from `run()` on.
    let rules: [ForwardRule]
    let limits: ForwardLimits
    let tallies: [ForwardTally]
    let resolver: NameResolver
    let onEvent: @Sendable (ForwardEvent) -> Void
    let inbox: ForwardInbox

    let poller: Poller
    var doors: ForwardDoors
    var table = ForwardTable()
    var openByRule: [Int]
    var now = Monotonic.now
    /// Those whose turn comes, in order.
    private var queue: [ForwardPair] = []
    /// Bytes on their way through.
    private var room: ByteBuffer
    private var nextSweep = Monotonic(nanoseconds: 0)
    private var drainEnd: Monotonic?
    private var isStopped = false
    private var cut = 0

    /// Deadlines are looked at no more often than this: they may be late by it.
    private static let sweepInterval = Duration.milliseconds(50)
    private static let bellToken = UInt64.max

    init(
        _ rules: [ForwardRule], limits: ForwardLimits, resolver: NameResolver,
        onEvent: @escaping @Sendable (ForwardEvent) -> Void
    ) throws(SystemError) {
        self.rules = rules
        self.limits = limits
        self.resolver = resolver
        self.onEvent = onEvent
        tallies = rules.map { ForwardTally(rule: $0.name) }
        openByRule = rules.map { _ in 0 }
        room = ByteBuffer(capacity: limits.buffer)
        inbox = try ForwardInbox()
        poller = try Poller()
        doors = try ForwardDoors()
        try poller.add(inbox.bell.descriptor, .readable, token: Self.bellToken)
    }

    /// Carries until the drain has ended.
    func run() {
        while !isStopped, drainEnd == nil || table.count > 0 {
            let count: Int
            do throws(SystemError) {
                count = try poller.wait(until: queue.isEmpty ? wakeTime : now, now: now)
            } catch {
                onEvent(.systemFailure(error))
                break
            }
            now = .now
            for index in 0..<count { handle(poller.event(index)) }
            takeTurns()
            look()
        }
        doors.close()
        for pair in table.all {
            cut += 1
            close(pair, .cut)
        }
        queue = []
        onEvent(.stopped(cut: cut))
    }

    private var wakeTime: Monotonic? {
        var times: [Monotonic] = []
        if table.count > 0 { times.append(max(table.earliest, nextSweep)) }
        if let time = doors.resumesAt { times.append(time) }
        if let time = drainEnd { times.append(time) }
        return times.min()
    }

    private func handle(_ event: Poller.Event) {
        if event.token == Self.bellToken { return inbox.takeAll().forEach(take) }
        if event.token >= ForwardDoors.firstToken {
            return doors.accept(event.token, from: poller, now: now, onEvent) { rule, socket in
                admit(socket, rule: rule)
            } shed: { rule in
                tallies[rule].accept()
                tallies[rule].refuse(.descriptors)
            }
        }
        guard let pair = table.pair(token: event.token) else { return }
        let isOfTarget = event.token & 1 == 1
        guard let side = isOfTarget ? pair.target : pair.source else { return }
        if event.isReadable || event.isEnding { side.mayRead = true }
        if event.isWritable || event.isGone { side.mayWrite = true }
        if event.isGone { side.isGone = true }
        switch pair.phase {
        case .lookingUp: break  // what the source says or did waits until there is somebody to tell it
        case .connecting(let others):
            if isOfTarget, event.isWritable || event.isGone { finishConnecting(pair, others: others) }
        case .open: enqueue(pair)
        }
    }

    private func take(_ message: ForwardInbox.Message) {
        switch message {
        case .found(let addresses, let token):
            guard let pair = table.pair(token: token), case .lookingUp = pair.phase else { return }
            connect(pair, addresses.map { .tcp($0) }, orFail: .lookUp)
        case .drain(let duration):
            guard drainEnd == nil else { return }
            drainEnd = now.advanced(by: duration)
            doors.close()
            onEvent(.draining)
        case .stop: isStopped = true
        }
    }

    /// Puts a connection at the end of the queue.
    func enqueue(_ pair: ForwardPair) {
        guard !pair.isQueued else { return }
        pair.isQueued = true
        queue.append(pair)
    }

    private func takeTurns() {
        guard !queue.isEmpty else { return }
        let turns = queue
        queue.removeAll(keepingCapacity: true)
        for pair in turns {
            pair.isQueued = false
            guard table.holds(pair) else { continue }
            switch pair.move(through: &room, limits, tallies[pair.rule]) {
            case .again:
                settle(pair, hasMoved: true)
                enqueue(pair)
            case .wait(let hasMoved): settle(pair, hasMoved: hasMoved)
            case .over(let failure): close(pair, failure)
            }
        }
    }

    /// Sets until when an open connection may stay silent.
    private func settle(_ pair: ForwardPair, hasMoved: Bool) {
        let isGone = pair.source.isGone || pair.target?.isGone == true
        guard hasMoved || isGone else { return }
        let deadline = now.advanced(by: isGone ? limits.linger : limits.idle)
        table.setDeadline(pair, hasMoved ? deadline : min(pair.deadline, deadline))
    }

    /// Does what time brings.
    private func look() {
        if let end = drainEnd, end <= now { isStopped = true }
        doors.resume(poller, now: now, onEvent)
        guard now >= nextSweep else { return }
        nextSweep = now.advanced(by: Self.sweepInterval)
        for pair in table.takeExpired(at: now) {
            switch pair.phase {
            case .lookingUp: close(pair, .connectTimeout)
            case .connecting(let others):
                connect(pair, now < pair.connectDeadline ? others : [], orFail: .connectTimeout)
            case .open: close(pair, .idle)
            }
        }
    }

    /// Ends a connection now.
    func close(_ pair: ForwardPair, _ failure: ForwardFailure?) {
        table.remove(pair)
        openByRule[pair.rule] -= 1
        tallies[pair.rule].close(failure)
        guard failure != nil else { return }
        // What was cut off must not look as if it had come to its end.
        pair.source.socket.breakOnClose()
        pair.target?.socket.breakOnClose()
    }
}
