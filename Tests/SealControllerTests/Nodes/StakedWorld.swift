// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import HTTPClient
import Kernel
import SuiLedger
import Testing

/// A local ledger behind HTTP, with a cluster and workers that are active.
final class StakedWorld {
    static let sui: UInt64 = 1_000_000_000

    let node: DevNode
    let server: DevServer
    let ledger: NodeClient
    let cluster: ClusterCreated
    private static let admin: UInt8 = 1
    private let administrator: Address
    private let calls: ClusterCalls
    private let versions: [Address: UInt64]
    private(set) var owners: [Address] = []
    private var servers: [DevServer] = []

    /// Makes so many workers, called `n-0` and so on.
    init(workers count: Int) throws {
        node = DevNode(seed: 7, time: .running)
        server = try DevServer(node, at: try #require(SocketAddress("127.0.0.1:0")))
        ledger = NodeClient(NodeEndpoint(.graphQL, server.url), client: try Client())
        administrator = try Self.address(Self.admin)
        let package = node.identity.package
        _ = node.faucet(100 * Self.sui, to: administrator)
        let made = try Self.send(ClusterCalls.createCluster(package), by: Self.admin, ledger)
        let created = try #require(made.events.last)
        guard
            case .clusterCreated(let cluster)? = try ContractEvent(
                module: "cluster", name: "ClusterCreated", contents: created.contents)
        else { throw LedgerError(.malformed, "no cluster") }
        self.cluster = cluster
        var versions: [Address: UInt64] = [:]
        for id in ClusterCalls.sharedObjects(of: cluster) {
            guard
                case .shared(let version)? = try ledger.ask(ObjectQuestion(id), timeout: .seconds(10)).value?.owner
            else { continue }
            versions[id] = version
        }
        self.versions = versions
        calls = ClusterCalls(package: package, ids: cluster, versions: versions)
        // Capabilities of slashers are kind 2, of operators kind 3.
        for kind: UInt8 in [2, 3] {
            try send(
                calls.offerCapability(kind: kind, to: administrator, cap: try capability("AdminCap")))
            try send(calls.acceptCapability(kind: kind))
        }
        for number in 0..<count {
            let seed = UInt8(10 + number)
            let owner = try Self.address(seed)
            owners.append(owner)
            _ = node.faucet(100 * Self.sui, to: owner)
            let joinKey = [UInt8](repeating: 7, count: 32)
            let joined = try Self.send(
                calls.registerWorker(node: "mine-\(number)", joinKey: joinKey, stake: 2 * Self.sui), by: seed, ledger)
            try #require(joined.failure == nil)
            try send(calls.activateWorker(owner, nodeName: "n-\(number)", cap: try capability("OperatorCap")))
        }
    }

    /// The same ledger behind another address: a second node of its chain.
    func another() throws -> NodeClient {
        let second = try DevServer(node, at: try #require(SocketAddress("127.0.0.1:0")))
        servers.append(second)
        return NodeClient(NodeEndpoint(.graphQL, second.url), client: try Client())
    }

    /// What is asked of its cluster.
    var questions: ClusterQuestions { ClusterQuestions(cluster, types: node.identity.package) }

    /// What a follower needs.
    func followSettings() -> FollowSettings { FollowSettings(package: node.identity.package, cluster: cluster) }

    /// Slashes a worker; gives when the transaction was sent.
    func slash(_ number: Int) throws -> Monotonic {
        let program = calls.slashWorker(
            owners[number], fraction: 1000, evidence: [UInt8](repeating: UInt8(number + 1), count: 32),
            reason: "a test", cap: try capability("SlasherCap"))
        let signed = try Self.signed(program, by: Self.admin, ledger)
        let sent = Monotonic.now
        try #require(try ledger.ask(signed, timeout: .seconds(10)).value.failure == nil)
        return sent
    }

    /// Lets somebody stake for a tier.
    func stake(_ amount: UInt64, by seed: UInt8) throws {
        _ = node.faucet(100 * Self.sui, to: try Self.address(seed))
        try #require(try Self.send(calls.stake(amount), by: seed, ledger).failure == nil)
    }

    /// Sets the thresholds of the tiers; the other parameters are as they were made.
    func set(_ thresholds: TierThresholds) throws {
        let package = node.identity.package
        let entry = try #require(try ledger.ask(questions.params, timeout: .seconds(10)).value)
        let params = try #require(ClusterQuestions.params(entry))
        var builder = ProgramBuilder()
        let pool = builder.shared(
            cluster.cluster, initialVersion: try #require(versions[cluster.cluster]), writes: true)
        let cap = builder.owned(try capability("AdminCap"))
        var least: [Argument] = []
        for amount in [thresholds.viewer, thresholds.developer, thresholds.admin, thresholds.superuser] {
            least.append(builder.number(amount))
        }
        var parts = [builder.call(package, "tiers", "new_thresholds", least)]
        for number in [
            params.workerMinimum, params.unbondingEpochs, params.votingMilliseconds, params.appealMilliseconds,
            params.proposalBond, params.slashFraction, params.slasherEpochLimit, params.sealEpochs,
        ] { parts.append(builder.number(number)) }
        let made = builder.call(package, "params", "new_params", parts)
        builder.call(package, "staking", "set_params", [pool, cap, made])
        try send(builder.program)
    }

    private func send(_ program: Program) throws {
        try #require(try Self.send(program, by: Self.admin, ledger).failure == nil)
    }

    private func capability(_ name: String) throws -> ObjectReference {
        let type = StructTag(node.identity.package, "caps", name)
        let question = OwnedPageQuestion(owner: administrator, type: type)
        return try #require(try ledger.ask(question, timeout: .seconds(10)).value.items.first?.reference)
    }

    private static func key(_ byte: UInt8) throws -> PrivateKey {
        try PrivateKey(.ed25519, copying: [UInt8](repeating: byte, count: 32).span)
    }

    private static func address(_ seed: UInt8) throws -> Address { Address(try key(seed).publicKey) }

    private static func send(_ program: Program, by seed: UInt8, _ ledger: NodeClient) throws -> Effects {
        try ledger.ask(signed(program, by: seed, ledger), timeout: .seconds(10)).value
    }

    /// Simulates, and signs with what that cost.
    private static func signed(
        _ program: Program, by seed: UInt8, _ ledger: NodeClient
    ) throws -> ExecuteQuestion {
        func ask<Q: Question>(_ question: Q) throws -> Q.Answer {
            try ledger.ask(question, timeout: .seconds(10)).value
        }
        let key = try key(seed)
        let sender = Address(key.publicKey)
        let coin = StructTag(Address(2), "coin", "Coin", [.sui])
        let coins = try ask(OwnedPageQuestion(owner: sender, type: coin)).items.map(\.reference)
        let price = try ask(EpochQuestion()).referenceGasPrice
        let balance = try ask(BalanceQuestion(of: sender))
        var transaction = TransactionData(
            program: program, sender: sender,
            gas: GasData(
                payment: coins, owner: sender, price: price,
                budget: GasPlan.trial(price: price, available: balance - (program.spends ?? 0))))
        let trial = try ask(SimulateQuestion(transaction: transaction.bcs))
        transaction.gas.budget = GasPlan.budget(for: trial.gas, price: price)
        let bytes = transaction.bcs
        let signature = try key.sign(bytes, intent: .transaction)
        return ExecuteQuestion(transaction: bytes, signatures: [signature])
    }
}
