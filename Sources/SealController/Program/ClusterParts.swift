// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import ClusterSettings
internal import Configuration
internal import Crypto
internal import Kernel
internal import KubeClient
internal import Operations
internal import SealAuthN
internal import SuiLedger
internal import Telemetry

/// What runs beside the public API where there is a cluster: who of several acts, joins, and what is done about lost stakes.
final class ClusterParts: ControllerParts {
    let joins: (any JoinDoor)?
    private let client: KubeClient
    private let leaseClient: KubeClient
    private let election: LeaderElection
    private let service: JoinService?
    private let reaper: TokenReaper?
    private let nonceKeys: NonceKeyKeeper?
    private let keeper: NodeKeeper?
    private let notices: NoticeKeeper?
    private let anchors: AnchorParts?
    private let namespaces: NamespaceKeeper?
    private let requests: RequestParts?
    private let acts: OpenActs

    /// Asks the apiserver, and begins to try to lead; serves nobody yet.
    init(
        _ configuration: ControllerConfiguration, _ cluster: ControllerConfiguration.Kubernetes, _ chain: ChainLedger,
        environment: [String: String], trail: OpenTrail?, journal: any ActJournal, registry: Registry, log: Log
    ) throws(StartFailure) {
        let access = try Self.access(cluster.access, environment)
        let client = try Self.client(access)
        self.client = client
        // Of its own: a renewal waits behind nobody's list, and for no thread that reads one.
        leaseClient = try Self.client(access)
        let acts = OpenActs(journal)
        self.acts = acts
        let lead = Lead()
        let joins = try cluster.join.map { configured throws(StartFailure) in
            try Self.joins(configured, cluster.lease, configuration.chain, chain, client, journal, lead, log)
        }
        service = joins?.entrance.service
        reaper = joins?.reaper
        nonceKeys = joins?.nonceKeys
        self.joins = joins?.entrance
        let keeper = cluster.reaction.map {
            Self.keeper($0, configuration.chain, chain, client, acts, lead, registry, log)
        }
        self.keeper = keeper
        let policy = try cluster.namespaces.map { configured throws(StartFailure) in
            try NamespaceParts.policy(configured, log)
        }
        let configuredFloors = TierFloors { configuration.chain.thresholds[$0] ?? 0 }
        let floors: @Sendable () -> TierFloors = {
            guard let further = policy?.floors else { return configuredFloors }
            return TierFloors { max(configuredFloors[$0], further[$0]) }
        }
        notices = try cluster.notices.map { configured throws(StartFailure) in
            try NoticeParts.keeper(
                configured, chain, cluster: configuration.chain.ids.cluster, namespace: cluster.lease.namespace,
                floors: floors, door: client, isLeading: { lead.isLeader }, registry: registry, acts: acts, log: log)
        }
        var namespaces: NamespaceKeeper?
        if let configured = cluster.namespaces, let policy {
            namespaces = try NamespaceParts.keeper(
                configured, policy, configuration.chain, chain, client, isLeading: { lead.isLeader }, registry, log,
                acts)
        }
        self.namespaces = namespaces
        var requests: RequestParts?
        if let configured = cluster.requests, let operation = joins?.operation {
            requests = try RequestParts(
                configured, chain, configuration.chain, operation.wallet, operation.calls, floors: floors,
                access: access, isLeading: { lead.isLeader }, registry: registry, acts: acts, log: log)
        }
        self.requests = requests
        anchors = try Self.anchors(
            configuration, trail, joins?.operation, ConfigMapStore(client, namespace: cluster.lease.namespace), journal,
            lead, registry, log)
        let (homes, asked) = (namespaces, requests?.keeper)
        election = try Self.election(cluster.lease, leaseClient, log) { leads in
            journal.record(
                ActRecord(.lead, cluster.lease.name, .done, details: [.truth("leads", leads)]), at: .now)
            keeper?.lead(leads)
            homes?.lead(leads)
            asked?.lead(leads)
        }
        let election = election
        lead.set(election)
        Self.register(election, in: registry)
        if let joins { JoinMetrics(joins.entrance.service, joins.reaper, joins.ring).register(in: registry) }
    }

