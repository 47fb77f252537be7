// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Crypto
internal import HTTPClient
internal import Kernel
internal import SuiLedger
internal import Wire

/// The chain, by the nodes that the cluster file or the staker names.
final class LedgerChain: ChainDoor {
    /// Which chain, which contracts, which cluster.
    let file: ClusterFile
    let ids: ClusterCreated
    let owner: Address
    let nodes: NodePool
    let state: StateFolder
    let signer: WalletSigner?
    private let nodeCount: Int
    private let known = Locked(Known())

    /// What does not change while the program runs, and what is only added to.
    private struct Known: Sendable {
        var calls: ClusterCalls?
        var workers: Address?
        var versions: [Address: UInt64] = [:]
        var roll = EnclaveRoll()
        /// What was locked for the node when that was last looked at.
        var nodeStake: UInt64?
        /// Where the events go on that the roll has not seen, of each package.
        var places: [Int: PageToken] = [:]
    }

    /// How long one question may take, all attempts together.
    private static let timeout = Duration.seconds(15)
    private static let attemptTimeout = Duration.seconds(6)
    /// How old what a node says may be; an older word is none.
    private static let maximumAge = Duration.seconds(60)
    /// The most pages of events that are read at a time.
    private static let maximumPages = 1000

    /// Gets ready to ask; nobody is asked yet.
    ///
    /// Without a signer it only looks.
    init(
        _ file: ClusterFile, nodes endpoints: [NodeEndpoint], owner: Address, signer: WalletSigner?, state: StateFolder
    ) throws(WorkerFailure) {
        let (ids, endpoints) = try Self.read(file, nodes: endpoints)
        let client: Client
        do throws(ClientError) { client = try Client() } catch { throw WorkerFailure(.software, error.description) }
        nodes = NodePool(
            endpoints.map { NodeClient($0, client: client) }, chain: NodePool.Chain(digest: file.chain.description))
        nodeCount = endpoints.count
        (self.file, self.ids, self.owner, self.signer, self.state) = (file, ids, owner, signer, state)
    }

    /// Which cluster, and whom to ask: those nodes, or those that the file names where there are none.
    static func read(
        _ file: ClusterFile, nodes: [NodeEndpoint]
    ) throws(WorkerFailure) -> (ids: ClusterCreated, endpoints: [NodeEndpoint]) {
        guard let ids = file.ids else {
            throw WorkerFailure(.configuration, "the cluster file names no cluster: get a newer one from its operator")
        }
        let endpoints = nodes.isEmpty ? file.nodes : nodes
        guard !endpoints.isEmpty else {
            throw WorkerFailure(.configuration, "the cluster file names no node of the chain: set sui_rpc_endpoints")
        }
        return (ids, endpoints)
    }

    var cluster: Address { ids.cluster }

    /// What was locked for the node when that was last looked at; `nil` before.
    var nodeStake: UInt64? { known.withLock { $0.nodeStake } }

    func look(seal: SealKey?, agrees: Bool) throws(WorkerFailure) -> ChainSight {
        let questions = ClusterQuestions(ids, types: file.types[0])
        let workers = try workers(questions)
        var rules = rules
        // With one node there is nobody else to ask; with more, two that say the same.
        if agrees { rules.agreement = min(2, nodeCount) }
        let account = try ask(questions.account(of: owner), rules)
        let worker = try ask(TableEntryQuestion(table: workers, key: owner.raw.bytes, keyType: .address), rules)
        let params = try ask(questions.params, rules).flatMap { ClusterQuestions.params($0) }
        var minted: TableEntry?
        if let seal { minted = try ask(questions.seal(seal), rules) }
        let epoch = try ask(EpochQuestion(), rules).number
        guard let params else { throw Self.foreign }
        do throws(BCSError) {
            let sight = ChainSight(
                account: try account.map { entry throws(BCSError) in try ClusterQuestions.account(entry) },
                worker: try worker.map { entry throws(BCSError) in try WorkerEntry(bcs: entry.value) }, params: params,
                seal: try minted.map { entry throws(BCSError) in try ClusterQuestions.seal(entry) },
                epoch: epoch)
            known.withLock { $0.nodeStake = sight.nodeStake }
            return sight
        } catch { throw Self.foreign }
    }

