// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Asks nodes for one entry: the seam between what is asked and who is asked.
protocol EntryLookUp: Sendable {
    /// Asks, and calls back once, on any thread; `nil` says that there is none.
    func ask(
        _ question: TableEntryQuestion, completion: @escaping @Sendable (Result<TableEntry?, LedgerError>) -> Void)
}

/// Asks the pool, so many at a time and no more.
final class PoolLookUp: EntryLookUp {
    /// The most questions that are open at a time, all callers together.
    static let concurrent = 64

    private let pool: NodePool
    private let rules: AskRules
    private let open = Locked(0)

    /// Asks these nodes; an answer that is older than this is none.
    init(_ pool: NodePool, maximumAge: Duration) {
        self.pool = pool
        var rules = AskRules()
        (rules.maximumAge, rules.maximumAgeOfNothing) = (maximumAge, maximumAge)
        (rules.timeout, rules.attemptTimeout) = (.seconds(4), .seconds(2))
        self.rules = rules
    }

    func ask(
        _ question: TableEntryQuestion, completion: @escaping @Sendable (Result<TableEntry?, LedgerError>) -> Void
    ) {
        let isTaken = open.withLock { open in
            guard open < Self.concurrent else { return false }
            open += 1
            return true
        }
        guard isTaken else { return completion(.failure(LedgerError(.throttled, "too many questions are open"))) }
        pool.ask(question, rules) { [open] result in
            open.withLock { $0 -= 1 }
            completion(result.map(\.value))
        }
    }
}