    /// Joins are answered for; without a leader they say so themselves.
    var checks: [Readiness.Check] { [] }

    func start() throws(SystemError) {
        try nonceKeys?.start()
        try service?.start()
        try reaper?.start()
        try keeper?.start()
        try notices?.start()
        try namespaces?.start()
        try requests?.keeper.start()
        try anchors?.anchorer.start()
    }

    func take(_ news: FollowNews) {
        keeper?.take(news)
        notices?.take(news)
        namespaces?.take(news)
        requests?.keeper.take(news)
    }

    func stop() {
        service?.stop()
        nonceKeys?.stop()
        reaper?.stop()
        keeper?.stop()
        notices?.stop()
        namespaces?.stop()
        requests?.keeper.stop()
        // While this controller still leads, and may call: each act that was begun gets its record.
        acts.settle()
        requests?.close()
        anchors?.stop()
        election.stop()
        leaseClient.close()
        client.close()
    }

    private static func access(
        _ access: ControllerConfiguration.Access, _ environment: [String: String]
    ) throws(StartFailure) -> KubeConfiguration {
        do throws(ConfigurationError) {
            switch access {
            case .kubeconfig(let path): return try KubeConfiguration.kubeconfig(path)
            case .inCluster: return try KubeConfiguration.inCluster(environment)
            }
        } catch { throw StartFailure(error) }
    }

    private static func client(_ access: KubeConfiguration) throws(StartFailure) -> KubeClient {
        do throws(KubeError) { return try KubeClient(access) } catch {
            throw StartFailure(code: .configuration, message: "the apiserver cannot be asked: \(error.description)")
        }
    }

    private static func joins(
        _ configured: ControllerConfiguration.Join, _ lease: ControllerConfiguration.Lease,
        _ chainConfiguration: ChainConfiguration, _ chain: ChainLedger, _ client: KubeClient,
        _ journal: any ActJournal, _ lead: Lead, _ log: Log
    ) throws(StartFailure) -> (
        entrance: JoinEntrance, reaper: TokenReaper, operation: Operation, nonceKeys: NonceKeyKeeper,
        ring: NonceKeyRing
    ) {
        let key: PrivateKey
        do throws(OperatorKey.Failure) {
            key = try OperatorKey.read(
                configured.keyFile, by: KeyFileRule(isGroupReadable: configured.isKeyGroupReadable))
        } catch {
            throw StartFailure(code: .configuration, message: error.sentence)
        }
        var settings = JoinSettings()
        settings.challengeLifetime = configured.challengeLifetime
        settings.tokenLifetime = configured.tokenLifetime
        settings.agreement = chainConfiguration.quorum
        let ring: NonceKeyRing
        do throws(CryptoError) { ring = try NonceKeyRing() } catch {
            throw StartFailure(code: .software, message: "no nonces can be made: \(error.description)")
        }
        let challenges = ChallengeBook(settings, keys: ring)
        let (ids, file) = (chainConfiguration.ids, chainConfiguration.cluster)
        let authority = ServerAuthority(.file(configured.authorityFile))
        let facts = JoinFacts(cluster: ids.cluster, serverURL: configured.serverURL) { () throws(JoinRefusal) in
            try authority.digest()
        }
        let wallet = OperatorWallet(key, chain.nodes, cluster: ids.cluster, types: file.types[0]) { lead.isLeader }
        let calls = PatientCalls(chain.nodes, package: file.package, ids: ids)
        let patience = settings.patience
        let activator = JournalingActivator(
            activator: GatheringActivator(
                ChainActivations(wallet: wallet, calls: calls), isLeader: { lead.isLeader },
                mayActivate: { lead.wait(until: Monotonic.now.advanced(by: patience)) }), journal: journal)
        let objects = JoinObjects(client)
        let course = JoinCourse(
            facts, settings, source: WorkerLookUp(chain.nodes, ids, types: file.types[0], settings),
            activator: activator, objects: objects, journal: journal)
        let service = JoinService(facts, settings, challenges: challenges, course: course) { lead.term }
        let entrance = JoinEntrance(cluster: ids.cluster, challenges: challenges, service: service)
        let nonceKeys = NonceKeyKeeper(ring, client, namespace: lease.namespace, lease: lease.name, log: log) {
            lead.isLeader
        }
        let operation = Operation(
            wallet: wallet, calls: calls, nodes: chain.nodes, questions: ClusterQuestions(ids, types: file.types[0]))
        let sight = ChainSight(
            tables: chain.follower.tables, mark: { chain.follower.mark }, maximumAge: ReactionSettings().maximumAge)
        let reaper = TokenReaper(
            objects, settings, journal: journal, verdicts: { sight.verdicts(on: $0, at: .now) },
            isLeader: { lead.isLeader })
        return (entrance, reaper, operation, nonceKeys, ring)
    }

