// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Those who wait for a security module, and what its two threads do for them.
///
/// Each question is owned by one place at a time: the queue, the thread that asks, or the thread that watches deadlines. Who takes it out
/// under the lock tells its caller, so that nobody is told twice.
final class ModuleLine: Sendable {
    /// How often a question is asked again that a signal has interrupted.
    private static let attempts = 3

    private let transport: any NSMTransport
    private let state = Monitor(State())

    private struct Question: Sendable {
        let request: NSMRequest
        let bytes: [UInt8]
        let deadline: Monotonic?
        let completion: SecurityModule.Completion
    }

    private struct State: Sendable {
        var waiting: [Question] = []
        /// Who waits for what is being asked; nobody, once they have given up.
        var current: Question?
        var isStopped = false
        var statistics = SecurityModuleStatistics()

        /// The next moment at which somebody gives up.
        var nextDeadline: Monotonic? { (waiting + [current].compactMap { $0 }).compactMap(\.deadline).min() }

        /// Takes out who has given up by now.
        mutating func takeDue(at now: Monotonic) -> [Question] {
            func isDue(_ question: Question) -> Bool { question.deadline.map { $0 <= now } ?? false }
            var due = waiting.filter(isDue)
            waiting.removeAll(where: isDue)
            if let current, isDue(current) {
                due.append(current)
                self.current = nil
            }
            return due
        }

        mutating func count(_ failure: NSMError, _ times: Int = 1) {
            guard times > 0 else { return }
            statistics.failures[failure.code, default: 0] += UInt64(times)
        }
    }

    init(_ transport: any NSMTransport) { self.transport = transport }

    var statistics: SecurityModuleStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.waiting = state.waiting.count
            return statistics
        }
    }

    func submit(_ request: NSMRequest, until deadline: Monotonic?, _ completion: @escaping SecurityModule.Completion) {
        let refusal: NSMError?
        do throws(NSMError) {
            let bytes = try request.encoded()
            let question = Question(request: request, bytes: bytes, deadline: deadline, completion: completion)
            refusal = admit(question)
        } catch {
            refusal = error
        }
        guard let refusal else { return state.notifyAll() }
        state.withLock { $0.count(refusal) }
        completion(.failure(refusal))
    }

    private func admit(_ question: Question) -> NSMError? {
        let now = Monotonic.now
        return state.withLock { state in
            if state.statistics.isLost || state.isStopped { return .lost }
            if let deadline = question.deadline, deadline <= now { return .timedOut }
            if state.waiting.count >= SecurityModule.queueLimit { return .busy }
            state.waiting.append(question)
            return nil
        }
    }

    /// Ends both threads; whoever waits is told.
    func stop() {
        let left = state.withLock { state in
            state.isStopped = true
            defer { state.waiting = [] }
            return state.waiting
        }
        state.notifyAll()
        for question in left { question.completion(.failure(.lost)) }
    }

    /// The thread that asks.
    func answer() {
        while let question = next() {
            let result = ask(question)
            for (question, result) in finish(result) { question.completion(result) }
        }
    }

    private func next() -> Question? {
        state.wait { state -> Question?? in
            if state.isStopped { return .some(nil) }
            guard !state.waiting.isEmpty else { return nil }
            let question = state.waiting.removeFirst()
            state.current = question
            state.statistics.isAsked = true
            return .some(question)
        } ?? nil
    }

    private func ask(_ question: Question) -> Result<NSMResponse, NSMError> {
        for attempt in 1... {
            state.withLock { $0.statistics.calls += 1 }
            do throws(NSMError) {
                let answer = try transport.exchange(question.bytes)
                let response = try NSMResponse(answer.span)
                guard response.answers(question.request) else { return .failure(.malformed) }
                if case .error(let name) = response { return .failure(.device(name)) }
                return .success(response)
            } catch {
                guard error == .interrupted, question.request.isRepeatable, attempt < Self.attempts else {
                    return .failure(error)
                }
            }
        }
        return .failure(.lost)
    }

    /// Who is told what: the one whose question it was, if they still wait, and everybody if there will be no other answer.
    private func finish(
        _ result: Result<NSMResponse, NSMError>
    ) -> [(Question, Result<NSMResponse, NSMError>)] {
        state.withLock { state in
            var told: [(Question, Result<NSMResponse, NSMError>)] = []
            if let current = state.current.take() {
                told.append((current, result))
                if case .failure(let error) = result { state.count(error) }
            }
            state.statistics.isAsked = false
            if case .failure(.lost) = result {
                state.statistics.isLost = true
                state.count(.lost, state.waiting.count)
                told += state.waiting.map { ($0, .failure(.lost)) }
                state.waiting = []
            }
            return told
        }
    }

    /// The thread that tells those who have waited long enough.
    func watchDeadlines() {
        while let due = nextDue() {
            for question in due { question.completion(.failure(.timedOut)) }
        }
    }

    /// Waits until somebody gives up, or until there is another deadline to wait for; `nil` is the end.
    private func nextDue() -> [Question]? {
        let deadline = state.withLock { $0.nextDeadline }
        let due = state.wait(until: deadline) { state -> [Question]?? in
            if state.isStopped { return .some(nil) }
            let due = state.takeDue(at: .now)
            state.count(.timedOut, due.count)
            return due.isEmpty && state.nextDeadline == deadline ? nil : .some(due)
        }
        return due ?? []
    }
}
