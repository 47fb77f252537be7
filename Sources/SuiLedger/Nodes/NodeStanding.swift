// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What is known of one node: whether it may be asked, how quick it is, how far it is.
public struct NodeStanding: Sendable {
    /// What became of a question.
    public enum Outcome: Sendable {
        /// It was answered, after this time, by a node that was this far.
        case answered(Duration, Freshness?)
        /// It was not; whether that lies with the node, the reason says.
        case failed(LedgerError.Code)
        /// It was called off.
        case abandoned
    }

    /// Whether it may be asked.
    public private(set) var breaker: CircuitBreaker
    /// The time an answer takes, the last ones weighing more.
    public private(set) var latency: Duration?
    /// How far it was when it last answered.
    public private(set) var freshness: Freshness?
    /// When that was.
    public private(set) var seen: Monotonic?
    /// What became of questions.
    public private(set) var counts = NodeCounts()

    /// A node that nothing is known of.
    public init(_ settings: CircuitBreaker.Settings = .init()) { breaker = CircuitBreaker(settings) }

    /// Whether a question may be asked now; who is told yes must ``note(_:at:)`` what became of it.
    public mutating func admits(_ now: Monotonic) -> Bool {
        guard breaker.admits(now) else { return false }
        counts.asked += 1
        return true
    }

    /// The question that was admitted last is one that others were too slow for.
    mutating func noteHedge() { counts.hedges += 1 }

    /// Such a question brought the answer.
    mutating func noteHedgeWon() { counts.hedgesWon += 1 }

    /// Says what became of a question.
    public mutating func note(_ outcome: Outcome, at now: Monotonic) {
        switch outcome {
        case .answered(let time, let freshness):
            breaker.succeeded()
            counts.answered += 1
            latency = latency.map { ($0 * 7 + time) / 8 } ?? time
            // Answers overtake each other: the node is as far as the furthest of them says.
            if let freshness, freshness.checkpoint >= self.freshness?.checkpoint ?? 0 {
                self.freshness = freshness
                seen = now
            }
        case .failed(let code):
            counts.failures[code, default: 0] += 1
            if code.isNodesFault { breaker.failed(now) } else { breaker.abandoned() }
        case .abandoned:
            counts.abandoned += 1
            breaker.abandoned()
        }
    }

    /// The smaller, the sooner it is asked: nodes that may be asked first, then those that are not behind, then the quick.
    ///
    /// A node that nothing is known of is taken for quick, so that it becomes known.
    func rank(_ now: Monotonic, tip: UInt64) -> (Int, Int, Duration) {
        let state = breaker.state(now)
        let order = state == .closed ? 0 : state == .halfOpen ? 1 : 2
        let isBehind = (freshness?.checkpoint ?? tip) + Self.tolerance < tip
        return (order, isBehind ? 1 : 0, latency ?? .zero)
    }

    /// How many checkpoints a node may be behind another and still count as level: about five seconds.
    private static let tolerance: UInt64 = 20
}
