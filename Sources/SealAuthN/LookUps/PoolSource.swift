// SPDX-License-Identifier: Apache-2.0
public import SuiLedger
internal import Wire

/// Asks a pool of nodes for entries of one cluster.
public struct PoolSource: EntrySource {
    private let pool: NodePool
    private let questions: ClusterQuestions
    private let rules: AskRules
    private let heard: @Sendable (Freshness) -> Void

    /// Asks these nodes, and says how far they were to whoever follows the chain.
    ///
    /// An answer older than `maximumAge` is none.
    public init(
        _ pool: NodePool, _ questions: ClusterQuestions, maximumAge: Duration, hedgeAfter: Duration?,
        heard: @escaping @Sendable (Freshness) -> Void = { _ in }
    ) {
        self.heard = heard
        self.pool = pool
        self.questions = questions
        var rules = AskRules()
        (rules.maximumAge, rules.maximumAgeOfNothing, rules.hedgeAfter) = (maximumAge, maximumAge, hedgeAfter)
        // Somebody waits: a second attempt at once is worth more than one after a pause.
        rules.backoff.first = .milliseconds(20)
        self.rules = rules
    }

    /// Asks as many nodes as must say the same.
    public func ask(
        _ name: EntryName, agreement: Int, timeout: Duration,
        completion: @escaping @Sendable (Result<EntryAnswer, LedgerError>) -> Void
    ) {
        var rules = rules
        (rules.agreement, rules.timeout, rules.attemptTimeout) = (agreement, timeout, timeout)
        rules.attempts = max(rules.attempts, agreement)
        pool.ask(question(name), rules) { [heard] result in
            do throws(LedgerError) {
                let answer = try result.get()
                guard let freshness = answer.freshness else {
                    throw LedgerError(.stale, "the node does not say how far it is")
                }
                heard(freshness)
                completion(.success(EntryAnswer(try Self.read(answer.value, as: name), freshness)))
            } catch { completion(.failure(error)) }
        }
    }

    private func question(_ name: EntryName) -> TableEntryQuestion {
        switch name {
        case .seal(let key): questions.seal(key)
        case .account(let owner): questions.account(of: owner)
        case .params: questions.params
        }
    }

    private static func read(_ entry: TableEntry?, as name: EntryName) throws(LedgerError) -> EntryAnswer.Content {
        guard let entry else { return .nothing }
        do throws(BCSError) {
            switch name {
            case .seal: return .seal(try ClusterQuestions.seal(entry))
            case .account: return .account(try ClusterQuestions.account(entry))
            case .params: if let params = ClusterQuestions.params(entry) { return .params(params) }
            }
        } catch {}
        throw LedgerError(.malformed, "an entry is not of the contracts that this version knows")
    }
}
