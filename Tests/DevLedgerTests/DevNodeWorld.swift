// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import HTTPClient
import HTTPServer
import Kernel
import SuiLedger
import Testing

/// A local ledger behind HTTP, our client, and somebody with a key.
final class DevNodeWorld {
    let node: DevNode
    let server: Server
    let ledger: NodeClient
    let key: PrivateKey
    let address: Address

    init(_ node: DevNode) throws {
        self.node = node
        key = try PrivateKey(.ed25519, copying: Array(repeating: 3, count: 32).span)
        address = Address(key.publicKey)
        let listener = ListenerSettings(
            name: "dev", address: try #require(SocketAddress("127.0.0.1:0")), tls: nil,
            handlers: DevNodeHandlerFactory(node))
        var settings = ServerSettings()
        settings.loops = 1
        server = try Server(settings, listeners: [listener]) { _ in }
        try server.start()
        let url = "http://\(try #require(server.addresses["dev"]))/graphql"
        ledger = NodeClient(NodeEndpoint(.graphQL, url), client: try Client())
    }

    deinit {
        server.stop()
        server.waitUntilStopped()
    }

    func ask<Q: Question>(_ question: Q) throws -> Q.Answer {
        try ledger.ask(question, timeout: .seconds(10)).value
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
                budget: GasPlan.trial(price: price, available: balance)))
        let trial = try ask(SimulateQuestion(transaction: transaction.bcs))
        transaction.gas.budget = GasPlan.budget(for: trial.gas, price: price)
        let bytes = transaction.bcs
        let signature = try key.sign(bytes, intent: .transaction)
        return try ask(ExecuteQuestion(transaction: bytes, signatures: [signature]))
    }
}