    func enclave(forStake stake: UInt64) throws(WorkerFailure) -> ServingEnclave {
        var (roll, places) = known.withLock { ($0.roll, $0.places) }
        for (index, package) in file.types.enumerated() {
            for _ in 0..<Self.maximumPages {
                let question = EventPageQuestion(of: package, type: "enclave_registry", from: 0, after: places[index])
                let page = try ask(question, rules)
                for event in page.events { if let event = try contract(event) { roll.apply(event) } }
                guard let next = page.next else { break }
                places[index] = next
                known.withLock { ($0.roll, $0.places) = (roll, places) }
            }
        }
        guard let serving = roll.enclave(forStake: stake) else {
            throw WorkerFailure(.standing, "no enclave serves a node of this stake: ask the cluster's operator")
        }
        return serving
    }

    /// An event as one of this cluster's, if it is one.
    private func contract(_ event: EmittedEvent) throws(WorkerFailure) -> ContractEvent? {
        guard file.types.contains(event.type.package) else { return nil }
        do throws(BCSError) {
            let known = try ContractEvent(
                module: event.type.module, name: event.type.name, contents: event.contents)
            return known?.cluster == cluster ? known : nil
        } catch { throw Self.foreign }
    }

    /// The table of workers, as the registry's state names it.
    private func workers(_ questions: ClusterQuestions) throws(WorkerFailure) -> Address {
        if let workers = known.withLock({ $0.workers }) { return workers }
        guard let entry = try ask(questions.workerRegistry, rules) else { throw Self.foreign }
        let table: Address
        do throws(BCSError) {
            var reader = BCSReader(entry.value.span)
            guard try reader.address() == cluster else { throw BCSError(.unknownVariant) }
            table = try reader.address()
        } catch { throw Self.foreign }
        known.withLock { $0.workers = table }
        return table
    }

    /// The cluster's calls, with the versions that its objects began at.
    func calls() throws(WorkerFailure) -> ClusterCalls {
        if let calls = known.withLock({ $0.calls }) { return calls }
        let shared = ClusterCalls.sharedObjects(of: ids)
        let objects = try ask(ObjectsQuestion(shared), rules)
        var versions: [Address: UInt64] = [:]
        for (id, object) in zip(shared, objects) {
            guard case .shared(let version)? = object?.owner else { throw Self.foreign }
            versions[id] = version
        }
        let calls = ClusterCalls(package: file.package, ids: ids, versions: versions)
        known.withLock { $0.calls = calls }
        return calls
    }

    /// The version that an object which everybody may use began at.
    func sharedVersion(of object: Address) throws(WorkerFailure) -> UInt64 {
        if let version = known.withLock({ $0.versions[object] }) { return version }
        guard case .shared(let version)? = try ask(ObjectQuestion(object), rules)?.owner else { throw Self.foreign }
        known.withLock { $0.versions[object] = version }
        return version
    }

    /// What is asked of an answer.
    var rules: AskRules {
        var rules = AskRules()
        rules.timeout = Self.timeout
        rules.attemptTimeout = Self.attemptTimeout
        rules.maximumAge = file.chain.isLocalLedger ? nil : Self.maximumAge
        if file.chain.isLocalLedger { rules.maximumAgeOfNothing = nil }
        return rules
    }

    /// The answer that the nodes give.
    func ask<Q: Question>(_ question: Q, _ rules: AskRules) throws(WorkerFailure) -> Q.Answer
    where Q.Answer: Equatable {
        do throws(LedgerError) { return try nodes.ask(question, rules).value } catch { throw WorkerFailure(error) }
    }

    static let foreign = WorkerFailure(
        .chainUnavailable, "what stands on chain is not of the contracts that this version knows")
}

extension WorkerFailure {
    /// A chain that gave no answer.
    init(_ error: LedgerError) {
        self.init(.chainUnavailable, "the chain gives no answer: \(error.description)")
    }
}
