// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger
internal import Wire

/// Asks the nodes of the chain themselves about one machine: the seam between what is asked and who is asked.
protocol NodeConfirmation: Sendable {
    /// Asks what the machine of a name is worth, if it is this owner's; calls back once, on any thread.
    func ask(
        _ name: String, of owner: Address, completion: @escaping @Sendable (Result<NodeVerdict, LedgerError>) -> Void)
}

/// Asks as many nodes as must say the same.
final class PoolNodeConfirmation: NodeConfirmation {
    private let word: ChainWord
    private let questions: ClusterQuestions
    private let cluster: Address
    /// Where the registry has its workers: that never changes.
    private let table = Locked<Address?>(nil)

    init(_ word: ChainWord, _ questions: ClusterQuestions, cluster: Address) {
        self.word = word
        self.questions = questions
        self.cluster = cluster
    }

    func ask(
        _ name: String, of owner: Address, completion: @escaping @Sendable (Result<NodeVerdict, LedgerError>) -> Void
    ) {
        if let workers = table.withLock({ $0 }) { return ask(name, owner, in: workers, completion) }
        word.ask([questions.workerRegistry]) { [self] result in
            switch result {
            case .failure(let error): completion(.failure(error))
            case .success(let entries):
                guard let workers = entries[0].flatMap({ ClusterQuestions.workers($0, of: cluster) }) else {
                    return completion(.failure(Self.strange))
                }
                table.withLock { $0 = workers }
                ask(name, owner, in: workers, completion)
            }
        }
    }

    private func ask(
        _ name: String, _ owner: Address, in workers: Address,
        _ completion: @escaping @Sendable (Result<NodeVerdict, LedgerError>) -> Void
    ) {
        let asked = [questions.params, ClusterQuestions.worker(of: owner, in: workers), questions.account(of: owner)]
        word.ask(asked) { result in
            completion(
                result.flatMap { entries in
                    guard let params = entries[0].flatMap({ ClusterQuestions.params($0) }),
                        let (worker, account) = Self.read(entries[1], entries[2])
                    else { return .failure(Self.strange) }
                    return .success(
                        WorkerJudge.verdict(on: name, of: owner, worker, account, minimum: params.workerMinimum))
                })
        }
    }

    private static func read(
        _ worker: TableEntry?, _ account: TableEntry?
    ) -> (worker: WorkerEntry?, account: StakeAccount?)? {
        do throws(BCSError) {
            return (
                try worker.map { entry throws(BCSError) in try ClusterQuestions.worker(entry) },
                try account.map { entry throws(BCSError) in try ClusterQuestions.account(entry) }
            )
        } catch { return nil }
    }

    private static let strange = LedgerError(
        .malformed, "an entry is not of the contracts that this version knows")
}
