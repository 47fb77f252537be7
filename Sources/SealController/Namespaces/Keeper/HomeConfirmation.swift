// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger
internal import Wire

/// Asks the nodes themselves about one account: the seam between what is asked and who is asked.
protocol HomeConfirmation: Sendable {
    /// Asks, and calls back once, on any thread; `nil` says that there is no such account.
    func ask(_ owner: Address, completion: @escaping @Sendable (Result<StakeAccount?, LedgerError>) -> Void)
}

/// Asks as many nodes as must say the same.
struct PoolConfirmation: HomeConfirmation {
    private let pool: NodePool
    private let questions: ClusterQuestions
    private let rules: AskRules

    init(_ pool: NodePool, _ questions: ClusterQuestions, agreement: Int, maximumAge: Duration) {
        self.pool = pool
        self.questions = questions
        var rules = AskRules()
        rules.agreement = agreement
        (rules.maximumAge, rules.maximumAgeOfNothing) = (maximumAge, maximumAge)
        self.rules = rules
    }

    func ask(_ owner: Address, completion: @escaping @Sendable (Result<StakeAccount?, LedgerError>) -> Void) {
        pool.ask(questions.account(of: owner), rules) { result in
            completion(
                result.flatMap { answer in
                    guard let entry = answer.value else { return .success(nil) }
                    guard let account = try? ClusterQuestions.account(entry) else {
                        return .failure(LedgerError(.malformed, "an account cannot be read"))
                    }
                    return .success(account)
                })
        }
    }
}