    /// What anchors the audit logs; nothing where that is not wanted.
    private static func anchors(
        _ configuration: ControllerConfiguration, _ trail: OpenTrail?, _ operation: Operation?, _ store: ConfigMapStore,
        _ journal: any ActJournal, _ lead: Lead, _ registry: Registry, _ log: Log
    ) throws(StartFailure) -> AnchorParts? {
        guard let configured = configuration.anchoring, let place = configuration.auditTrail, let trail, let operation
        else { return nil }
        return try AnchorParts(
            configured, place, trail, operation, store: store, journal: journal, registry: registry, log: log
        ) { lead.isLeader }
    }

    private static func keeper(
        _ configured: ControllerConfiguration.Reaction, _ chainConfiguration: ChainConfiguration,
        _ chain: ChainLedger, _ client: KubeClient, _ acts: OpenActs, _ lead: Lead, _ registry: Registry, _ log: Log
    ) -> NodeKeeper {
        var settings = ReactionSettings()
        settings.grace = configured.grace
        settings.settle = configured.settle
        settings.guardPercent = configured.guardPercent
        settings.guardLeast = configured.guardLeast
        settings.trusted = Set(configured.trusted)
        // One node has nobody beside it to ask.
        var confirmation: PoolNodeConfirmation?
        if chainConfiguration.confirmations > 1 {
            let ids = chainConfiguration.ids
            confirmation = PoolNodeConfirmation(
                ChainWord(
                    chain.nodes, agreement: chainConfiguration.confirmations, maximumAge: settings.maximumAge),
                ClusterQuestions(ids, types: chainConfiguration.cluster.types[0]), cluster: ids.cluster)
        }
        return NodeKeeper(
            settings, door: client, feed: WatchedNodes(client, log: log), tables: chain.follower.tables,
            mark: { chain.follower.mark }, confirmation: confirmation, isLeading: { lead.isLeader },
            metrics: NodeMetrics(in: registry), log: log, acts: acts)
    }

    private static func election(
        _ lease: ControllerConfiguration.Lease, _ client: KubeClient, _ log: Log,
        _ tell: @escaping @Sendable (Bool) -> Void
    ) throws(StartFailure) -> LeaderElection {
        let identity: String
        do throws(CryptoError) { identity = "seal-controller-" + String(try Bytes32.random().hex.prefix(16)) } catch {
            throw StartFailure(code: .software, message: "no name can be made: \(error.description)")
        }
        // As 12 and 2 are of 15 seconds.
        guard
            let settings = LeaseSettings(
                namespace: lease.namespace, name: lease.name, identity: identity, duration: lease.duration,
                renewDeadline: lease.duration * 4 / 5, retryPeriod: lease.duration * 2 / 15)
        else {
            throw StartFailure(
                code: .configuration, message: "lease: namespace and name must be such as Kubernetes has")
        }
        do throws(KubeError) {
            return try LeaderElection(client, settings) { leads in
                log.info(leads ? "this controller acts" : "this controller does not act")
                tell(leads)
            }
        } catch { throw StartFailure(code: .software, message: error.description) }
    }

    private static func register(_ election: LeaderElection, in registry: Registry) {
        registry.register(
            Observed.gauge("k3s_daas_controller_leader", "1 if this controller is the one that acts.") {
                .count(election.isLeader ? 1 : 0)
            })
    }
}
