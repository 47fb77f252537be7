// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import HTTPClient
internal import SuiLedger
internal import Wire

/// A command's way to the chain: the cluster file, and the nodes to ask.
final class Session: Sendable {
    /// Which chain, which contracts, which cluster.
    let file: ClusterFile
    /// Where that was read.
    let path: String
    /// Whom to ask.
    let nodes: NodePool

    /// Whom to ask, by name.
    let endpoints: [NodeEndpoint]

    private let client: Client
    private let timeout: Duration

    /// Reads the cluster file and gets ready to ask.
    ///
    /// `path` names the file for who knows a better place than the user's folder.
    init(_ invocation: Invocation, path place: String? = nil) throws(CommandFailure) {
        if let place { path = place } else { path = try invocation.place(Flags.clusterFile, "cluster.yaml") }
        do throws(ConfigurationError) { file = try ClusterFile.read(path) } catch {
            let isMissing = error.exitCode == .noInput
            let advice =
                isMissing ? "\nget the file from the cluster's operator, or make one with `sealctl devnet`" : ""
            throw CommandFailure(error.description + advice, error.exitCode)
        }
        endpoints = try Self.endpoints(invocation, file)
        do throws(ClientError) { client = try Client() } catch { throw CommandFailure(error.description, .software) }
        nodes = Self.pool(endpoints, client, file)
        timeout = try invocation(Flags.timeout)
    }

    private static func pool(_ endpoints: [NodeEndpoint], _ client: Client, _ file: ClusterFile) -> NodePool {
        NodePool(
            endpoints.map { NodeClient($0, client: client) }, chain: NodePool.Chain(digest: file.chain.description))
    }

    private static func endpoints(
        _ invocation: Invocation, _ file: ClusterFile
    ) throws(CommandFailure) -> [NodeEndpoint] {
        var endpoints = try invocation(Flags.nodes)
        if endpoints.isEmpty { endpoints = file.nodes }
        guard !endpoints.isEmpty else { throw CommandFailure("the cluster file names no node: use --node", .usage) }
        if let path = try invocation(Flags.credentialsFile) {
            // The cluster file comes from somebody else, who must not choose who gets the key.
            guard !(try invocation(Flags.nodes)).isEmpty else {
                throw CommandFailure(
                    "--credentials-file needs --node: the key goes to the nodes named there alone", .usage)
            }
            let credentials: [Header]
            do throws(NodeCredentials.Failure) { credentials = try NodeCredentials.read(path) } catch {
                throw CommandFailure("\(path): \(error)", .configuration)
            }
            for index in endpoints.indices { endpoints[index].credentials = credentials }
        }
        return endpoints
    }

    /// The cluster's objects.
    func ids() throws(CommandFailure) -> ClusterCreated {
        guard let ids = file.ids else {
            throw CommandFailure(
                "\(path) names no cluster: `sealctl cluster create` makes one, `sealctl cluster find ID` looks one up",
                .configuration)
        }
        return ids
    }

    /// The answer that the nodes give.
    func ask<Q: Question>(_ question: Q) throws(CommandFailure) -> Q.Answer where Q.Answer: Equatable {
        var rules = AskRules()
        rules.timeout = timeout
        rules.attemptTimeout = min(timeout, .seconds(10))
        // A local ledger's clock stands where somebody has put it.
        if file.chain.isLocalLedger { rules.maximumAgeOfNothing = nil }
        do throws(LedgerError) { return try nodes.ask(question, rules).value } catch {
            throw CommandFailure(error, of: endpoints)
        }
    }

    /// What each node for itself answers.
    func askEach<Q: Question>(
        _ question: Q
    ) -> [(NodeEndpoint, Result<NodeAnswer<Q.Answer>, LedgerError>)] where Q.Answer: Equatable {
        var rules = AskRules()
        rules.timeout = min(timeout, .seconds(5))
        rules.attemptTimeout = rules.timeout
        rules.attempts = 1
        return endpoints.map { endpoint in
            let pool = Self.pool([endpoint], client, file)
            do throws(LedgerError) { return (endpoint, .success(try pool.ask(question, rules))) } catch {
                return (endpoint, .failure(error))
            }
        }
    }

