// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import Wire

/// The chain, by its nodes and the operator's account.
final class ChainRequests: RequestLedger {
    private let wallet: OperatorWallet
    private let calls: PatientCalls
    private let nodes: NodePool
    private let questions: ClusterQuestions
    private let rules: AskRules

    /// Asks these nodes about a cluster; `types` is the package that defined its types first.
    init(
        _ wallet: OperatorWallet, _ calls: PatientCalls, _ nodes: NodePool, ids: ClusterCreated, types: Address,
        maximumAge: Duration
    ) {
        self.wallet = wallet
        self.calls = calls
        self.nodes = nodes
        questions = ClusterQuestions(ids, types: types)
        var rules = AskRules()
        (rules.maximumAge, rules.maximumAgeOfNothing) = (maximumAge, maximumAge)
        self.rules = rules
    }

    func carryOut(_ steps: [RequestStep]) throws(OperatorWallet.Failure) {
        let calls: ClusterCalls
        do throws(LedgerError) { calls = try self.calls.get() } catch { throw .send(.ledger(error)) }
        _ = try wallet.carryOut { calls.carryOn(steps, cap: $0) }
    }

    func list() -> RequestTable.Listing? {
        guard let state = scheduler() else { return nil }
        var lister = RequestLister(state)
        while true {
            let wanted = lister.wanted
            if wanted.isEmpty { return lister.listing }
            guard let answer = ask(wanted, in: state.requests), lister.take(answer) else { return nil }
        }
    }

    func sequence() -> UInt64? { scheduler()?.sequence }

    func request(_ number: UInt64) -> KubernetesRequest? {
        guard let state = scheduler(), let answer = ask([number], in: state.requests) else { return nil }
        return answer.first?.request
    }

    private func scheduler() -> SchedulerState? {
        guard let entry = try? nodes.ask(questions.scheduler, rules).value else { return nil }
        return questions.scheduler(entry)
    }

    /// Several at once; `nil` if there is one that nobody answers for.
    private func ask(
        _ numbers: [UInt64], in table: Address
    ) -> [(number: UInt64, request: KubernetesRequest?)]? {
        let answers = Monitor<[UInt64: Result<TableEntry?, LedgerError>]>([:])
        for number in numbers {
            nodes.ask(questions.request(number, in: table), rules) { result in
                answers.withLock { $0[number] = result.map(\.value) }
                answers.notifyAll()
            }
        }
        let found = answers.wait { $0.count == numbers.count ? $0 : nil } ?? [:]
        var requests: [(number: UInt64, request: KubernetesRequest?)] = []
        for number in numbers {
            guard case .success(let entry)? = found[number] else { return nil }
            requests.append((number, entry.flatMap { try? ClusterQuestions.request($0) }))
        }
        return requests
    }
}
