// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer
internal import Kernel
internal import Telemetry

/// The parts of a running server, and what signals make of them.
final class ServerProcess: Sendable {
    let server: Server
    private let source: DecisionSource
    private let readiness: Readiness
    private let journal: Journal
    private let streams: Streams
    private let drain: Duration
    private let state = Monitor(State())

    /// Where the process stands.
    private struct State: Sendable {
        var isEnding = false
        var isOver = false
        var drainsUntil: Monotonic?
        var looksAtLedger = false
    }

    var log: Log { journal.log }

    init(
        server: Server, source: DecisionSource, readiness: Readiness, journal: Journal, streams: Streams,
        drain: Duration
    ) {
        self.server = server
        self.source = source
        self.readiness = readiness
        self.journal = journal
        self.streams = streams
        self.drain = drain
    }

    /// Serves, watches the ledger, listens to signals.
    func start(manager: SharedServiceManager, signals: SignalReceiver) throws(SystemError) {
        try server.start()
        let watcher = try BackgroundThread(name: "ledger") { self.watch(manager) }
        let receiver = try signals.deliver(to: { self.take($0, manager) })
        // Both end with the process; nothing waits for them.
        _ = consume watcher
        _ = consume receiver
        manager.notify(.ready)
        log.info("ready", [.integer("loops", server.loopCount)])
    }

    /// Waits for the end.
    func waitUntilStopped() {
        server.waitUntilStopped()
        state.withLock { $0.isOver = true }
        state.notifyAll()
        source.stop()
    }

    private func take(_ signal: Signal, _ manager: SharedServiceManager) -> SignalReceiver.Delivery {
        log.info("signal", [.literal("name", signal.name)])
        switch signal {
        case .hangUp, .user1:
            manager.notify(.reloading)
            streams.reopen()
            server.reload()
            state.withLock { $0.looksAtLedger = true }
            state.notifyAll()
            manager.notify(.ready)
            return .more
        case .terminate, .interrupt: return end(manager)
        }
    }

    /// The first time drains; the second ends at once.
    private func end(_ manager: SharedServiceManager) -> SignalReceiver.Delivery {
        let wasEnding = state.withLock { state in
            let was = state.isEnding
            state.isEnding = true
            state.drainsUntil = Monotonic.now.advanced(by: drain)
            return was
        }
        guard !wasEnding else {
            server.stop()
            return .last
        }
        readiness.drain()
        manager.notify(.stopping)
        manager.notify(.extendTimeout(drain + .seconds(5)))
        server.drain()
        state.notifyAll()
        return .more
    }

    /// Looks at the ledger now and then, tells the service manager that we live, and ends a drain that lasts too long.
    private func watch(_ manager: SharedServiceManager) {
        let pulse = manager.watchdog.map { $0 / 2 }
        var nextPulse = Monotonic.now
        var watch = ChainWatch()
        while true {
            let now = Monotonic.now
            if let pulse, now >= nextPulse {
                manager.notify(.alive)
                nextPulse = now.advanced(by: pulse)
            }
            var wake = now.advanced(by: source.interval)
            if pulse != nil { wake = min(wake, nextPulse) }
            let seen = state.wait(until: wake) { state -> State? in
                guard state.isOver || state.looksAtLedger || state.isEnding else { return nil }
                let seen = state
                state.looksAtLedger = false
                return seen
            }
            if let seen {
                if seen.isOver { return }
                if let end = seen.drainsUntil { return finishDrain(until: end, &watch) }
            }
            source.look(journal, &watch)
        }
    }

    /// The ledger stands still while draining would be wrong: it is looked at until the end.
    private func finishDrain(until end: Monotonic, _ watch: inout ChainWatch) {
        while Monotonic.now < end {
            let wake = min(end, Monotonic.now.advanced(by: source.interval))
            if state.wait(until: wake, for: { $0.isOver ? true : nil }) == true { return }
            source.look(journal, &watch)
        }
        log.warn("drain timed out: what is still open is cut")
        server.stop()
    }
}
