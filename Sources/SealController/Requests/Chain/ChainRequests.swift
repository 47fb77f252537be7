// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import Wire

/// The chain, by its nodes and the operator's account.
///
/// Each question may go to another node, and one of them may be seconds behind: what belongs together is put together only of answers that
/// are no older than the first.
final class ChainRequests: RequestLedger {
    /// How often a request is asked for of which only an older answer came.
    static let rounds = 3
    /// How long whoever is behind has to come up meanwhile.
    static let pause = Duration.milliseconds(300)

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
        guard let (state, checkpoint) = scheduler() else { return nil }
        var lister = RequestLister(state)
        while true {
            let wanted = lister.wanted
            if wanted.isEmpty { return lister.listing }
            guard let answer = ask(wanted, in: state.requests, since: checkpoint), lister.take(answer) else {
                return nil
            }
        }
    }

    func sequence() -> UInt64? { scheduler()?.state.sequence }

    func request(_ number: UInt64) -> KubernetesRequest? {
        guard let (state, checkpoint) = scheduler(),
            let answer = ask([number], in: state.requests, since: checkpoint)
        else { return nil }
        return answer.first?.request
    }

    /// The scheduler, and at which checkpoint it stood so.
    private func scheduler() -> (state: SchedulerState, checkpoint: UInt64)? {
        guard let answer = try? nodes.ask(questions.scheduler, rules), let freshness = answer.freshness,
            let state = answer.value.flatMap({ questions.scheduler($0) })
        else { return nil }
        return (state, freshness.checkpoint)
    }

    /// Several at once; `nil` if there is one that nobody answers for who has come as far as this checkpoint.
    private func ask(
        _ numbers: [UInt64], in table: Address, since checkpoint: UInt64
    ) -> [(number: UInt64, request: KubernetesRequest?)]? {
        var entries: [UInt64: TableEntry?] = [:]
        for round in 1...Self.rounds {
            let missing = numbers.filter { entries[$0] == nil }
            if missing.isEmpty { break }
            if round > 1 { Pause.take(Self.pause) }
            for (number, answer) in ask(missing, in: table) {
                guard case .success(let answer) = answer else { return nil }
                guard let freshness = answer.freshness, freshness.checkpoint >= checkpoint else { continue }
                entries[number] = .some(answer.value)
            }
        }
        guard entries.count == numbers.count else { return nil }
        return numbers.map { number in
            (number, entries[number].flatMap(\.self).flatMap { try? ClusterQuestions.request($0) })
        }
    }

    /// One answer for each.
    private func ask(_ numbers: [UInt64], in table: Address) -> [UInt64: Result<NodeAnswer<TableEntry?>, LedgerError>] {
        let answers = Monitor<[UInt64: Result<NodeAnswer<TableEntry?>, LedgerError>]>([:])
        for number in numbers {
            nodes.ask(questions.request(number, in: table), rules) { result in
                answers.withLock { $0[number] = result }
                answers.notifyAll()
            }
        }
        return answers.wait { $0.count == numbers.count ? $0 : nil } ?? [:]
    }
}
