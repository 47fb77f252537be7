// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import Kernel
import SuiLedger
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct NodePoolTests {
    private static let short = "01010101"
    private static let digest = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi"

    private static func body(_ balance: Int, chain: String = short, time: String = "2026-11-20T22:03:00Z") -> String {
        let tip = #""chainIdentifier":"\#(chain)","checkpoint":{"sequenceNumber":7,"timestamp":"\#(time)"}"#
        let json = #"{"data":{\#(tip),"address":{"balance":{"totalBalance":"\#(balance)"}}}}"#
        return "HTTP/1.1 200 X\r\ncontent-length: \(json.utf8.count)\r\n\r\n" + json
    }

    /// A peer that a test no longer looks at must still answer.
    private static let kept = Locked<[Peer]>([])

    private static let down = "HTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n"

    private static func pool(_ answers: [String]) throws -> (NodePool, [Peer]) {
        let peers = try answers.map { answer in try Peer { _ in answer } }
        kept.withLock { $0 += peers }
        let client = try Client()
        let nodes = peers.map { NodeClient(NodeEndpoint(.graphQL, $0.url), client: client) }
        // date -u -d 2026-11-20T22:03:05 +%s
        let wall = WallTime(nanoseconds: 1_795_212_185_000_000_000)
        return (NodePool(nodes, chain: .init(digest: digest)) { (.now, wall) }, peers)
    }

    private static let question = BalanceQuestion(of: Address(5))

    private static func code(_ pool: NodePool, _ rules: AskRules) -> LedgerError.Code? {
        do throws(LedgerError) {
            _ = try pool.ask(question, rules)
            return nil
        } catch { return error.code }
    }

    @Test func `a chain is pinned by its digest, in either of its forms`() throws {
        #expect(NodePool.Chain(digest: Self.digest)?.short == Self.short)
        #expect(NodePool.Chain(digest: "not Base58!") == nil)
    }

    @Test func `a node that is down is followed by the next, and asked last from then on`() throws {
        let (pool, peers) = try Self.pool([Self.down, Self.body(42)])
        for _ in 0..<5 { #expect(try pool.ask(Self.question).value == 42) }
        // Three failures in a row, and it is left alone.
        #expect(peers[0].requests.count <= 3 && peers[1].requests.count == 5)
        #expect(pool.report[1].standing.freshness?.checkpoint == 7)
    }

    @Test func `all down is unavailable, after as many attempts as allowed`() throws {
        let (pool, peers) = try Self.pool([Self.down, Self.down])
        #expect(Self.code(pool, AskRules()) == .unavailable)
        #expect(peers.map(\.requests.count).reduce(0, +) == 3)
    }

    @Test func `another chain has said nothing`() throws {
        let (pool, peers) = try Self.pool([Self.body(1, chain: "deadbeef"), Self.body(42)])
        #expect(try pool.ask(Self.question).value == 42)
        #expect(peers[0].requests.count <= 1)
        let (alone, _) = try Self.pool([Self.body(1, chain: "deadbeef")])
        #expect(Self.code(alone, AskRules()) == .wrongChain)
    }

    static let ages: [(String, Int, LedgerError.Code?)] = [
        ("2026-11-20T22:03:00Z", 5, nil), ("2026-11-20T22:02:59.999Z", 5, .stale), ("2026-11-20T22:03:10Z", 5, nil),
        ("2026-11-20T22:03:10.001Z", 5, .stale), ("1970-01-01T00:00:00Z", 1000, .stale),
    ]

    @Test(arguments: ages) func `a node behind the time has said nothing`(
        _ time: String, _ seconds: Int, _ code: LedgerError.Code?
    ) throws {
        let (pool, _) = try Self.pool([Self.body(42, time: time)])
        var rules = AskRules()
        rules.maximumAge = .seconds(seconds)
        rules.attempts = 1
        #expect(Self.code(pool, rules) == code)
    }

    @Test func `agreement takes as many nodes as the rules say`() throws {
        var rules = AskRules()
        rules.agreement = 2
        let (agreed, peers) = try Self.pool([Self.body(1), Self.body(42), Self.body(42)])
        #expect(try agreed.ask(Self.question, rules).value == 42)
        #expect(peers.allSatisfy { $0.requests.count <= 1 })
        let (split, _) = try Self.pool([Self.body(1), Self.body(2), Self.body(3)])
        #expect(Self.code(split, rules) == .disagreement)
        let (single, _) = try Self.pool([Self.body(1)])
        #expect(Self.code(single, rules) == .disagreement)
        let (half, _) = try Self.pool([Self.body(1), Self.down])
        #expect(Self.code(half, rules) == .disagreement)
    }

    @Test func `a question that is wrong is not asked of everybody`() throws {
        let refusal = #"{"errors":[{"message":"x","extensions":{"code":"BAD_USER_INPUT"}}]}"#
        let answer = "HTTP/1.1 200 X\r\ncontent-length: \(refusal.utf8.count)\r\n\r\n" + refusal
        let (pool, peers) = try Self.pool([answer, answer])
        for _ in 0..<5 { #expect(Self.code(pool, AskRules()) == .refused) }
        #expect(peers.map(\.requests.count).reduce(0, +) == 5)
        // It was not the nodes' fault.
        #expect(pool.report.allSatisfy { $0.standing.breaker.state(.now) == .closed })
    }
}
