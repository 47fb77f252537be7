// SPDX-License-Identifier: Apache-2.0

internal import Crypto
public import Kernel

/// Several nodes of one chain, asked as if they were one.
///
/// They are asked in the order of their standing; one that fails is followed by the next. Where the rules ask for it, several must
/// say the same. Answers of another chain, or of a node that is behind the time, are none.
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

    private let nodes: [NodeClient]
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

    /// What is known of each node, in the order in which they were named.
    public var report: [(endpoint: NodeEndpoint, standing: NodeStanding)] {
        let standings = standings.withLock { $0 }
        return zip(nodes, standings).map { ($0.endpoint, $1) }
    }

    /// Asks until the rules are met, and waits: for command lines.
    public func ask<Q: Question>(
        _ question: Q, _ rules: AskRules = AskRules()
    ) throws(LedgerError) -> NodeAnswer<Q.Answer> where Q.Answer: Equatable {
        let start = clock().monotonic
        let deadline = start.advanced(by: rules.timeout)
        var answers: [NodeAnswer<Q.Answer>] = []
        var asked: Set<Int> = []
        var last = LedgerError(.unavailable, "no node may be asked now")
        for _ in 0..<max(rules.attempts, rules.agreement) {
            let now = clock().monotonic
            guard now < deadline, let index = choose(now, except: asked) else { break }
            // Who must agree is asked once; who must only answer may be asked again when all were.
            asked.insert(index)
            if asked.count == nodes.count && rules.agreement == 1 { asked = [] }
            do throws(LedgerError) {
                let answer = try askOne(index, question, min(rules.attemptTimeout, deadline.since(now)), rules)
                answers.append(answer)
                let same = answers.filter { $0.value == answer.value }
                if same.count >= rules.agreement { return answer }
                last = LedgerError(.disagreement, "nodes do not say the same, or too few could be asked")
            } catch {
                guard error.isRetryable else { throw error }
                if answers.isEmpty { last = error }
            }
        }
        throw last
    }

    /// The node that is to be asked next.
    private func choose(_ now: Monotonic, except asked: Set<Int>) -> Int? {
        standings.withLock { standings in
            let tip = standings.compactMap { $0.freshness?.checkpoint }.max() ?? 0
            let order = standings.indices.filter { !asked.contains($0) }.sorted { a, b in
                standings[a].rank(now, tip: tip) < standings[b].rank(now, tip: tip)
            }
            return order.first { standings[$0].admits(now) }
        }
    }

    private func askOne<Q: Question>(
        _ index: Int, _ question: Q, _ timeout: Duration, _ rules: AskRules
    ) throws(LedgerError) -> NodeAnswer<Q.Answer> {
        let start = clock().monotonic
        do throws(LedgerError) {
            let answer = try nodes[index].ask(question, timeout: timeout)
            try check(answer.freshness, rules)
            note(index, .answered(clock().monotonic.since(start), answer.freshness))
            return answer
        } catch {
            note(index, error.isNodesFault ? .failed : .neutral)
            throw error
        }
    }

    private func note(_ index: Int, _ outcome: NodeStanding.Outcome) {
        let now = clock().monotonic
        standings.withLock { $0[index].note(outcome, at: now) }
    }

    /// A node of another chain, or one that is behind the time, has said nothing.
    private func check(_ freshness: Freshness?, _ rules: AskRules) throws(LedgerError) {
        if let chain, let freshness, !chain.matches(freshness.chain) {
            throw LedgerError(.wrongChain, "the node is of another chain")
        }
        guard let age = rules.maximumAge else { return }
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

extension LedgerError {
    /// Whether the failure says something about the node, rather than about the question or about us.
    var isNodesFault: Bool {
        switch code {
        case .unavailable, .throttled, .timeout, .malformed, .wrongChain, .stale, .unauthorized: true
        case .refused, .unsupported, .disagreement, .conflict, .cancelled: false
        }
    }
}
