// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import HTTPClient
public import Kernel

/// Several nodes of one chain, asked as if they were one.
///
/// They are asked in the order of their standing; one that fails is followed by the next, and one that is slow may be. Where the
/// rules ask for it, several must say the same, in whatever languages. Answers of another chain, or of a node that is behind the
/// time, are none.
public final class NodePool: Sendable {
    /// Which chain the nodes must be of: the digest in Base58, or the four bytes in hexadecimal that GraphQL knows.
    public struct Chain: Hashable, Sendable {
        /// As gRPC says it.
        public var digest: String
        /// As GraphQL says it.
        public var short: String

        /// A chain by its whole digest, from which the short form follows.
        public init?(digest: String) {
            guard let parsed = Digest(digest) else { return nil }
            self.digest = digest
            short = String(parsed.raw.hex.prefix(8))
        }

        /// Whether a node's word for its chain means this one.
        func matches(_ word: String) -> Bool { word == digest || word == short }
    }

    let nodes: [NodeClient]
    private let chain: Chain?
    private let standings: Locked<[NodeStanding]>
    private let clock: @Sendable () -> (monotonic: Monotonic, wall: WallTime)

    /// Nodes, and the chain that they must be of.
    public init(
        _ nodes: [NodeClient], chain: Chain?, breaker: CircuitBreaker.Settings = .init(),
        clock: @escaping @Sendable () -> (monotonic: Monotonic, wall: WallTime) = { (.now, .now) }
    ) {
        self.nodes = nodes
        self.chain = chain
        standings = Locked(nodes.map { _ in NodeStanding(breaker) })
        self.clock = clock
    }

    /// Nodes by their addresses, asked through a client of the pool's own.
    public convenience init(_ endpoints: [NodeEndpoint], chain: Digest) throws(LedgerError) {
        let client: Client
        do throws(ClientError) { client = try Client() } catch { throw LedgerError(error) }
        self.init(endpoints.map { NodeClient($0, client: client) }, chain: Chain(digest: chain.description))
    }

    /// What is known of each node, in the order in which they were named.
    public var report: [(endpoint: NodeEndpoint, standing: NodeStanding)] {
        let standings = standings.withLock { $0 }
        return zip(nodes, standings).map { ($0.endpoint, $1) }
    }

    /// What is known of each node now, for metrics.
    public var snapshots: [NodeSnapshot] {
        let now = clock()
        return report.enumerated().map { index, node in
            NodeSnapshot(
                index: index, endpoint: node.endpoint, standing: node.standing, now: now.monotonic, wall: now.wall)
        }
    }

    /// Asks until the rules are met, and calls back once: on a client's thread, or at once on the caller's.
    ///
    /// No thread waits meanwhile. ``AskTask/cancel()`` ends it early.
    @discardableResult
    public func ask<Q: Question>(
        _ question: Q, _ rules: AskRules = AskRules(),
        completion: @escaping @Sendable (Result<NodeAnswer<Q.Answer>, LedgerError>) -> Void
    ) -> AskTask where Q.Answer: Equatable {
        let run = AskRun(question, rules, pool: self, completion: completion)
        run.advance()
        return AskTask { run.cancel() }
    }

    /// Asks until the rules are met, and waits: for command lines, never on a client's thread.
    public func ask<Q: Question>(
        _ question: Q, _ rules: AskRules = AskRules()
    ) throws(LedgerError) -> NodeAnswer<Q.Answer> where Q.Answer: Equatable {
        let outcome = Monitor<Result<NodeAnswer<Q.Answer>, LedgerError>?>(nil)
        ask(question, rules) { result in
            outcome.withLock { $0 = result }
            outcome.notifyAll()
        }
        guard let result = outcome.wait(for: { $0 }) else { throw LedgerError(.cancelled, "called off") }
        return try result.get()
    }

    /// The present.
    var now: Monotonic { clock().monotonic }

    /// The node that is to be asked next.
    func choose(_ now: Monotonic, except asked: Set<Int>) -> Int? {
        standings.withLock { standings in
            let tip = standings.compactMap { $0.freshness?.checkpoint }.max() ?? 0
            let order = standings.indices.filter { !asked.contains($0) }.sorted { a, b in
                standings[a].rank(now, tip: tip) < standings[b].rank(now, tip: tip)
            }
            return order.first { standings[$0].admits(now) }
        }
    }

    /// Says what became of a question.
    func note(_ node: Int, _ outcome: NodeStanding.Outcome) {
        let now = now
        standings.withLock { $0[node].note(outcome, at: now) }
    }

    /// Counts a question that others were too slow for.
    func noteHedge(_ node: Int) { standings.withLock { $0[node].noteHedge() } }

    /// Counts such a question that brought the answer.
    func noteHedgeWon(_ node: Int) { standings.withLock { $0[node].noteHedgeWon() } }

    /// Refuses the word of a node of another chain.
    func check(chain freshness: Freshness?) throws(LedgerError) {
        if let chain, let freshness, !chain.matches(freshness.chain) {
            throw LedgerError(.wrongChain, "the node is of another chain")
        }
    }

    /// A node of another chain, or one that is behind the time, has said nothing.
    ///
    /// That there is nothing counts only from a node that is known not to be.
    func check(_ freshness: Freshness?, isNothing: Bool, _ rules: AskRules) throws(LedgerError) {
        try check(chain: freshness)
        let ages = [rules.maximumAge, isNothing ? rules.maximumAgeOfNothing : nil].compactMap { $0 }
        guard let age = ages.min() else { return }
        guard let freshness else { throw LedgerError(.stale, "the node does not say how far it is") }
        let now = clock().wall.nanoseconds / 1_000_000
        let (seconds, attoseconds) = age.components
        let allowed = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        // A node from the future is as wrong as one from the past.
        guard abs(now - Int64(clamping: freshness.timestamp)) <= allowed else {
            throw LedgerError(.stale, "the node is behind the time, or our clock is")
        }
    }
}

extension LedgerError.Code {
    /// Whether the failure says something about the node, rather than about the question or about us.
    var isNodesFault: Bool {
        switch self {
        case .unavailable, .throttled, .timeout, .malformed, .wrongChain, .stale, .unauthorized: true
        case .refused, .unsupported, .disagreement, .conflict, .cancelled: false
        }
    }
}
