// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
public import Configuration
internal import HTTPServer
internal import Kernel
internal import Operations
internal import SealAuthN
internal import Telemetry

/// The webhook server as a process: put together, started, told when to reload and when to end.
public enum Program {
    /// Why it cannot start, with the code to end with.
    public struct StartFailure: Error, Sendable {
        /// What the process ends with.
        public let code: ExitCode
        /// One sentence, or several lines of them.
        public let message: String
    }

    /// Runs until a signal ends it; call it before any other thread exists.
    public static func run(_ loaded: LoadedConfiguration) throws(StartFailure) {
        let configuration = loaded.configuration
        let signals: SignalReceiver
        let streams: LineStreams
        do throws(SystemError) {
            try ProcessHardening.forbidDumps()
            signals = try SignalReceiver()
            streams = try LineStreams(audit: configuration.auditLog)
        } catch {
            throw StartFailure(code: .cannotCreate, message: error.description)
        }
        defer { streams.close() }
        let manager = try serviceManager()
        let inherited = try inheritedSockets()
        let process = try assemble(configuration, streams, inherited)
        for note in loaded.notes { process.log.warn("configuration", [.text("note", note)]) }
        do throws(SystemError) {
            try process.start(manager: manager, signals: signals)
        } catch {
            throw StartFailure(code: .software, message: error.description)
        }
        process.waitUntilStopped()
    }

    private static func assemble(
        _ configuration: WebhookConfiguration, _ streams: LineStreams,
        _ inherited: [(address: SocketAddress, socket: SharedDescriptor)]
    ) throws(StartFailure) -> ServerProcess {
        let registry = Registry()
        let loops = configuration.loops > 0 ? configuration.loops : Server.processors
        let metrics = WebhookMetrics(in: registry, shards: loops)
        let log = Log(
            to: streams.log, format: configuration.logFormat == .json ? .json : .text,
            minimum: Log.Level(rawValue: configuration.logLevel.rawValue) ?? .info, counting: metrics.logLines)
        let build = BuildInfo(openssl: Server.opensslVersion)
        metrics.describe(build)
        metrics.watch(sinks: streams.named)
        registry.register(ProcessMetrics())
        let journal = Journal(log: log, metrics: metrics)
        let policies = try policies(configuration)
        metrics.watch(policies: policies)
        if policies.path != nil { metrics.policyReloads.add(to: .ok) }
        journal.begin(policies.summary)
        let source = try source(configuration, journal)
        registry.register(ChainMetrics { source.snapshot })
        let readiness = Readiness(ready: source.checks)
        let reviews = ReviewService(
            deciders: source.deciders, rules: ReviewRules(policies, prices: source.prices),
            limits: ReviewLimits(configuration.limits),
            audiences: AudienceNames(configuration.audiences), groups: configuration.groups, metrics: metrics,
            audit: streams.audit.map { AuditLog(to: $0) }, log: log)
        let operations = OperationsHandlerFactory(readiness: readiness, registry: registry, build: build)
        var plan: ServerPlan
        do throws(ServerPlan.UnknownSocket) {
            plan = try ServerPlan(configuration, reviews: reviews, operations: operations, inherited: inherited)
        } catch {
            let message = "the service manager hands over a socket at \(error.address), where nothing shall listen"
            throw StartFailure(code: .configuration, message: message)
        }
        plan.settings.loops = loops
        source.settle(log)
        let server: Server
        do throws(Server.StartFailure) {
            server = try Server(plan.settings, listeners: plan.listeners) { journal.take($0) }
        } catch {
            throw StartFailure(error)
        }
        registry.register(EngineMetrics { EngineSnapshot(server) })
        return ServerProcess(
            server: server, source: source, policies: policies, readiness: readiness, journal: journal,
            streams: streams,
            drain: configuration.drainTimeout)
    }

    /// Reads what decides about the stakes: the operator's file, or what is built in.
    private static func policies(_ configuration: WebhookConfiguration) throws(StartFailure) -> PolicyStore {
        guard let path = configuration.policyFile else { return PolicyStore() }
        do throws(ConfigurationError) { return try PolicyStore(path: path) } catch {
            throw StartFailure(code: error.exitCode, message: error.description)
        }
    }

    /// Opens what is decided by.
    private static func source(
        _ configuration: WebhookConfiguration, _ journal: Journal
    ) throws(StartFailure) -> DecisionSource {
        switch configuration.source {
        case .file(let file):
            do throws(ConfigurationError) {
                let ledger = try FileLedger(path: file.file, maxSize: file.maxSize)
                journal.metrics.reloaded(.ledger, .success, at: .now)
                return .file(ledger, every: file.reloadInterval)
            } catch { throw StartFailure(code: error.exitCode, message: error.description) }
        case .chain(let chain):
            do throws(ChainLedger.StartFailure) {
                let audiences = AudienceNames(configuration.audiences)
                return .chain(try ChainLedger(chain, audiences: audiences) { journal.take($0) })
            } catch { throw StartFailure(code: .software, message: error.reason) }
        }
    }

    private static func serviceManager() throws(StartFailure) -> SharedServiceManager {
        do throws(SystemError) {
            return SharedServiceManager(try ServiceManager.fromEnvironment())
        } catch {
            throw StartFailure(code: .configuration, message: "NOTIFY_SOCKET cannot be used: \(error)")
        }
    }

    private static func inheritedSockets() throws(StartFailure) -> [(address: SocketAddress, socket: SharedDescriptor)]
    {
        var found: [(address: SocketAddress, socket: SharedDescriptor)] = []
        do throws(InheritedSockets.Refusal) {
            var sockets = try InheritedSockets.fromEnvironment()
            for name in sockets.names {
                guard let socket = sockets.take(name), let address = try? SocketAddress.local(of: socket) else {
                    throw .notOpen
                }
                found.append((address, SharedDescriptor(socket)))
            }
        } catch {
            throw StartFailure(code: .configuration, message: "LISTEN_FDS cannot be used: \(error.rawValue)")
        }
        return found
    }
}

extension Program.StartFailure {
    fileprivate init(_ failure: Server.StartFailure) {
        switch failure {
        case .listen(let listener, let error):
            self.init(code: .unavailable, message: "cannot listen at \(listener): \(error)")
        case .tls(let listener, let failure):
            self.init(code: .configuration, message: "listener \(listener): \(failure.detail)")
        case .system(let error): self.init(code: .software, message: error.description)
        }
    }
}
