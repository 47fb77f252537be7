// SPDX-License-Identifier: Apache-2.0
internal import Configuration
public import HTTPServer
internal import Kernel
public import Telemetry

/// A running server, and what signals make of it.
public final class ServerProcess: Sendable {
    private let server: Server
    private let readiness: Readiness
    private let streams: LineStreams
    private let log: Log
    private let drain: Duration
    private let rounds: [ServerRound]
    private let state = Monitor(State())

    /// Where the process stands.
    private struct State: Sendable {
        var isEnding = false
        var isOver = false
        var isAsked = false
        var drainsUntil: Monotonic?
    }

    /// Puts it together; starts nothing.
    public init(
        _ server: Server, readiness: Readiness, streams: LineStreams, log: Log, drain: Duration, rounds: [ServerRound]
    ) {
        self.server = server
        self.readiness = readiness
        self.streams = streams
        self.log = log
        self.drain = drain
        self.rounds = rounds
    }

    /// Serves until a signal ends it; `watcher` is what the thread is called that looks at things.
    public func run(on ground: ProcessGround, watcher name: StaticString) throws(StartFailure) {
        do throws(SystemError) {
            try start(manager: ground.manager, watcher: name) { manager throws(SystemError) in
                let receiver = try ground.signals.deliver(to: { self.take($0, manager) })
                // It ends with the process; nothing waits for it.
                _ = consume receiver
            }
        } catch {
            throw StartFailure(code: .software, message: error.description)
        }
        waitUntilStopped()
    }

    /// Serves, watches, and has `listen` bring signals.
    func start(
        manager: SharedServiceManager, watcher name: StaticString,
        listen: (SharedServiceManager) throws(SystemError) -> Void
    ) throws(SystemError) {
        try server.start()
        let watcher = try BackgroundThread(name: name) { self.watch(manager) }
        _ = consume watcher
        try listen(manager)
        manager.notify(.ready)
        log.info("ready", [.integer("loops", server.loopCount)])
    }

    /// Waits for the end.
    func waitUntilStopped() {
        server.waitUntilStopped()
        state.withLock { $0.isOver = true }
        state.notifyAll()
    }

    /// Does what a signal says.
    func take(_ signal: Signal, _ manager: SharedServiceManager) -> SignalReceiver.Delivery {
        log.info("signal", [.literal("name", signal.name)])
        switch signal {
        case .hangUp, .user1:
            manager.notify(.reloading)
            streams.reopen()
            server.reload()
            state.withLock { $0.isAsked = true }
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

    /// Looks at what is due, tells the service manager that we live, and ends a drain that lasts too long; while it lasts, what is
    /// decided by must not stand still.
    private func watch(_ manager: SharedServiceManager) {
        let pulse = manager.watchdog.map { $0 / 2 }
        var nextPulse = Monotonic.now
        var plan = RoundPlan(rounds.map(\.interval), from: nextPulse)
        var drainsUntil: Monotonic?
        while true {
            let now = Monotonic.now
            if let drainsUntil, now >= drainsUntil {
                log.warn("drain timed out: what is still open is cut")
                return server.stop()
            }
            if let pulse, now >= nextPulse {
                manager.notify(.alive)
                nextPulse = now.advanced(by: pulse)
            }
            let wake = [plan.next, pulse == nil ? nil : nextPulse, drainsUntil].compactMap { $0 }.min()
            let seen = state.wait(until: wake) { state -> State? in
                guard state.isOver || state.isAsked || state.drainsUntil != drainsUntil else { return nil }
                let seen = state
                state.isAsked = false
                return seen
            }
            if let seen {
                if seen.isOver { return }
                drainsUntil = seen.drainsUntil
            }
            look(&plan, isAsked: seen?.isAsked ?? false)
        }
    }

    /// Looks at what is due, or at everything if somebody asks.
    private func look(_ plan: inout RoundPlan, isAsked: Bool) {
        let now = Monotonic.now
        for (index, round) in rounds.enumerated() where isAsked || plan.isDue(index, at: now) {
            round.look()
            plan.done(index, at: .now)
        }
    }
}
