// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import HTTPClient
import Kernel
import SuiLedger
import Testing
import WorkerProtocol

@testable import SealController

/// A local ledger with a cluster, an operator and a staker who has registered a machine.
final class JoinLedger {
    static let sui: UInt64 = 1_000_000_000

    let node = DevNode(seed: 7, milliseconds: UInt64(WallTime.now.seconds) * 1000)
    let server: DevServer
    let nodes: NodePool
    let ids: ClusterCreated
    let calls: ClusterCalls
    let wallet: OperatorWallet
    let staker: PrivateKey
    let owner: Address

    static func key(_ byte: UInt8) throws -> PrivateKey {
        try PrivateKey(.ed25519, copying: Array(repeating: byte, count: 32).span)
    }

    init(registers: Bool = true) throws {
        server = try DevServer(node, at: try #require(SocketAddress("127.0.0.1:0")))
        let chain = NodePool.Chain(digest: node.identity.chain.description)
        nodes = NodePool([NodeClient(NodeEndpoint(.graphQL, server.url), client: try Client())], chain: chain)
        let transactor = Transactor(nodes)
        let admin = try Self.key(1)
        staker = try Self.key(2)
        owner = Address(staker.publicKey)
        let hot = try Self.key(3)
        for address in [Address(admin.publicKey), owner, Address(hot.publicKey)] {
            #expect(node.faucet(100 * Self.sui, to: address))
        }
        let package = node.identity.package
        let made = try transactor.carryOut(ClusterCalls.createCluster(package), as: admin)
        let event = try #require(made.events.last)
        guard
            case .clusterCreated(let ids)? = try ContractEvent(
                module: "cluster", name: "ClusterCreated", contents: event.contents)
        else { throw LedgerError(.malformed, "no cluster") }
        self.ids = ids
        var versions: [Address: UInt64] = [:]
        for id in ClusterCalls.sharedObjects(of: ids) {
            if case .shared(let version)? = try nodes.ask(ObjectQuestion(id)).value?.owner { versions[id] = version }
        }
        calls = ClusterCalls(package: package, ids: ids, versions: versions)
        wallet = OperatorWallet(try Self.key(3), nodes, cluster: ids.cluster, types: package) { true }
        let caps = try nodes.ask(
            OwnedPageQuestion(owner: Address(admin.publicKey), type: StructTag(package, "caps", "AdminCap"))
        ).value.items
        let cap = try #require(caps.first).reference
        _ = try transactor.carryOut(calls.offerCapability(kind: 3, to: wallet.address, cap: cap), as: admin)
        _ = try transactor.carryOut(calls.acceptCapability(kind: 3), as: hot)
        if registers { try register() }
    }

    func register(stake: UInt64? = 2 * sui) throws {
        let program = calls.registerWorker(node: "rack-7", joinKey: Array(repeating: 5, count: 32), stake: stake)
        _ = try Transactor(nodes).carryOut(program, as: staker)
    }

    func carryOut(_ program: Program) throws { _ = try Transactor(nodes).carryOut(program, as: staker) }

    /// Another staker who has registered a machine.
    func register(_ number: UInt8) throws -> Address {
        let key = try Self.key(number)
        let owner = Address(key.publicKey)
        #expect(node.faucet(100 * Self.sui, to: owner))
        let program = calls.registerWorker(
            node: "rack-\(number)", joinKey: Array(repeating: 5, count: 32), stake: 2 * Self.sui)
        _ = try Transactor(nodes).carryOut(program, as: key)
        return owner
    }

    func activations(_ wallet: OperatorWallet? = nil) -> ChainActivations {
        ChainActivations(
            wallet: wallet ?? self.wallet, calls: PatientCalls(nodes, package: node.identity.package, ids: ids))
    }

    func activator(leads: Bool = true, _ wallet: OperatorWallet? = nil) -> GatheringActivator {
        GatheringActivator(activations(wallet), isLeader: { leads }, mayActivate: { leads })
    }

    func source(_ settings: JoinSettings = JoinSettings()) -> WorkerLookUp {
        // The ledger's clock is its own.
        var settings = settings
        settings.maximumAge = .seconds(1_000_000_000)
        return WorkerLookUp(nodes, ids, types: node.identity.package, settings)
    }
}

@Suite(.timeLimit(.minutes(10))) struct ActivatorTests {
    @Test func `a pending worker is seen, activated, and seen to be active`() throws {
        let ledger = try JoinLedger()
        let source = ledger.source()
        let pending = try source.sight(of: ledger.owner)
        #expect(pending.worker?.status == 1 && pending.worker?.nodeID == "rack-7" && pending.worker?.nodeName == "")
        #expect(pending.account?.nodeAmount == 2 * JoinLedger.sui && pending.minimum == JoinLedger.sui)
        #expect(pending.isStaked)
        #expect(try ledger.activator().activate(ledger.owner, name: "n-a-1") == .done)
        let active = try source.sight(of: ledger.owner)
        #expect(active.worker?.status == 2 && active.worker?.nodeName == "n-a-1")
        // Twice is once.
        #expect(try ledger.activator().activate(ledger.owner, name: "n-a-1") == .superseded)
        #expect(try source.sight(of: Address(9)).worker == nil)
    }

    @Test func `a name that was given out before is taken`() throws {
        let ledger = try JoinLedger()
        #expect(try ledger.activator().activate(ledger.owner, name: "n-a-1") == .done)
        try ledger.carryOut(ledger.calls.retireWorker())
        try ledger.register(stake: nil)
        // The owner's own name is not somebody else's: who comes back under it is for the join to prevent.
        let sight = try ledger.source().sight(of: ledger.owner)
        #expect(sight.worker?.status == 1 && sight.worker?.nodeName == "n-a-1")
        #expect(try ledger.activator().activate(ledger.owner, name: "n-a-2") == .done)
        try ledger.carryOut(ledger.calls.retireWorker())
        try ledger.register(stake: nil)
        #expect(try ledger.activator().activate(ledger.owner, name: "n-a-1") == .nameTaken)
    }

    @Test func `who is not registered, or does not lead, activates nothing`() throws {
        let ledger = try JoinLedger(registers: false)
        #expect(throws: JoinRefusal.notRegistered) { try ledger.activator().activate(ledger.owner, name: "n-a-1") }
        #expect(throws: JoinRefusal.notLeader) {
            try ledger.activator(leads: false).activate(ledger.owner, name: "n-a-1")
        }
    }

