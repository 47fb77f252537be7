// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
public import Configuration
internal import HTTPServer
internal import Kernel
public import Operations
internal import SealAuthN
internal import Telemetry

/// The webhook server as a program: put together, started, told when to reload and when to end.
public enum Program: ServerProgram {
    /// What it is called.
    public static let name = "webhook-server"
    /// What can be set.
    public static var settings: [any AnySetting] { WebhookSettings.all }

    /// Reads and checks everything.
    public static func load(
        _ flags: CommandLineValues, environment: [String: String], problems: ProblemList
    ) throws(ConfigurationError) -> LoadedConfiguration<WebhookConfiguration> {
        try LoadedConfiguration(
            by: WebhookConfigurationReader.self, flags, environment: environment, problems: problems)
    }

    /// Runs until a signal ends it; call it before any other thread exists.
    public static func run(
        _ loaded: LoadedConfiguration<WebhookConfiguration>, environment: [String: String]
    ) throws(StartFailure) {
        let configuration = loaded.configuration
        let ground = try ProcessGround(audit: configuration.auditLog, trail: configuration.auditTrail)
        defer { ground.streams.close() }
        let (process, source, journal) = try assemble(configuration, ground)
        let log = journal.log
        for note in loaded.notes { log.warn("configuration", [.text("note", note)]) }
        try process.run(on: ground, watcher: "ledger")
        source.stop()
        journal.audit?.record(.run, .done, at: .now)
    }

    private static func assemble(
        _ configuration: WebhookConfiguration, _ ground: ProcessGround
    ) throws(StartFailure) -> (ServerProcess, DecisionSource, Journal) {
        let streams = ground.streams
        let registry = Registry()
        let loops = configuration.loops > 0 ? configuration.loops : Server.processors
        let metrics = WebhookMetrics(in: registry, shards: loops)
        let log = Log(
            to: streams.log, format: configuration.logFormat, minimum: configuration.logLevel,
            counting: metrics.logLines)
        let build = BuildInfo(openssl: Server.opensslVersion)
        streams.trail?.report(to: log)
        metrics.describe(build)
        metrics.watch(sinks: streams.named)
        TrailMetrics.register(streams.trail?.trail, in: registry)
        registry.register(ProcessMetrics())
        let audit = streams.audit.map { AuditLog(to: $0) }
        let journal = Journal(log: log, metrics: metrics, audit: audit)
        let policies = try policies(configuration)
        audit?.record(.run, .begun, policy: policies.summary.version, at: .now)
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
            audit: audit, log: log)
        let operations = OperationsHandlerFactory(
            readiness: readiness, registry: registry, build: build, trail: streams.trail)
        let listeners = try configuration.listeners(reviews, operations, inherited: ground.sockets)
        source.settle(log)
        let server: Server
        do throws(Server.StartFailure) {
            server = try Server(configuration.engine(loops: loops), listeners: listeners) { journal.engine.take($0) }
        } catch {
            throw StartFailure(error)
        }
        registry.register(EngineMetrics { EngineSnapshot(server) })
        let process = ServerProcess(
            server, readiness: readiness, streams: streams, log: log, drain: configuration.drainTimeout,
            rounds: source.rounds(journal) + [
                ServerRound(every: policyInterval) { journal.take(policies.reloadIfChanged()) }
            ])
        return (process, source, journal)
    }

    /// How often the policy is looked at: nobody waits for it as for the end of a stake.
    private static let policyInterval = Duration.seconds(1)

    /// Reads what decides about the stakes: the operator's file, or what is built in.
    private static func policies(_ configuration: WebhookConfiguration) throws(StartFailure) -> PolicyStore {
        guard let path = configuration.policyFile else { return PolicyStore() }
        do throws(ConfigurationError) { return try PolicyStore(path: path) } catch {
            throw StartFailure(error)
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
            } catch { throw StartFailure(error) }
        case .chain(let chain):
            do throws(ChainLedger.StartFailure) {
                let audiences = AudienceNames(configuration.audiences)
                return .chain(try ChainLedger(chain, audiences: audiences) { $0.say(to: journal.log) })
            } catch { throw StartFailure(code: .software, message: error.reason) }
        }
    }
}
