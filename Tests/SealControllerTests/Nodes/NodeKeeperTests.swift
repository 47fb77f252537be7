// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger
import Telemetry
import Testing

@testable import SealController

/// The thread, with a cluster that answers at once and a chain that is a value.
struct NodeKeeperTests {
    final class Stage: Sendable {
        let cluster = FakeNodeCluster()
        let tables = ClusterTables()
        let isFresh = Locked(true)
        /// What is answered to whoever asks who leads, once each, and then no; `nil` for always yes.
        let leading = Locked<[Bool]?>(nil)
        let asked = Locked(0)
        let metrics = NodeMetrics(in: Registry())
        let acts: OpenActs
        let door: LateDoor
        let keeper: NodeKeeper
        let lines: LineSink

        init(
            journal: any ActJournal = NoJournal(), patience: Duration = Begun.patience,
            _ change: (inout ReactionSettings) -> Void = { _ in }
        ) throws {
            var settings = ReactionSettings()
            change(&settings)
            lines = try LineSink(.file("/dev/null"))
            let (isFresh, leading, asked) = (isFresh, leading, asked)
            acts = OpenActs(journal)
            door = LateDoor(cluster)
            keeper = NodeKeeper(
                settings, door: door, feed: FakeFeed(cluster: cluster), tables: tables,
                mark: { isFresh.withLock { $0 } ? Sample.mark(at: .now) : FollowMark() },
                isLeading: {
                    asked.withLock { $0 += 1 }
                    return leading.withLock { answers in
                        guard let first = answers?.first else { return answers == nil }
                        answers?.removeFirst()
                        return first
                    }
                }, metrics: metrics, log: Log(to: lines), acts: acts, patience: patience)
            cluster.add(node: "n-0")
            tables.insert(Sample.account(), of: Address(3))
            tables.insert(Sample.worker("n-0"), of: Address(3))
        }

        /// Slashes the worker, without a word.
        func slash() { tables.insert(Sample.worker("n-0", status: 4, sequence: 2), of: Address(3)) }

        func news() { keeper.take(.tablesListed) }

        /// Waits for something that must come.
        func wait(_ what: Comment, _ isThere: () -> Bool) {
            let deadline = Monotonic.now.advanced(by: .seconds(30))
            while !isThere(), Monotonic.now < deadline { Pause.take(.milliseconds(1)) }
            #expect(isThere(), what)
        }

        var isTainted: Bool { cluster.node("n-0")?.drain != nil }
    }

    @Test func `news of a slashing become a taint, and are counted`() throws {
        let stage = try Stage()
        try stage.keeper.start()
        stage.wait("the machine is known") { stage.metrics.nodes.value(of: .good) == 1 }
        stage.slash()
        stage.news()
        stage.wait("the taint") { stage.isTainted }
        stage.wait("the numbers") { stage.metrics.reaction.count(of: NoLabels()) == 1 }
        #expect(stage.metrics.removals.value(of: .slashed) == 1)
        stage.wait("the Event") { stage.cluster.events.keys.contains { $0.hasPrefix("n-0.stakelost.") } }
        stage.wait("the state") { stage.metrics.nodes.value(of: .draining) == 1 }
        #expect(stage.metrics.actions.value(of: .taint) == 1)
        stage.keeper.stop()
    }

    @Test func `what nobody told of is found all the same`() throws {
        let stage = try Stage()
        stage.slash()
        try stage.keeper.start()
        stage.wait("the taint") { stage.isTainted }
        stage.keeper.stop()
    }

    @Test func `a machine that comes later is found`() throws {
        let stage = try Stage()
        try stage.keeper.start()
        stage.tables.insert(Sample.account(), of: Address(4))
        stage.tables.insert(Sample.worker("n-1", status: 5), of: Address(4))
        stage.cluster.add(node: "n-1")
        stage.wait("the taint") { stage.cluster.node("n-1")?.drain?.value == "retired" }
        stage.keeper.stop()
    }

    @Test func `a copy that is not whole does nothing, and one that is whole again does`() throws {
        let stage = try Stage()
        stage.isFresh.withLock { $0 = false }
        stage.slash()
        try stage.keeper.start()
        stage.wait("the machine is looked at") { stage.metrics.nodes.value(of: .unknown) == 1 }
        #expect(stage.cluster.calls == 0)
        stage.isFresh.withLock { $0 = true }
        stage.wait("the taint") { stage.isTainted }
        stage.keeper.stop()
    }

    @Test func `who does not lead does nothing, and who begins to does`() throws {
        let stage = try Stage()
        stage.leading.withLock { $0 = [] }
        stage.slash()
        try stage.keeper.start()
        stage.wait("it was looked at") { stage.asked.withLock { $0 } > 3 }
        #expect(stage.cluster.calls == 0)
        stage.leading.withLock { $0 = nil }
        stage.keeper.lead(true)
        stage.wait("the taint") { stage.isTainted }
        stage.keeper.stop()
    }

    @Test func `what was decided by who no longer leads is not done`() throws {
        let stage = try Stage()
        // It leads when it decides, and no more when it would act.
        stage.leading.withLock { $0 = [true] }
        stage.slash()
        try stage.keeper.start()
        stage.wait("it is called off") { stage.metrics.failures.value(of: .taint) == 1 }
        #expect(stage.cluster.calls == 0 && !stage.isTainted)
        stage.leading.withLock { $0 = nil }
        stage.wait("the taint") { stage.isTainted }
        stage.keeper.stop()
    }

    @Test func `it ends though the apiserver does not answer`() throws {
        let stage = try Stage()
        stage.cluster.state.withLock { $0.isSilent = true }
        stage.slash()
        try stage.keeper.start()
        stage.wait("it is decided") { stage.metrics.nodes.value(of: .draining) == 1 }
        stage.keeper.stop()
        #expect(!stage.isTainted)
    }
}
