// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger
internal import WorkerProtocol

/// Answers views of the contracts: by arithmetic, from the copy, or by a question or two to the nodes.
final class ViewDesk: Sendable {
    typealias Completion = @Sendable (APIAnswer) -> Void

    let chain: ChainView
    let questions: ClusterQuestions
    let lookUp: any EntryLookUp

    /// Answers about the cluster that `questions` asks about.
    init(_ chain: ChainView, _ questions: ClusterQuestions, _ lookUp: any EntryLookUp) {
        self.chain = chain
        self.questions = questions
        self.lookUp = lookUp
    }

    /// Answers, at once or from another thread.
    func answer(_ call: ViewCall, completion: @escaping Completion) {
        switch call {
        case .verifyMinimumStake(let amount, let required): completion(ViewAnswers.truth(amount >= required))
        case .calculateStakePower(let amount, let score, let held):
            guard let power = StakePower.of(amount, score: score, heldMilliseconds: held) else {
                return completion(.problem(.malformedRequest, "the amount is more than there is"))
            }
            completion(ViewAnswers.number(power))
        case .isStakeSufficientForRole(let amount, let role):
            guard let thresholds = chain.mark.thresholds else { return completion(Self.unavailable) }
            completion(ViewAnswers.truth(thresholds.tier(of: amount).map { $0 >= role } ?? false))
        case .getWorkerInfo(let owner):
            completion(
                chain.worker(of: owner).map { ViewAnswers.worker($0) }
                    ?? .problem(.notRegistered, "no worker of this address was ever given a name"))
        case .getPerformanceHistory(let owner): history(of: owner, completion)
        case .getNautilusInfoForWorker(let owner): enclave(of: owner, completion)
        case .getActiveRequestCount:
            scheduler(completion) { state in completion(ViewAnswers.number(state.pending &+ state.assigned)) }
        case .getWorkerWorkload(let owner): workload(of: owner, completion)
        case .getRequestStatus(let number): request(number, completion)
        }
    }

    static let unavailable = APIAnswer.problem(.chainUnavailable, "no node has answered in time")

    private func history(of owner: Address, _ completion: @escaping Completion) {
        guard let worker = chain.worker(of: owner) else {
            return completion(.problem(.notRegistered, "no worker of this address was ever given a name"))
        }
        ask(questions.record(ofWorker: worker.worker), completion) { [questions] entry in
            guard let record = questions.record(entry), record.owner == owner else { return nil }
            return ViewAnswers.history(record)
        }
    }

    private func workload(of owner: Address, _ completion: @escaping Completion) {
        scheduler(completion) { [self] state in
            let question = questions.workload(of: owner, in: state.workloads)
            // Whoever was never given anything to do has nothing to do.
            ask(question, completion, nothing: ViewAnswers.number(0)) { entry in
                ClusterQuestions.number(entry).map { ViewAnswers.number($0) }
            }
        }
    }

    private func request(_ number: UInt64, _ completion: @escaping Completion) {
        scheduler(completion) { [self] state in
            let question = questions.request(number, in: state.requests)
            ask(question, completion, nothing: .problem(.notFound, "there is no request of this number")) { entry in
                (try? ClusterQuestions.request(entry)).map { ViewAnswers.request($0) }
            }
        }
    }

    private func scheduler(_ completion: @escaping Completion, then next: @escaping @Sendable (SchedulerState) -> Void)
    {
        lookUp.ask(questions.scheduler) { [questions] result in
            guard case .success(let entry?) = result, let state = questions.scheduler(entry) else {
                return completion(Self.unavailable)
            }
            next(state)
        }
    }

    /// One question; what cannot be read is no answer.
    private func ask(
        _ question: TableEntryQuestion, _ completion: @escaping Completion, nothing: APIAnswer = unavailable,
        read: @escaping @Sendable (TableEntry) -> APIAnswer?
    ) {
        lookUp.ask(question) { result in
            switch result {
            case .success(let entry?): completion(read(entry) ?? Self.unavailable)
            case .success(nil): completion(nothing)
            case .failure: completion(Self.unavailable)
            }
        }
    }
}
