// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import ClusterSettings
public import Configuration
internal import HTTPClient
internal import HTTPServer
internal import Kernel
internal import Operations
internal import SealAuthN
internal import SuiLedger
internal import Telemetry

/// The controller as a process: put together, started, told when to reload and when to end.
public enum ControllerProgram {
    /// Why it cannot start, with the code to end with.
    public struct StartFailure: Error, Sendable {
        /// What the process ends with.
        public let code: ExitCode
        /// One sentence, or several lines of them.
        public let message: String
    }

    /// Runs until a signal ends it; call it before any other thread exists.
    public static func run(_ loaded: LoadedConfiguration, environment: [String: String]) throws(StartFailure) {
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
        let (process, log) = try assemble(configuration, environment, streams, inherited)
        for note in loaded.notes { log.warn("configuration", [.text("note", note)]) }
        do throws(SystemError) {
            try process.start(manager: manager, signals: signals)
        } catch {
            throw StartFailure(code: .software, message: error.description)
        }
        process.waitUntilStopped()
    }

    private static func assemble(
        _ configuration: ControllerConfiguration, _ environment: [String: String], _ streams: LineStreams,
        _ inherited: [(address: SocketAddress, socket: SharedDescriptor)]
    ) throws(StartFailure) -> (ControllerProcess, Log) {
        let registry = Registry()
        let loops = configuration.loops > 0 ? configuration.loops : Server.processors
        let metrics = APIMetrics(in: registry, shards: loops)
        let log = Log(
            to: streams.log, format: configuration.logFormat == .json ? .json : .text,
            minimum: Log.Level(rawValue: configuration.logLevel.rawValue) ?? .info, counting: metrics.logLines)
        let build = BuildInfo(openssl: Server.opensslVersion)
        registry.register(ProcessMetrics())
        let serverKey = ServerKey(certificateFile: configuration.api.certificateFile)
        let journal = ControllerJournal(log: log, serverKey: serverKey)
        let fan = NewsFan()
        let chain: ChainLedger
        do throws(ChainLedger.StartFailure) {
            chain = try ChainLedger(
                configuration.chain, audiences: .standard, consumer: { fan.tell($0) }, report: { journal.take($0) })
        } catch { throw StartFailure(code: .software, message: error.reason) }
        registry.register(ChainMetrics { ChainSnapshot(chain, at: .now) })
        let parts = try parts(configuration, environment, chain, registry, log)
        fan.add { parts.take($0) }
        let service = try service(
            configuration, chain, fan, parts, serverKey, metrics, streams.audit.map { APIAudit(to: $0) })
        metrics.watch(service, build: build, sinks: streams.named, in: registry)
        let check = Readiness.Check("chain") {
            chain.isFresh ? .ok : .failed("the copy of the chain is too old; see k3s_daas_chain_age_seconds")
        }
        let readiness = Readiness(ready: [check] + parts.checks)
        let operations = OperationsHandlerFactory(readiness: readiness, registry: registry, build: build)
        let plan: ControllerPlan
        do throws(ControllerPlan.UnknownSocket) {
            plan = try ControllerPlan(
                configuration, loops: loops, api: APIHandlerFactory(service: service), operations: operations,
                inherited: inherited)
        } catch {
            let message = "the service manager hands over a socket at \(error.address), where nothing shall listen"
            throw StartFailure(code: .configuration, message: message)
        }
        if !FirstCopy().wait(until: { chain.isWhole }) {
            log.warn("the chain has not been read yet: until it is, no seal can be judged")
        }
        let server: Server
        do throws(Server.StartFailure) {
            server = try Server(plan.settings, listeners: plan.listeners) { journal.take($0) }
        } catch { throw StartFailure(error) }
        registry.register(EngineMetrics { EngineSnapshot(server) })
        let process = ControllerProcess(
            server: server, chain: chain, parts: parts, readiness: readiness, journal: journal, streams: streams,
            drain: configuration.drainTimeout)
        return (process, log)
    }

    /// What runs beside the API; nothing where no apiserver is named.
    private static func parts(
        _ configuration: ControllerConfiguration, _ environment: [String: String], _ chain: ChainLedger,
        _ registry: Registry, _ log: Log
    ) throws(StartFailure) -> any ControllerParts {
        guard let cluster = configuration.kubernetes else { return NoParts() }
        do throws(ClusterParts.Failure) {
            return try ClusterParts(
                configuration, cluster, chain, environment: environment, registry: registry, log: log)
        } catch { throw StartFailure(code: error.code, message: error.message) }
    }

    private static func service(
        _ configuration: ControllerConfiguration, _ chain: ChainLedger, _ fan: NewsFan, _ parts: any ControllerParts,
        _ serverKey: ServerKey, _ metrics: APIMetrics, _ audit: APIAudit?
    ) throws(StartFailure) -> APIService {
        let configured = configuration.chain
        let view = ChainView(
            chain.follower.tables, maximumAge: configured.maxAge, grace: configured.grace[.viewer],
            mark: { chain.follower.mark })
        let history = History()
        fan.add { history.take($0) }
        let board = WorkerBoard()
        let questions = ClusterQuestions(configured.ids, types: configured.cluster.types[0])
        return APIService(
            chain: view, prices: { chain.directory.prices }, facts: try facts(configuration), serverKey: serverKey,
            limits: RequestLimits(
                strangers: RateLimit(perMinute: configuration.limits.perAddress),
                stakers: RateLimit(perMinute: configuration.limits.perStaker), now: .now),
            views: ViewDesk(view, questions, PoolLookUp(chain.nodes, maximumAge: configured.maxAge)), board: board,
            nodes: NodePages(view, board), history: history, joins: parts.joins,
            attestation: try attestation(configuration.attestation), metrics: metrics, audit: audit,
            clock: { .now })
    }

    private static func facts(_ configuration: ControllerConfiguration) throws(StartFailure) -> ClusterFacts {
        var apiserver: ClusterFacts.Apiserver?
        if let configured = configuration.apiserver {
            do throws(FileError) {
                let limit = ControllerConfiguration.pemLimit
                let authorities = try FileContents.read(configured.authorityFile, limit: limit).bytes
                apiserver = .init(url: configured.url, authorities: authorities)
            } catch {
                throw StartFailure(
                    code: .noInput, message: "\(configured.authorityFile) cannot be read: \(error.description)")
            }
        }
        let chain = configuration.chain
        return ClusterFacts(
            cluster: chain.ids.cluster, chain: chain.cluster.chain, package: chain.cluster.package,
            audience: configuration.api.audience, version: Product.version,
            isAttested: configuration.attestation != nil, isDevLedger: chain.isDevLedger, apiserver: apiserver)
    }

    private static func attestation(
        _ configured: ControllerConfiguration.Attestation?
    ) throws(StartFailure) -> AttestationDesk? {
        guard let configured else { return nil }
        var settings = ClientSettings()
        settings.certificateAuthorities = configured.authorityFile
        do throws(ClientError) {
            return AttestationDesk(try Client(settings), source: configured.source)
        } catch { throw StartFailure(code: .software, message: "no client can be made: \(error)") }
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

extension ControllerProgram.StartFailure {
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
