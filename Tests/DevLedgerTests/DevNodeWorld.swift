// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import HTTPClient
import Kernel
import SuiLedger
import Testing

/// A local ledger behind HTTP, our client, and somebody with a key.
final class DevNodeWorld {
    let node: DevNode
    let server: DevServer
    let client: Client
    let ledger: NodeClient
    let key: PrivateKey
    let address: Address

    init(_ node: DevNode) throws {
        self.node = node
        key = try PrivateKey(.ed25519, copying: Array(repeating: 3, count: 32).span)
        address = Address(key.publicKey)
        server = try DevServer(node, at: try #require(SocketAddress("127.0.0.1:0")))
        client = try Client()
        ledger = NodeClient(NodeEndpoint(.graphQL, server.url), client: client)
    }

    func ask<Q: Question>(_ question: Q) throws -> Q.Answer {
        try ledger.ask(question, timeout: .seconds(10)).value
    }

    /// Sends a body, or asks where there is none; gives status and answer.
    func http(_ path: String, _ body: String? = nil, _ headers: [Header] = []) throws -> (status: Int, body: String) {
        let method: HTTPClient.Method = body == nil ? .get : .post
        let request = ClientRequest(
            method, "http://\(server.address)\(path)", headers: headers, body: Array((body ?? "").utf8))
        let response = try client.perform(request)
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    /// Makes a cluster.
    func makeCluster() throws -> ClusterCreated {
        var builder = ProgramBuilder()
        builder.call(node.identity.package, "cluster", "create_cluster", [])
        let created = try #require(try send(builder.program).events.last)
        let event = try ContractEvent(module: "cluster", name: "ClusterCreated", contents: created.contents)
        guard case .clusterCreated(let cluster)? = event else { throw LedgerError(.malformed, "no cluster") }
        return cluster
    }

    /// An object that everybody may use, as an argument.
    func shared(_ id: Address, _ builder: inout ProgramBuilder) throws -> Argument {
        guard case .shared(let version)? = try ask(ObjectQuestion(id))?.owner else {
            throw LedgerError(.malformed, "not shared")
        }
        return builder.shared(id, initialVersion: version, writes: true)
    }

    /// Stakes, by one of the functions that take pool, coin and clock.
    @discardableResult
    func stake(_ amount: UInt64, in cluster: ClusterCreated, package: Address? = nil) throws -> Effects {
        var builder = ProgramBuilder()
        let pool = try shared(cluster.cluster, &builder)
        let coin = builder.coin(amount)
        let clock = builder.clock()
        builder.call(package ?? node.identity.package, "staking", "stake", [pool, coin, clock])
        return try send(builder.program)
    }

    /// Simulates, pays what that cost and a little more, signs, sends.
    func send(_ program: Program) throws -> Effects {
        let coin = StructTag(Address(2), "coin", "Coin", [.sui])
        let coins = try ask(OwnedPageQuestion(owner: address, type: coin)).items.map(\.reference)
        let price = try ask(EpochQuestion()).referenceGasPrice
        let balance = try ask(BalanceQuestion(of: address))
        var transaction = TransactionData(
            program: program, sender: address,
            gas: GasData(
                payment: coins, owner: address, price: price,
                budget: GasPlan.trial(price: price, available: balance - (program.spends ?? 0))))
        let trial = try ask(SimulateQuestion(transaction: transaction.bcs))
        transaction.gas.budget = GasPlan.budget(for: trial.gas, price: price)
        let bytes = transaction.bcs
        let signature = try key.sign(bytes, intent: .transaction)
        return try ask(ExecuteQuestion(transaction: bytes, signatures: [signature]))
    }
}
