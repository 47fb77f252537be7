// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import HTTPServer
internal import Kernel
internal import Operations
internal import Telemetry

/// The parts of a running server, and what signals make of them.
final class ServerProcess: Sendable {
    let server: Server
    private let source: DecisionSource
    private let policies: PolicyStore
    private let readiness: Readiness
    private let journal: Journal
    private let streams: LineStreams
    private let drain: Duration
    private let state = Monitor(State())

    /// Where the process stands.
    private struct State: Sendable {
        var isEnding = false
        var isOver = false
        var drainsUntil: Monotonic?
        var looksAtFiles = false
    }

    /// What is looked at now and then, and when next.
    private struct Rounds {
        /// How often the policy is looked at: nobody waits for it as for the end of a stake.
        static let policyInterval = Duration.seconds(1)

        var chain = ChainWatch()
        var source: Monotonic
        var policy: Monotonic

        init(from now: Monotonic) {
            source = now
            policy = now
        }

        var next: Monotonic { min(source, policy) }
    }

    var log: Log { journal.log }

    init(
        server: Server, source: DecisionSource, policies: PolicyStore, readiness: Readiness, journal: Journal,
        streams: LineStreams, drain: Duration
    ) {
        self.server = server
        self.source = source
        self.policies = policies
        self.readiness = readiness
        self.journal = journal
        self.streams = streams
        self.drain = drain
    }

    /// Serves, watches ledger and policy, listens to signals.
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
            state.withLock { $0.looksAtFiles = true }
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

    /// Looks at ledger and policy now and then, tells the service manager that we live, and ends a drain that lasts too long.
    private func watch(_ manager: SharedServiceManager) {
        let pulse = manager.watchdog.map { $0 / 2 }
        var nextPulse = Monotonic.now
        var rounds = Rounds(from: nextPulse.advanced(by: source.interval))
        while true {
            let now = Monotonic.now
            if let pulse, now >= nextPulse {
                manager.notify(.alive)
                nextPulse = now.advanced(by: pulse)
            }
            var wake = rounds.next
            if pulse != nil { wake = min(wake, nextPulse) }
            let seen = state.wait(until: wake) { state -> State? in
                guard state.isOver || state.looksAtFiles || state.isEnding else { return nil }
                let seen = state
                state.looksAtFiles = false
                return seen
            }
            if let seen {
                if seen.isOver { return }
                if let end = seen.drainsUntil { return finishDrain(until: end, &rounds) }
            }
            look(&rounds, isAsked: seen?.looksAtFiles ?? false)
        }
    }

    /// Looks at what is due, or at everything if somebody asks.
    private func look(_ rounds: inout Rounds, isAsked: Bool) {
        let now = Monotonic.now
        if isAsked || now >= rounds.source {
            source.look(journal, &rounds.chain)
            rounds.source = Monotonic.now.advanced(by: source.interval)
        }
        if isAsked || now >= rounds.policy {
            journal.take(policies.reloadIfChanged())
            rounds.policy = Monotonic.now.advanced(by: Rounds.policyInterval)
        }
    }

    /// A ledger or a policy that stands still while draining would be wrong: they are looked at until the end.
    private func finishDrain(until end: Monotonic, _ rounds: inout Rounds) {
        while Monotonic.now < end {
            let wake = min(end, rounds.next)
            if state.wait(until: wake, for: { $0.isOver ? true : nil }) == true { return }
            look(&rounds, isAsked: false)
        }
        log.warn("drain timed out: what is still open is cut")
        server.stop()
    }
}
