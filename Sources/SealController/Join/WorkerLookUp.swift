// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import Wire

/// Asks the nodes where one worker stands, entry by entry.
///
/// The follower's copy holds only those that were given a name: whoever registers costs us nothing until it asks to join.
final class WorkerLookUp: WorkerSource {
    private let nodes: NodePool
    private let questions: ClusterQuestions
    private let cluster: Address
    private let rules: AskRules
    /// Where the registry has its workers: that never changes.
    private let table = Locked<Address?>(nil)

    /// Asks these nodes about a cluster; `types` is the package that defined its types first.
    init(_ nodes: NodePool, _ ids: ClusterCreated, types: Address, _ settings: JoinSettings) {
        self.nodes = nodes
        questions = ClusterQuestions(ids, types: types)
        cluster = ids.cluster
        var rules = AskRules()
        rules.timeout = settings.lookUpTimeout
        rules.agreement = settings.agreement
        rules.maximumAge = settings.maximumAge
        rules.maximumAgeOfNothing = settings.maximumAge
        self.rules = rules
    }

    /// Asks for the worker, the stake behind it and what it must be.
    func sight(of owner: Address) throws(JoinRefusal) -> WorkerSight {
        guard let params = try entry(questions.params).flatMap({ ClusterQuestions.params($0) }) else {
            throw .chainUnavailable
        }
        let worker = try entry(ClusterQuestions.worker(of: owner, in: try workers()))
        let account = try entry(questions.account(of: owner))
        do throws(BCSError) {
            return WorkerSight(
                worker: try worker.map { entry throws(BCSError) in try ClusterQuestions.worker(entry) },
                account: try account.map { entry throws(BCSError) in try ClusterQuestions.account(entry) },
                minimum: params.workerMinimum)
        } catch { throw .chainUnavailable }
    }

    private func workers() throws(JoinRefusal) -> Address {
        if let known = table.withLock({ $0 }) { return known }
        guard let entry = try entry(questions.workerRegistry),
            let found = ClusterQuestions.workers(entry, of: cluster)
        else { throw .chainUnavailable }
        table.withLock { $0 = found }
        return found
    }

    private func entry(_ question: TableEntryQuestion) throws(JoinRefusal) -> TableEntry? {
        do throws(LedgerError) { return try nodes.ask(question, rules).value } catch { throw .chainUnavailable }
    }
}
