// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
internal import Kernel

/// Carries out what an ``AskPlan`` decides, for one question.
///
/// What is under way keeps it alive, be it an exchange or a call at a later time; when it has finished, nothing does.
final class AskRun<Q: Question>: Sendable where Q.Answer: Equatable {
    private struct State {
        var plan: AskPlan<Q.Answer>
        var tasks: [Int: ClientTask] = [:]
        var dice = SystemRandomNumberGenerator()
        var alarm: Monotonic?
        var alarms: [ClientTask] = []
        var isFinished = false
    }

    private let question: Q
    private let rules: AskRules
    private let pool: NodePool
    private let state: Locked<State>
    private let completion: @Sendable (Result<NodeAnswer<Q.Answer>, LedgerError>) -> Void

    init(
        _ question: Q, _ rules: AskRules, pool: NodePool,
        completion: @escaping @Sendable (Result<NodeAnswer<Q.Answer>, LedgerError>) -> Void
    ) {
        self.question = question
        self.rules = rules
        self.pool = pool
        self.completion = completion
        state = Locked(State(plan: AskPlan(rules, isIdempotent: question.isIdempotent, now: pool.now)))
    }

    /// Does what is to be done now; any thread may.
    func advance() {
        while true {
            let now = pool.now
            let step = state.withLock { state -> AskPlan<Q.Answer>.Step? in
                guard !state.isFinished else { return nil }
                return state.plan.next(now, using: &state.dice) { pool.choose(now, except: $0) }
            }
            switch step {
            case nil: return
            case .ask(let attempt, let node, let timeout, let isHedge): ask(attempt, node, timeout, isHedge)
            case .wait(let time): return wait(until: time)
            case .finish(let result, let attempts): return finish(result, attempts)
            }
        }
    }

    /// Ends it early.
    func cancel() { finish(.failure(LedgerError(.cancelled, "called off")), nil) }

    private func ask(_ attempt: Int, _ node: Int, _ timeout: Duration, _ isHedge: Bool) {
        if isHedge { pool.noteHedge(node) }
        let start = pool.now
        // Not under the lock: a client that is closed calls back at once.
        let task = pool.nodes[node].ask(question, timeout: timeout) { result in
            self.ended(attempt, node, result, after: self.pool.now.since(start))
        }
        let isOver = state.withLock { state in
            guard !state.isFinished, state.plan.isUnderWay(attempt) else { return true }
            state.tasks[attempt] = task
            return false
        }
        if isOver { task.cancel() }
    }

    private func ended(
        _ attempt: Int, _ node: Int, _ result: Result<NodeAnswer<Q.Answer>, LedgerError>, after time: Duration
    ) {
        let result = checked(result)
        let (wasWaited, hasWon) = state.withLock { state in
            state.tasks[attempt] = nil
            let wasWaited = !state.isFinished && state.plan.isUnderWay(attempt)
            return (wasWaited, state.plan.ended(attempt, result))
        }
        switch result {
        case .success(let answer): pool.note(node, .answered(time, answer.freshness))
        // Called off by us, or by whoever closed the client: it says nothing about the node.
        case .failure where !wasWaited: pool.note(node, .abandoned)
        case .failure(let error): pool.note(node, .failed(error.code))
        }
        if hasWon { pool.noteHedgeWon(node) }
        advance()
    }

    private func checked(
        _ result: Result<NodeAnswer<Q.Answer>, LedgerError>
    ) -> Result<NodeAnswer<Q.Answer>, LedgerError> {
        do throws(LedgerError) {
            let answer = try result.get()
            try pool.check(answer.freshness, isNothing: question.isNothing(answer.value), rules)
            return .success(answer)
        } catch { return .failure(error) }
    }

    private func wait(until time: Monotonic) {
        let isNeeded = state.withLock { state in
            // Waking up too early does no harm.
            guard !state.isFinished, state.alarm.map({ $0 > time }) ?? true else { return false }
            state.alarm = time
            return true
        }
        guard isNeeded, let task = pool.nodes.first?.call(at: time, { self.awake(time) }) else { return }
        let isOver = state.withLock { state in
            if !state.isFinished { state.alarms.append(task) }
            return state.isFinished
        }
        if isOver { task.cancel() }
    }

    private func awake(_ time: Monotonic) {
        // Before its time only a client calls that closes: it would not wait again.
        guard time <= .now else { return cancel() }
        state.withLock { if $0.alarm == time { $0.alarm = nil } }
        advance()
    }

    private func finish(_ result: Result<NodeAnswer<Q.Answer>, LedgerError>, _ attempts: [Int]?) {
        let tasks = state.withLock { state -> [ClientTask]? in
            guard !state.isFinished else { return nil }
            state.isFinished = true
            defer { (state.tasks, state.alarms) = ([:], []) }
            return state.alarms + state.tasks.filter { attempts?.contains($0.key) ?? true }.map(\.value)
        }
        guard let tasks else { return }
        for task in tasks { task.cancel() }
        completion(result)
    }
}
