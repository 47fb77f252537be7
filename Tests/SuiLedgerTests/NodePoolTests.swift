// SPDX-License-Identifier: Apache-2.0
import Glibc
import HTTPClient
import Kernel
import SuiLedger
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct NodePoolTests {
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

    // Our clock shows 22:03:05; 15 seconds are the bound for nothing, and there is none for something.
    @Test(arguments: [("2026-11-20T22:02:50Z", true), ("2026-11-20T22:02:49.999Z", false)])
    func `that there is nothing counts only from a node that is not behind`(_ time: String, _ counts: Bool) throws {
        let json =
            #"{"data":{"chainIdentifier":"\#(Self.short)","checkpoint":{"sequenceNumber":7,"timestamp":"\#(time)"},"object":null}}"#
        let (pool, _) = try Self.pool(["HTTP/1.1 200 X\r\ncontent-length: \(json.utf8.count)\r\n\r\n" + json])
        var rules = AskRules()
        rules.attempts = 1
        let answer = Result { () throws(LedgerError) in try pool.ask(ObjectQuestion(Address(5)), rules) }
        switch answer {
        case .success(let answer): #expect(counts && answer.value == nil)
        case .failure(let error): #expect(!counts && error.code == .stale)
        }
        let (old, _) = try Self.pool([Self.body(42, time: time)])
        #expect(try old.ask(Self.question, rules).value == 42)
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

    @Test func `a node that says nothing is followed by one that does, and called off`() throws {
        let peers = [try Peer { _ in nil }, try Peer { _ in Self.body(42) }]
        Self.kept.withLock { $0 += peers }
        let client = try Client()
        let pool = NodePool(peers.map { NodeClient(NodeEndpoint(.graphQL, $0.url), client: client) }, chain: nil)
        var rules = AskRules()
        rules.hedgeAfter = .milliseconds(20)
        rules.attemptTimeout = .seconds(20)
        rules.timeout = .seconds(20)
        let start = Monotonic.now
        #expect(try pool.ask(Self.question, rules).value == 42)
        #expect(Monotonic.now.since(start) < .seconds(10))
        // The one that was called off may be told so after we were.
        while pool.snapshots[0].counts.abandoned == 0 { Self.pause() }
        let counts = pool.snapshots.map(\.counts)
        #expect(counts.map(\.asked) == [1, 1] && counts.map(\.answered) == [0, 1])
        #expect(counts.map(\.hedges) == [0, 1] && counts.map(\.hedgesWon) == [0, 1])
        #expect(counts[0].failures.isEmpty && pool.snapshots[0].state == .closed)
    }

    @Test func `those who must agree are asked at once`() throws {
        // Each peer answers when all three were asked: one after the other they would never be.
        let asked = Monitor(0)
        let peers = try (0..<3).map { _ in
            try Peer { _ in
                asked.withLock { $0 += 1 }
                asked.notifyAll()
                _ = asked.wait(for: { $0 == 3 ? $0 : nil })
                return Self.body(42)
            }
        }
        Self.kept.withLock { $0 += peers }
        let client = try Client()
        let pool = NodePool(peers.map { NodeClient(NodeEndpoint(.graphQL, $0.url), client: client) }, chain: nil)
        var rules = AskRules()
        rules.agreement = 3
        rules.attemptTimeout = .seconds(30)
        rules.timeout = .seconds(30)
        #expect(try pool.ask(Self.question, rules).value == 42)
    }

    @Test func `what is called off ends at once, and what a closed client is asked, too`() throws {
        let peer = try Peer { _ in nil }
        Self.kept.withLock { $0.append(peer) }
        let client = try Client()
        let pool = NodePool([NodeClient(NodeEndpoint(.graphQL, peer.url), client: client)], chain: nil)
        let codes = Monitor<[LedgerError.Code?]>([])
        func ask() -> AskTask {
            pool.ask(Self.question) { result in
                var code: LedgerError.Code?
                if case .failure(let error) = result { code = error.code }
                codes.withLock { $0.append(code) }
                codes.notifyAll()
            }
        }
        let task = ask()
        task.cancel()
        task.cancel()
        _ = ask()
        client.close()
        _ = ask()
        let all = codes.wait(for: { $0.count >= 3 ? $0 : nil })
        #expect(all == [.cancelled, .cancelled, .cancelled])
    }

    @Test func `a thousand questions at once, to nodes that fail and lag, are answered once each`() throws {
        let counter = Locked(0)
        let peers = try (0..<3).map { _ in
            try Peer { _ in
                let number = counter.withLock { counter in
                    counter += 1
                    return counter
                }
                return number % 3 == 0 ? Self.down : Self.body(42)
            }
        }
        Self.kept.withLock { $0 += peers }
        var settings = ClientSettings()
        settings.maximumExchanges = 5000
        let client = try Client(settings)
        var breaker = CircuitBreaker.Settings()
        breaker.failures = 1000
        let nodes = peers.map { NodeClient(NodeEndpoint(.graphQL, $0.url), client: client) }
        let pool = NodePool(nodes, chain: nil, breaker: breaker)
        var rules = AskRules()
        rules.attempts = 20
        rules.timeout = .seconds(50)
        rules.attemptTimeout = .seconds(50)
        rules.hedgeAfter = .milliseconds(200)
        let answers = Monitor((right: 0, codes: [LedgerError.Code: Int]()))
        for _ in 0..<1000 {
            pool.ask(Self.question, rules) { result in
                answers.withLock { answers in
                    switch result {
                    case .success(let answer): answers.right += answer.value == 42 ? 1 : 0
                    case .failure(let error): answers.codes[error.code, default: 0] += 1
                    }
                }
                answers.notifyAll()
            }
        }
        let all = answers.wait(for: { $0.right + $0.codes.values.reduce(0, +) >= 1000 ? $0 : nil })
        #expect(all?.right == 1000)
        #expect(all?.codes == [:])
    }

    @Test func `a snapshot says how a node fares`() throws {
        let (pool, _) = try Self.pool([Self.down, Self.body(42)])
        _ = try pool.ask(Self.question)
        let nodes = pool.snapshots
        #expect(nodes.map(\.index) == [0, 1] && nodes.map(\.language) == [.graphQL, .graphQL])
        #expect(nodes[0].counts.failures == [.unavailable: 1] && nodes[0].checkpoint == nil && nodes[0].lag == nil)
        #expect(nodes[1].counts.failures.isEmpty && nodes[1].checkpoint == 7 && nodes[1].lag == .seconds(5))
        #expect(nodes[1].latency != nil)
    }

    private static func pause() { Pause.take(.milliseconds(1)) }
}
