// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Decides whom to ask one question, when to ask one more, and when that is enough.
///
/// Pure: it is told the time and what became of each attempt. As many nodes are asked at once as must still agree; one that fails is
/// followed by another; once all were asked they are asked again, after a wait.
struct AskPlan<Value: Equatable & Sendable> {
    /// What to do next.
    enum Step: Equatable {
        /// Ask this node, for at most this long.
        case ask(attempt: Int, node: Int, timeout: Duration, isHedge: Bool)
        /// Nothing, until then or until an attempt ends.
        case wait(until: Monotonic)
        /// Say this, and call off what is under way.
        case finish(Result<NodeAnswer<Value>, LedgerError>, cancel: [Int])
    }

    private struct Attempt {
        let node: Int
        let start: Monotonic
        let isHedge: Bool
    }

    private let rules: AskRules
    private let limit: Int
    private let agreement: Int
    private let deadline: Monotonic
    private var underWay: [Int: Attempt] = [:]
    private var started = 0
    private var round = 1
    private var notBefore: Monotonic
    // Who must agree is asked once; who must only answer may be asked again when all were.
    private var asked: Set<Int> = []
    private var answers: [NodeAnswer<Value>] = []
    private var verdict: Result<NodeAnswer<Value>, LedgerError>?
    private var last = LedgerError(.unavailable, "no node may be asked now")

    /// Begins; a question that changes something each time it is asked is asked once.
    init(_ rules: AskRules, isIdempotent: Bool, now: Monotonic) {
        self.rules = rules
        agreement = max(1, rules.agreement)
        limit = isIdempotent ? max(rules.attempts, agreement) : 1
        deadline = now.advanced(by: rules.timeout)
        notBefore = now
    }

    /// Whether an attempt has neither ended nor been called off.
    func isUnderWay(_ attempt: Int) -> Bool { underWay[attempt] != nil }

    /// What to do now; `choose` gives the best node that may be asked, except these, and counts it as asked.
    ///
    /// To be called until it says to wait or to finish.
    mutating func next(
        _ now: Monotonic, using dice: inout some RandomNumberGenerator, choose: (Set<Int>) -> Int?
    ) -> Step {
        if let verdict { return finish(verdict) }
        guard now < deadline else {
            return finish(.failure(underWay.isEmpty ? last : LedgerError(.timeout, "no node answered in time")))
        }
        let isLate = hedgeTime.map { $0 <= now } ?? false
        if started < limit, notBefore <= now, underWay.count < needed || isLate, let node = choose(asked) {
            return start(node, isHedge: underWay.count >= needed, now)
        }
        if underWay.isEmpty {
            // Whoever is woken too early waits on.
            guard notBefore <= now else { return .wait(until: min(deadline, notBefore)) }
            guard agreement == 1, started < limit, !asked.isEmpty else { return finish(.failure(last)) }
            asked = []
            round += 1
            notBefore = now.advanced(by: rules.backoff.wait(before: round, using: &dice))
            return next(now, using: &dice, choose: choose)
        }
        // A hedge that nobody is left for is not waited for.
        let next = hedgeTime.map { $0 > now ? $0 : deadline } ?? deadline
        return .wait(until: min(deadline, next))
    }

    /// An attempt is over; one that was called off says nothing.
    ///
    /// True for the attempt that brought the answer, if it is one that was made because others were slow.
    @discardableResult
    mutating func ended(_ attempt: Int, _ result: Result<NodeAnswer<Value>, LedgerError>) -> Bool {
        guard let over = underWay.removeValue(forKey: attempt), verdict == nil else { return false }
        switch result {
        case .success(let answer):
            answers.append(answer)
            let same = answers.filter { $0.value == answer.value }
            if same.count >= agreement {
                // The one that was furthest speaks for all.
                let furthest = same.max { $0.freshness?.checkpoint ?? 0 < $1.freshness?.checkpoint ?? 0 }
                verdict = .success(furthest ?? answer)
                return over.isHedge
            }
            last = LedgerError(.disagreement, "nodes do not say the same, or too few could be asked")
        case .failure(let error):
            if !error.isRetryable { verdict = .failure(error) }
            if answers.isEmpty { last = error }
        }
        return false
    }

    /// How many more must say what most say.
    private var needed: Int {
        let most = answers.map { answer in answers.count { $0.value == answer.value } }.max() ?? 0
        return agreement - most
    }

    /// When one more is asked, if nobody answers before: one at a time.
    private var hedgeTime: Monotonic? {
        guard let after = rules.hedgeAfter, started < limit, underWay.count == needed else { return nil }
        return underWay.values.map(\.start).min()?.advanced(by: after)
    }

    private mutating func start(_ node: Int, isHedge: Bool, _ now: Monotonic) -> Step {
        started += 1
        asked.insert(node)
        underWay[started] = Attempt(node: node, start: now, isHedge: isHedge)
        let timeout = min(rules.attemptTimeout, deadline.since(now))
        return .ask(attempt: started, node: node, timeout: timeout, isHedge: isHedge)
    }

    private mutating func finish(_ result: Result<NodeAnswer<Value>, LedgerError>) -> Step {
        verdict = result
        defer { underWay = [:] }
        return .finish(result, cancel: underWay.keys.sorted())
    }
}