    /// The cluster's calls, with the versions that its objects began at.
    func calls() throws(CommandFailure) -> ClusterCalls {
        let ids = try ids()
        let shared = ClusterCalls.sharedObjects(of: ids)
        let objects = try ask(ObjectsQuestion(shared))
        var versions: [Address: UInt64] = [:]
        for (id, object) in zip(shared, objects) {
            guard case .shared(let version)? = object?.owner else {
                throw CommandFailure("object \(id) of \(path) is not on this chain", .configuration)
            }
            versions[id] = version
        }
        return ClusterCalls(package: file.package, ids: ids, versions: versions)
    }

    /// What the pool knows of an owner.
    func account(of owner: Address) throws(CommandFailure) -> StakeAccount? {
        try ask(try questions().account(of: owner)).map { entry throws(CommandFailure) in
            do throws(BCSError) { return try ClusterQuestions.account(entry) } catch { throw Self.foreign }
        }
    }

    /// What the registry knows of a seal.
    func seal(_ key: SealKey) throws(CommandFailure) -> Seal? {
        try ask(try questions().seal(key)).map { entry throws(CommandFailure) in
            do throws(BCSError) { return try ClusterQuestions.seal(entry) } catch { throw Self.foreign }
        }
    }

    /// What the scheduler knows of a request.
    func request(_ number: UInt64) throws(CommandFailure) -> KubernetesRequest? {
        let questions = try questions()
        guard let state = try ask(questions.scheduler).flatMap({ questions.scheduler($0) }) else { throw Self.foreign }
        return try ask(questions.request(number, in: state.requests)).map { entry throws(CommandFailure) in
            do throws(BCSError) { return try ClusterQuestions.request(entry) } catch { throw Self.foreign }
        }
    }

    private func questions() throws(CommandFailure) -> ClusterQuestions {
        ClusterQuestions(try ids(), types: file.types[0])
    }

    /// The objects of one type that an account owns.
    func owned(by owner: Address, _ module: String, _ name: String) throws(CommandFailure) -> [LedgerObject] {
        var objects: [LedgerObject] = []
        var after: PageToken?
        repeat {
            let type = StructTag(file.types[0], module, name)
            let page = try ask(OwnedPageQuestion(owner: owner, type: type, after: after))
            objects += page.items
            after = page.next
        } while after != nil
        return objects
    }

    /// Events of the contracts about this cluster, oldest first, from a checkpoint on: all, those of a module, or those of a type.
    func events(
        _ type: String? = nil, from: UInt64 = 0, _ body: (EmittedEvent, ContractEvent) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        for package in file.types {
            var after: PageToken?
            repeat {
                let page = try ask(EventPageQuestion(of: package, type: type, from: from, after: after))
                for event in page.events {
                    if let known = try contract(event), file.ids.map({ $0.cluster == known.cluster }) ?? true {
                        try body(event, known)
                    }
                }
                after = page.next
            } while after != nil
        }
    }

    /// The cluster's parameters as they are now.
    func params() throws(CommandFailure) -> ClusterParams? {
        var params: ClusterParams?
        try events("staking::ParamsChanged") { _, event throws(CommandFailure) in
            if case .paramsChanged(let event) = event { params = event.params }
        }
        return params
    }

    /// An event as one of the contracts', if it is one.
    func contract(_ event: EmittedEvent) throws(CommandFailure) -> ContractEvent? {
        guard file.types.contains(event.type.package) else { return nil }
        do throws(BCSError) {
            return try ContractEvent(module: event.type.module, name: event.type.name, contents: event.contents)
        } catch { throw Self.foreign }
    }

    static let foreign = CommandFailure(
        "what stands on chain is not of the contracts that this version knows: a newer sealctl is needed", .software)
}
