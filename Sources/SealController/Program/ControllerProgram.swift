// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import ClusterSettings
public import Configuration
internal import HTTPClient
internal import HTTPServer
internal import Kernel
public import Operations
internal import SealAuthN
internal import SuiLedger
internal import Telemetry

/// The controller as a program: put together, started, told when to reload and when to end.
public enum ControllerProgram: ServerProgram {
    /// What it is called.
    public static let name = "seal-controller"
    /// What can be set.
    public static var settings: [any AnySetting] { ControllerSettings.all }

    /// Reads and checks everything.
    public static func load(
        _ flags: CommandLineValues, environment: [String: String], problems: ProblemList
    ) throws(ConfigurationError) -> LoadedConfiguration<ControllerConfiguration> {
        try LoadedConfiguration(
            by: ControllerConfigurationReader.self, flags, environment: environment, problems: problems)
    }

    /// Runs until a signal ends it; call it before any other thread exists.
    public static func run(
        _ loaded: LoadedConfiguration<ControllerConfiguration>, environment: [String: String]
    ) throws(StartFailure) {
        let configuration = loaded.configuration
        let ground = try ProcessGround(audit: configuration.auditLog, trail: configuration.auditTrail)
        defer { ground.streams.close() }
        let registry = Registry()
        let actMetrics = ActMetrics(in: registry)
        let acts: any ActJournal =
            ground.streams.audit.map { LinesJournal(lines: $0, metrics: actMetrics) } ?? NoJournal()
        // Before anything is there that could act.
        acts.record(ActRecord(.run, name, .begun, details: [.text("version", Product.version)]), at: .now)
        do throws(StartFailure) { try run(loaded, environment, ground, registry, acts) } catch {
            acts.record(ActRecord(.run, name, .failed(ActCode("start"))), at: .now)
            throw error
        }
        acts.record(ActRecord(.run, name, .done), at: .now)
    }

    private static func run(
        _ loaded: LoadedConfiguration<ControllerConfiguration>, _ environment: [String: String],
        _ ground: ProcessGround, _ registry: Registry, _ acts: any ActJournal
    ) throws(StartFailure) {
        let assembled = try assemble(loaded.configuration, environment, ground, registry, acts)
        for note in loaded.notes { assembled.log.warn("configuration", [.text("note", note)]) }
        do throws(SystemError) { try assembled.parts.start() } catch {
            throw StartFailure(code: .software, message: error.description)
        }
        try assembled.process.run(on: ground, watcher: "watch")
        assembled.parts.stop()
        assembled.chain.stop()
    }

    /// Everything, put together and not started.
    private struct Assembled {
        let process: ServerProcess
        let parts: any ControllerParts
        let chain: ChainLedger
        let log: Log
    }

    private static func assemble(
        _ configuration: ControllerConfiguration, _ environment: [String: String], _ ground: ProcessGround,
        _ registry: Registry, _ acts: any ActJournal
    ) throws(StartFailure) -> Assembled {
        let streams = ground.streams
        let loops = configuration.loops > 0 ? configuration.loops : Server.processors
        let metrics = APIMetrics(in: registry, shards: loops)
        let log = Log(
            to: streams.log, format: configuration.logFormat, minimum: configuration.logLevel,
            counting: metrics.logLines)
        streams.trail?.report(to: log)
        let build = BuildInfo(openssl: Server.opensslVersion)
        registry.register(ProcessMetrics())
        let serverKey = ServerKey(certificateFile: configuration.api.certificateFile)
        let journal = ServerJournal(log) { isLoaded in
            // Challenges are bound to the key that the listener shows from now on.
            if isLoaded { serverKey.reload() }
            let outcome = isLoaded ? ActOutcome.done : .refused(ActCode("certificate"))
            acts.record(ActRecord(.reload, "certificate", outcome), at: .now)
        }
        let fan = NewsFan()
        let chain: ChainLedger
        do throws(ChainLedger.StartFailure) {
            chain = try ChainLedger(
                configuration.chain, audiences: .standard, consumer: { fan.tell($0) }, report: { $0.say(to: log) })
        } catch { throw StartFailure(code: .software, message: error.reason) }
        registry.register(ChainMetrics { ChainSnapshot(chain, at: .now) })
        let parts = try parts(configuration, environment, chain, streams.trail, acts, registry, log)
        fan.add { parts.take($0) }
        let service = try service(
            configuration, chain, fan, parts, serverKey, metrics, streams.audit.map { APIAudit(to: $0) })
        metrics.watch(service, build: build, sinks: streams.named, in: registry)
        TrailMetrics.register(streams.trail?.trail, in: registry)
        let check = Readiness.Check("chain") {
            chain.isFresh ? .ok : .failed("the copy of the chain is too old; see k3s_daas_chain_age_seconds")
        }
        let readiness = Readiness(ready: [check] + parts.checks)
        let operations = OperationsHandlerFactory(
            readiness: readiness, registry: registry, build: build, trail: streams.trail)
        let listeners = try configuration.listeners(
            APIHandlerFactory(service: service), operations, inherited: ground.sockets)
        if !FirstCopy().wait(until: { chain.isWhole }) {
            log.warn("the chain has not been read yet: until it is, no seal can be judged")
        }
        let server: Server
        do throws(Server.StartFailure) {
            server = try Server(configuration.engine(loops: loops), listeners: listeners) { journal.take($0) }
        } catch { throw StartFailure(error) }
        registry.register(EngineMetrics { EngineSnapshot(server) })
        let process = ServerProcess(
            server, readiness: readiness, streams: streams, log: log, drain: configuration.drainTimeout,
            rounds: [ServerRound(every: ChainWatch.interval, look: ChainWatch.looking(at: chain, log))])
        return Assembled(process: process, parts: parts, chain: chain, log: log)
    }

    /// What runs beside the API; nothing where no apiserver is named.
    private static func parts(
        _ configuration: ControllerConfiguration, _ environment: [String: String], _ chain: ChainLedger,
        _ trail: OpenTrail?, _ journal: any ActJournal, _ registry: Registry, _ log: Log
    ) throws(StartFailure) -> any ControllerParts {
        guard let cluster = configuration.kubernetes else { return NoParts() }
        return try ClusterParts(
            configuration, cluster, chain, environment: environment, trail: trail, journal: journal, registry: registry,
            log: log)
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
            chain: view, signed: SignedTokens(cluster: configured.ids.cluster, now: .now),
            prices: { chain.directory.prices }, facts: try facts(configuration), serverKey: serverKey,
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
                let limit = CommonSettings.pemLimit
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
}
