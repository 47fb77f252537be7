// SPDX-License-Identifier: Apache-2.0
import DevLedger
import HTTPClient
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// Who signs, and until when.
@Suite(.timeLimit(.minutes(10))) struct OperatorWalletTests {
    /// A wallet whose controller loses the lead while a node answers the first question that has `word` in it.
    private final class Losing {
        let ledger: JoinLedger
        let wallet: OperatorWallet
        private let peer: Peer

        init(_ ledger: JoinLedger, at word: String) throws {
            let (node, leads) = (ledger.node, Locked(true))
            peer = try Peer { request in
                if request.contains(word) { leads.withLock { $0 = false } }
                let text = request.split(separator: "\r\n\r\n", maxSplits: 1).last.map { Array($0.utf8) } ?? []
                let body = node.answer(text.span)
                return "HTTP/1.1 200 OK\r\ncontent-length: \(body.count)\r\n\r\n"
                    + String(decoding: body, as: UTF8.self)
            }
            let nodes = NodePool(
                [NodeClient(NodeEndpoint(.graphQL, peer.url), client: try Client())],
                chain: NodePool.Chain(digest: node.identity.chain.description))
            wallet = OperatorWallet(
                try JoinLedger.key(3), nodes, cluster: ledger.ids.cluster, types: node.identity.package
            ) { leads.withLock { $0 } }
            self.ledger = ledger
        }

        var asked: [String] { peer.requests }
    }

    @Test func `whoever loses the lead while a transaction is planned signs nothing`() throws {
        let losing = try Losing(try JoinLedger(), at: "simulateTransaction")
        let height = losing.ledger.node.identity.checkpoint
        #expect(throws: OperatorWallet.Failure.send(.calledOff)) {
            try losing.ledger.activations(losing.wallet).activate([
                WorkerActivation(losing.ledger.owner, nodeName: "n-a-1")
            ])
        }
        let asked = losing.asked
        #expect(asked.contains { $0.contains("simulateTransaction") })
        #expect(!asked.contains { $0.contains("executeTransaction") })
        #expect(losing.ledger.node.identity.checkpoint == height)
    }

    @Test func `whoever keeps the lead until it has signed is not held up`() throws {
        let losing = try Losing(try JoinLedger(), at: "executeTransaction")
        try losing.ledger.activations(losing.wallet).activate([
            WorkerActivation(losing.ledger.owner, nodeName: "n-a-1")
        ])
        #expect(try losing.ledger.source().sight(of: losing.ledger.owner).worker?.status == 2)
        // It is asked again for the next one, before anything else is.
        let before = losing.asked.count
        #expect(throws: OperatorWallet.Failure.send(.calledOff)) {
            try losing.ledger.activations(losing.wallet).activate([
                WorkerActivation(losing.ledger.owner, nodeName: "n-a-2")
            ])
        }
        #expect(losing.asked.count == before)
    }
}
