// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// What as many nodes say alike as must, of entries that are asked for anew: for what cannot be undone.
struct ChainWord: Sendable {
    /// Answers to several questions, until all are there or one has failed.
    private struct Gathering {
        var entries: [TableEntry?]
        var missing: Int
        var isOver = false

        mutating func take(
            _ index: Int, _ result: Result<TableEntry?, LedgerError>
        ) -> Result<[TableEntry?], LedgerError>? {
            guard !isOver else { return nil }
            switch result {
            case .success(let entry):
                entries[index] = entry
                missing -= 1
                isOver = missing == 0
                return isOver ? .success(entries) : nil
            case .failure(let error):
                isOver = true
                return .failure(error)
            }
        }
    }

    private let pool: NodePool
    private let rules: AskRules

    /// Asks these nodes; of an answer older than `maximumAge` nothing is believed.
    init(_ pool: NodePool, agreement: Int, maximumAge: Duration) {
        self.pool = pool
        var rules = AskRules()
        rules.agreement = agreement
        // One that lies or does not answer must not keep the others from being heard.
        rules.attempts = max(pool.report.count, agreement)
        (rules.maximumAge, rules.maximumAgeOfNothing) = (maximumAge, maximumAge)
        self.rules = rules
    }

    /// Asks all of it side by side, and calls back once, on any thread, with the entries in the order of the questions.
    func ask(
        _ questions: [TableEntryQuestion],
        completion: @escaping @Sendable (Result<[TableEntry?], LedgerError>) -> Void
    ) {
        let none = [TableEntry?](repeating: nil, count: questions.count)
        let gathering = Locked(Gathering(entries: none, missing: questions.count))
        for (index, question) in questions.enumerated() {
            pool.ask(question, rules) { result in
                let outcome = gathering.withLock { $0.take(index, result.map(\.value)) }
                if let outcome { completion(outcome) }
            }
        }
    }
}
