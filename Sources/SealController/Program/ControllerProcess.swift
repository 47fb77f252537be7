// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import HTTPServer
internal import Kernel
internal import Operations
internal import SealAuthN
internal import Telemetry

/// The parts of a running controller, and what signals make of them.
final class ControllerProcess: Sendable {
    /// How often the chain is looked at.
    private static let interval = Duration.milliseconds(250)

    let server: Server
    private let chain: ChainLedger
    private let parts: any ControllerParts
    private let readiness: Readiness
    private let journal: ControllerJournal
    private let streams: LineStreams
    private let drain: Duration
    private let state = Monitor(State())

    /// Where the process stands.
    private struct State: Sendable {
        var isEnding = false
        var isOver = false
        var drainsUntil: Monotonic?
    }

    init(
        server: Server, chain: ChainLedger, parts: any ControllerParts, readiness: Readiness,
        journal: ControllerJournal, streams: LineStreams, drain: Duration
    ) {
        self.server = server
        self.chain = chain
        self.parts = parts
        self.readiness = readiness
        self.journal = journal
        self.streams = streams
        self.drain = drain
    }

    /// Serves, watches the chain, listens to signals.
    func start(manager: SharedServiceManager, signals: SignalReceiver) throws(SystemError) {
        try parts.start()
        try server.start()
        let watcher = try BackgroundThread(name: "watch") { self.watch(manager) }
        let receiver = try signals.deliver(to: { self.take($0, manager) })
        // Both end with the process; nothing waits for them.
        _ = consume watcher
        _ = consume receiver
        manager.notify(.ready)
        journal.log.info("ready", [.integer("loops", server.loopCount)])
    }

    /// Waits for the end.
    func waitUntilStopped() {
        server.waitUntilStopped()
        state.withLock { $0.isOver = true }
        state.notifyAll()
        parts.stop()
        chain.stop()
    }

    private func take(_ signal: Signal, _ manager: SharedServiceManager) -> SignalReceiver.Delivery {
        journal.log.info("signal", [.literal("name", signal.name)])
        switch signal {
        case .hangUp, .user1:
            manager.notify(.reloading)
            streams.reopen()
            server.reload()
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

    /// Looks at the chain now and then, tells the service manager that we live, and ends a drain that lasts too long.
    private func watch(_ manager: SharedServiceManager) {
        let pulse = manager.watchdog.map { $0 / 2 }
        var nextPulse = Monotonic.now
        var seen = ChainWatch()
        while true {
            let now = Monotonic.now
            if let pulse, now >= nextPulse {
                manager.notify(.alive)
                nextPulse = now.advanced(by: pulse)
            }
            let end = state.wait(until: now.advanced(by: Self.interval)) { state -> State? in
                state.isOver || state.drainsUntil.map { $0 <= .now } ?? false ? state : nil
            }
            if let end {
                guard !end.isOver else { return }
                journal.log.warn("drain timed out: what is still open is cut")
                return server.stop()
            }
            let moment = Moment.now
            seen.look(
                chain.directory.copy(at: moment), chain.directory.mark, age: chain.directory.copyAge(at: moment),
                journal.log)
        }
    }
}
