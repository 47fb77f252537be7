// SPDX-License-Identifier: Apache-2.0
import DevLedger
import HTTPClient
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// Two nodes of one ledger: what the scheduler's state is the first says, what requests are the second, which is behind at first.
final class UnevenNodes: Sendable {
    let pool: NodePool
    /// How many answers about requests are still to be old ones.
    let late: Locked<Int>
    private let peers: [Peer]

    init(_ ledger: JoinLedger, late count: Int, by checkpoints: UInt64) throws {
        let questions = ClusterQuestions(ledger.ids, types: ledger.node.identity.package)
        let entry = try #require(try ledger.nodes.ask(questions.scheduler).value)
        let table = try #require(questions.scheduler(entry)).requests.description
        let late = Locked(count)
        // One question at a time: how far behind it is, the ledger is told for each.
        let node = Locked(ledger.node)
        peers = try [false, true].map { isSecond in
            try Peer { request in
                guard request.contains(table) == isSecond else {
                    return "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"
                }
                let text = request.split(separator: "\r\n\r\n", maxSplits: 1).last.map { Array($0.utf8) } ?? []
                let body = node.withLock { node in
                    let isLate = isSecond && late.withLock { Self.take(&$0) }
                    var faults = DevFaults()
                    faults.lag = isLate ? .checkpoints(checkpoints) : nil
                    node.faults = faults
                    return node.answer(text.span)
                }
                return "HTTP/1.1 200 OK\r\ncontent-length: \(body.count)\r\n\r\n"
                    + String(decoding: body, as: UTF8.self)
            }
        }
        // A node that has no answer of its kind is asked all the same.
        var breaker = CircuitBreaker.Settings()
        breaker.failures = .max
        let client = try Client()
        pool = NodePool(
            peers.map { NodeClient(NodeEndpoint(.graphQL, $0.url), client: client) },
            chain: NodePool.Chain(digest: ledger.node.identity.chain.description), breaker: breaker)
        self.late = late
    }

    /// One of so many; of all there can be, always.
    private static func take(_ count: inout Int) -> Bool {
        guard count > 0 else { return false }
        if count < .max { count -= 1 }
        return true
    }
}
