// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import Wire

/// What the nodes themselves say of one owner.
struct HomeWord: Hashable, Sendable {
    /// `nil` says that there is no such account.
    var account: StakeAccount?
    /// What tiers cost.
    var thresholds: TierThresholds
}

/// Asks the nodes themselves about one account: the seam between what is asked and who is asked.
protocol HomeConfirmation: Sendable {
    /// Asks, and calls back once, on any thread.
    func ask(_ owner: Address, completion: @escaping @Sendable (Result<HomeWord, LedgerError>) -> Void)
}

/// Asks as many nodes as must say the same.
struct PoolConfirmation: HomeConfirmation {
    let word: ChainWord
    let questions: ClusterQuestions

    func ask(_ owner: Address, completion: @escaping @Sendable (Result<HomeWord, LedgerError>) -> Void) {
        word.ask([questions.params, questions.account(of: owner)]) { result in
            completion(result.flatMap { entries in Self.read(entries[0], entries[1]) })
        }
    }

    private static func read(_ params: TableEntry?, _ account: TableEntry?) -> Result<HomeWord, LedgerError> {
        do throws(BCSError) {
            let account = try account.map { entry throws(BCSError) in try ClusterQuestions.account(entry) }
            if let params = params.flatMap({ ClusterQuestions.params($0) }) {
                return .success(HomeWord(account: account, thresholds: params.thresholds))
            }
        } catch {}
        return .failure(LedgerError(.malformed, "an entry is not of the contracts that this version knows"))
    }
}