    @Test func `an account without the capability activates nothing`() throws {
        let ledger = try JoinLedger()
        let wallet = OperatorWallet(
            try PrivateKey.random(.ed25519), ledger.nodes, cluster: ledger.ids.cluster,
            types: ledger.node.identity.package
        ) { true }
        #expect(throws: JoinRefusal.notOperator) {
            try ledger.activator(wallet).activate(ledger.owner, name: "n-a-1")
        }
    }

    @Test func `a chain that does not answer is not one that has nothing`() throws {
        let ledger = try JoinLedger()
        #expect(try ledger.source().sight(of: ledger.owner).worker != nil)
        var faults = DevFaults()
        faults.error = 100
        ledger.node.faults = faults
        var settings = JoinSettings()
        settings.lookUpTimeout = .milliseconds(200)
        let source = ledger.source(settings)
        #expect(throws: JoinRefusal.chainUnavailable) { try source.sight(of: ledger.owner) }
        #expect(throws: JoinRefusal.chainUnavailable) {
            try ledger.activator().activate(ledger.owner, name: "n-a-1")
        }
    }

    @Test func `from several threads the account sends one after the other`() throws {
        let ledger = try JoinLedger()
        let (activator, owner) = (ledger.activator(), ledger.owner)
        let outcomes = Locked<[Activation]>([])
        let threads = try (1...4).map { number in
            try SharedThread(name: "activates") {
                guard let outcome = try? activator.activate(owner, name: "n-a-\(number)") else { return }
                outcomes.withLock { $0.append(outcome) }
            }
        }
        for thread in threads { thread.join() }
        #expect(outcomes.withLock { $0 }.count == 4)
        #expect(outcomes.withLock { $0 }.count { $0 == .done } == 1)
    }

    @Test func `as many as a transaction may have are activated in one`() throws {
        let ledger = try JoinLedger(registers: false)
        let numbers = 0..<UInt8(ActivationQueue.maximumWorkers)
        let owners = try numbers.map { try ledger.register(100 + $0) }
        let height = ledger.node.identity.checkpoint
        try ledger.activations().activate(
            owners.enumerated().map { WorkerActivation($1, nodeName: "n-a-\($0)") })
        #expect(ledger.node.identity.checkpoint == height + 1)
        let source = ledger.source()
        for (number, owner) in owners.enumerated() {
            let worker = try source.sight(of: owner).worker
            #expect(worker?.status == 2 && worker?.nodeName == "n-a-\(number)")
        }
    }

    @Test func `of a transaction with one that is refused nothing is done, and told apart all others are`() throws {
        let ledger = try JoinLedger(registers: false)
        let owners = try (101...105).map { try ledger.register($0) }
        var workers = owners.enumerated().map { WorkerActivation($1, nodeName: "n-a-\($0)") }
        workers.insert(WorkerActivation(Address(9), nodeName: "n-b-1"), at: 3)
        let source = ledger.source()
        do throws(OperatorWallet.Failure) {
            try ledger.activations().activate(workers)
            Issue.record("it was not refused")
        } catch {
            guard case .send(.refused(let reason)) = error else { throw error }
            #expect(reason.abort?.module == "worker_registry" && reason.abort?.code == 5)
        }
        for owner in owners { #expect(try source.sight(of: owner).worker?.status == 1) }
        let activator = ledger.activator()
        let outcomes = Locked<[String: Result<Activation, JoinRefusal>]>([:])
        let threads = try workers.map { worker in
            try SharedThread(name: "activates") {
                let outcome = Result { () throws(JoinRefusal) in
                    try activator.activate(worker.owner, name: worker.nodeName)
                }
                outcomes.withLock { $0[worker.nodeName] = outcome }
            }
        }
        for thread in threads { thread.join() }
        for worker in workers {
            let outcome = outcomes.withLock { $0[worker.nodeName] }
            #expect(outcome == (worker.owner == Address(9) ? .failure(.notRegistered) : .success(.done)))
        }
        for owner in owners { #expect(try source.sight(of: owner).worker?.status == 2) }
    }

    @Test func `a whole join against a ledger`() throws {
        let ledger = try JoinLedger()
        let objects = FakeJoinCluster()
        let facts = JoinFacts(
            cluster: ledger.ids.cluster, serverURL: "https://10.0.0.1:6443",
            authority: { () throws(JoinRefusal) in JoinWorld.authority })
        let course = JoinCourse(
            facts, JoinSettings(), source: ledger.source(), activator: ledger.activator(),
            objects: JoinObjects(objects), journal: NoJournal())
        let machine = try RecipientKey.random()
        let password = try NodePassword.random()
        let claim = JoinClaim(
            cluster: ledger.ids.cluster, owner: ledger.owner, serverKey: Bytes32(), nodeID: "rack-7",
            joinKey: machine.publicKey, passwordDigest: try password.digest(), nonce: Bytes32(), issuedMilliseconds: 0)
        let signature = try ledger.staker.sign(claim.message, intent: .personalMessage)
        let request = JoinRequest(claim: claim, signature: signature, nodePassword: password)
        let verified = try request.unverified().verified()
        let reply = try course.run(verified, password, now: JoinWorld.now)
        let name = WorkerNodeName.name(of: ledger.owner, 1)
        #expect(try reply.open(by: machine, claim: claim)?.nodeName == name)
        #expect(try ledger.source().sight(of: ledger.owner).worker?.nodeName == name)
        #expect(try course.run(verified, password, now: JoinWorld.now).nodeName == name)
        try ledger.carryOut(ledger.calls.retireWorker())
        #expect(throws: JoinRefusal.retired) { try course.run(verified, password, now: JoinWorld.now) }
        try ledger.register(stake: nil)
        let next = WorkerNodeName.name(of: ledger.owner, 2)
        #expect(try course.run(verified, password, now: JoinWorld.now).nodeName == next)
    }
}
