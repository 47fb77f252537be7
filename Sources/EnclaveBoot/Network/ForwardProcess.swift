// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import HTTPServer
internal import Kernel
internal import Operations
internal import Telemetry

/// A forwarder as a process of its own: signals, log, probes, and the end.
final class ForwardProcess: Sendable {
    private let forwarder: Forwarder
    private let server: Server?
    private let readiness: Readiness
    private let log: Log
    private let drain: Duration
    private let isEnding = Locked(false)

    /// Descriptors beside those of connections: listeners, log, probes.
    private static let otherDescriptors = 256

    private init(_ plan: ForwardPlan, _ log: Log) throws(StartFailure) {
        self.log = log
        drain = plan.drain
        readiness = Readiness()
        do throws(Forwarder.StartFailure) {
            forwarder = try Forwarder(plan.rules, limits: plan.limits) { log.take($0) }
        } catch {
            throw StartFailure(code: .unavailable, message: error.description)
        }
        server = try Self.server(plan, readiness, forwarder, log)
    }

    private struct StartFailure: Error {
        let code: ExitCode
        let message: String
    }

    /// Runs until a signal ends it.
    static func run(_ plan: ForwardPlan) -> CommandOutcome {
        do throws(StartFailure) {
            try start(plan)
            return CommandOutcome()
        } catch {
            return CommandOutcome(messages: error.message + "\n", exit: error.code)
        }
    }

    private static func start(_ plan: ForwardPlan) throws(StartFailure) {
        let (signals, sink): (SignalReceiver, LineSink)
        let manager: ServiceManager?
        do throws(SystemError) {
            try ProcessHardening.forbidDumps()
            signals = try SignalReceiver()
            sink = try LineSink(.standardError)
            manager = try ServiceManager.fromEnvironment()
        } catch {
            throw StartFailure(code: .software, message: error.description)
        }
        defer { _ = sink.close() }
        let process = try ForwardProcess(plan, Log(to: sink, format: plan.logFormat))
        do throws(SystemError) {
            try process.start(plan, signals)
            // A manager that does not listen is not worth ending for.
            if case .some(let manager) = manager { try? manager.notify(.ready) }
        } catch {
            throw StartFailure(code: .software, message: error.description)
        }
        process.waitUntilStopped()
    }

    private func start(_ plan: ForwardPlan, _ signals: SignalReceiver) throws(SystemError) {
        let wanted = 2 * plan.limits.connections + Self.otherDescriptors
        let allowed = try DescriptorLimit.raise(to: wanted)
        if allowed < wanted {
            log.warn("fewer descriptors than connections may need", [.integer("descriptors", allowed)])
        }
        try forwarder.start()
        try server?.start()
        let receiver = try signals.deliver { self.take($0) }
        // It ends with the process; nothing waits for it.
        _ = consume receiver
    }

    private func waitUntilStopped() {
        forwarder.waitUntilStopped()
        server?.stop()
        server?.waitUntilStopped()
    }

    /// The first time drains; the second ends at once.
    private func take(_ signal: Signal) -> SignalReceiver.Delivery {
        log.info("signal", [.literal("name", signal.name)])
        guard [.terminate, .interrupt].contains(signal) else { return .more }
        let wasEnding = isEnding.withLock { isEnding in
            defer { isEnding = true }
            return isEnding
        }
        guard !wasEnding else {
            forwarder.stop()
            return .last
        }
        readiness.drain()
        forwarder.drain(for: drain)
        return .more
    }

    private static func server(
        _ plan: ForwardPlan, _ readiness: Readiness, _ forwarder: Forwarder, _ log: Log
    ) throws(StartFailure) -> Server? {
        guard let address = plan.opsAddress else { return nil }
        let registry = Registry()
        registry.register(ProcessMetrics())
        registry.register(ForwardMetrics { [weak forwarder] in forwarder?.statistics ?? [] })
        let operations = OperationsHandlerFactory(
            readiness: readiness, registry: registry, build: BuildInfo(openssl: Server.opensslVersion))
        var settings = ServerSettings()
        settings.loops = 1
        settings.limits.connections = 64
        do throws(Server.StartFailure) {
            return try Server(
                settings, listeners: [ListenerSettings(name: "ops", address: address, tls: nil, handlers: operations)]
            ) { _ in }
        } catch {
            guard case .listen(_, let error) = error else {
                throw StartFailure(code: .software, message: "probes and metrics cannot be served")
            }
            throw StartFailure(code: .unavailable, message: "cannot listen at \(address): \(error)")
        }
    }
}

extension Log {
    /// What a forwarder reports.
    func take(_ event: ForwardEvent) {
        switch event {
        case .listening(let rule, let endpoint):
            info("forwarding", [.text("rule", rule), .text("endpoint", endpoint.description)])
        case .systemFailure(let failure): error("system call failed", [.error(failure)])
        case .outOfDescriptors:
            error("out of file descriptors: new connections are broken until some are free")
        case .draining: info("draining: no new connections, waiting for those that are open")
        case .stopped(let cut): info("stopped", [.integer("connections_cut", cut)])
        }
    }
}
