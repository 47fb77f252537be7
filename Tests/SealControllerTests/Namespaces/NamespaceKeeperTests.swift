// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SealAuthN
import StakeRBAC
import Telemetry
import TestSupport
import Testing

@testable import SealController
@testable import SuiLedger

/// The thread, with a cluster that answers at once and a chain that is a value.
@Suite(.timeLimit(.minutes(10))) struct NamespaceKeeperTests {
    /// Nodes that say what the copy says, or nothing.
    final class Nodes: HomeConfirmation {
        let tables: ClusterTables
        let isSilent = Locked(false)

        init(_ tables: ClusterTables) { self.tables = tables }

        func ask(_ owner: Address, completion: @escaping @Sendable (Result<HomeWord, LedgerError>) -> Void) {
            completion(
                isSilent.withLock { $0 }
                    ? .failure(LedgerError(.unavailable, "silent"))
                    : .success(HomeWord(account: tables.account(owner), thresholds: KeepingTests.thresholds)))
        }
    }

    final class Stage: Sendable {
        let cluster = FakeHomeCluster()
        let tables = ClusterTables()
        let nodes: Nodes
        /// What is answered to whoever asks who leads.
        let isLeading = Locked(true)
        let asked = Locked(0)
        let policy = Locked<Policy?>(nil)
        let metrics = NamespaceMetrics(in: Registry())
        let journal = FakeJournal()
        let acts: OpenActs
        let door: LateDoor
        let keeper: NamespaceKeeper

        init(
            journal: (any ActJournal)? = nil, patience: Duration = Begun.patience,
            _ change: (inout NamespaceSettings) -> Void = { _ in }
        ) throws {
            var settings = NamespaceSettings()
            (settings.grace, settings.deleteAfter, settings.rate) = (.zero, .zero, 10_000)
            settings.longestRetry = .milliseconds(300)
            change(&settings)
            nodes = Nodes(tables)
            let (isLeading, asked, policy) = (isLeading, asked, policy)
            acts = OpenActs(journal ?? self.journal)
            door = LateDoor(cluster)
            let doors = NamespaceKeeper.Doors(
                door: door, feed: FakeHomeFeed(cluster: cluster), confirmation: nodes, tables: tables,
                mark: {
                    var mark = Sample.mark(at: .now)
                    mark.thresholds = KeepingTests.thresholds
                    return mark
                },
                isLeading: {
                    asked.withLock { $0 += 1 }
                    return isLeading.withLock { $0 }
                }, policy: { policy.withLock { $0.take() } }, patience: patience)
            keeper = NamespaceKeeper(
                settings, Policy(), doors, metrics: metrics, log: Log(to: try LineSink(.file("/dev/null"))),
                acts: acts)
        }

        func stake(_ sui: UInt64, status: UInt8 = 1, sequence: UInt64) {
            var account = Sample.account(0, status: status, sequence: sequence)
            account.amount = sui * HomeRun.sui
            tables.insert(account, of: Address(1))
        }

        /// Waits for something that must come.
        func wait(_ what: Comment, _ isThere: () -> Bool) {
            let deadline = Monotonic.now.advanced(by: .seconds(120))
            while !isThere(), Monotonic.now < deadline { Pause.take(.milliseconds(1)) }
            #expect(isThere(), what)
        }

        func home(is state: HomeState) { wait("\(state)") { metrics.homes.value(of: state) == 1 } }
    }

    @Test func `a stake becomes a home, and a home is taken back with it`() throws {
        let stage = try Stage { $0.deleteAfter = .seconds(1) }
        stage.stake(2, sequence: 1)
        try stage.keeper.start()
        stage.home(is: .active)
        #expect(stage.metrics.actions.value(of: .create) == 1 && stage.metrics.actions.value(of: .apply) == 5)
        stage.nodes.isSilent.withLock { $0 = true }
        stage.stake(0, status: 2, sequence: 2)
        stage.keeper.take(.tablesListed)
        stage.home(is: .unconfirmed)
        stage.wait("nobody confirms it") { stage.metrics.failures.value(of: .confirm) > 1 }
        #expect(stage.cluster.home(HomeRun.home(1))?["metadata"]["deletionTimestamp"] == .null)
        stage.nodes.isSilent.withLock { $0 = false }
        stage.home(is: .deleting)
        let words = stage.journal.words
        let begun = words.firstIndex(of: "namespace_delete \(HomeRun.home(1)) begun")
        let done = words.firstIndex(of: "namespace_delete \(HomeRun.home(1)) done")
        #expect(begun != nil && done != nil && begun ?? 0 < done ?? 0)
        stage.keeper.stop()
    }

    @Test func `an event of one account is enough`() throws {
        let stage = try Stage()
        try stage.keeper.start()
        stage.wait("it leads") { stage.metrics.resync.count(of: NoLabels()) > 0 }
        stage.stake(2, sequence: 1)
        let change = StakeChanged(
            cluster: Address(9), number: 1, owner: Address(1), account: Sample.account(), cause: 0, evidence: [])
        let event = EmittedEvent(
            identity: .init(transaction: Digest(Address(1).raw), index: 0), checkpoint: 1,
            type: StructTag(Address(2), "staking", "StakeChanged"), contents: [])
        stage.keeper.take(.events([FollowedEvent(event: event, content: .stakeChanged(change), effect: .changed)]))
        stage.home(is: .active)
        stage.keeper.stop()
    }

    @Test func `who does not lead does nothing, and who begins to does`() throws {
        let stage = try Stage()
        stage.isLeading.withLock { $0 = false }
        stage.stake(2, sequence: 1)
        try stage.keeper.start()
        stage.keeper.lead(false)
        stage.wait("it was asked") { stage.asked.withLock { $0 } > 3 }
        #expect(stage.cluster.calls == 0)
        stage.isLeading.withLock { $0 = true }
        stage.keeper.lead(true)
        stage.home(is: .active)
        stage.keeper.stop()
    }

    @Test func `a change of the policy is a change of all homes`() throws {
        let stage = try Stage()
        stage.stake(2, sequence: 1)
        try stage.keeper.start()
        stage.home(is: .active)
        var policy = Policy()
        policy.quotas[.developer] = StakeQuota(perSUI: Quota(cpu: 7000, memory: 1 << 30, pods: 1, storage: 1 << 30))
        stage.policy.withLock { $0 = policy }
        stage.wait("the quota") {
            stage.cluster.tree("resourcequotas", HomeRun.home(1), "k3s-daas-stake")?["spec"]["hard"]["pods"].text == "2"
        }
        stage.keeper.stop()
    }

    @Test func `it ends though the apiserver does not answer`() throws {
        let stage = try Stage()
        stage.cluster.state.withLock { $0.isSilent = true }
        stage.stake(2, sequence: 1)
        try stage.keeper.start()
        stage.home(is: .wanted)
        stage.keeper.stop()
    }
}
