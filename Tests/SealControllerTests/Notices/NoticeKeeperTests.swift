// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SealAuthN
import SuiLedger
import Telemetry
import Testing

@testable import SealController

/// The thread, with receivers that answer at once and a cluster that keeps one ConfigMap.
@Suite(.timeLimit(.minutes(10))) struct NoticeKeeperTests {
    final class Stage: Sendable {
        let cluster = FakeConfigMaps()
        let event: FakeReceiver
        let webhook: FakeReceiver
        let isLeading = Locked(true)
        let tables = ClusterTables()
        let mark = Locked(FollowMark(isComplete: true, thresholds: NoticeSample.thresholds))
        let floors = Locked(TierFloors())
        let metrics = NoticeMetrics(in: Registry())
        let journal = FakeJournal()
        let acts: OpenActs
        let keeper: NoticeKeeper

        init(failing failures: [DeliveryFailure] = []) throws {
            event = FakeReceiver(.event)
            webhook = FakeReceiver(.webhook, failing: failures)
            let (isLeading, mark, floors) = (isLeading, mark, floors)
            acts = OpenActs(journal)
            keeper = NoticeKeeper(
                [event, webhook], cluster: NoticeSample.cluster, namespace: "k3s-daas", door: cluster,
                tables: tables, mark: { mark.withLock { $0 } }, floors: { floors.withLock { $0 } },
                isLeading: { isLeading.withLock { $0 } },
                report: NoticeReport(metrics: metrics, log: Log(to: try LineSink(.file("/dev/null")))), acts: acts)
        }

        /// An admin becomes super, and is slashed.
        func hear() {
            let (first, second) = (NoticeSample.account(5 * NoticeSample.sui, sequence: 1), raised)
            let slashed = NoticeSample.account(
                NoticeSample.sui, status: 3, slashed: 9 * NoticeSample.sui, generation: 1, sequence: 3)
            keeper.take(
                .events([NoticeSample.event(first, second), NoticeSample.event(second, slashed, cause: 6)]))
        }

        private var raised: StakeAccount { NoticeSample.account(10 * NoticeSample.sui, sequence: 2) }

        func wait(_ what: Comment, _ isThere: () -> Bool) {
            let deadline = Monotonic.now.advanced(by: .seconds(120))
            while !isThere(), Monotonic.now < deadline { Pause.take(.milliseconds(1)) }
            #expect(isThere(), what)
        }

        var position: UInt64? {
            cluster.state.withLock { $0.maps["k3s-daas/k3s-daas-notices"] }.flatMap {
                NoticePosition.read($0, cluster: NoticeSample.cluster)?.told
            }
        }

        func keep(_ told: UInt64) {
            let body = NoticePosition(cluster: NoticeSample.cluster, told: told).body
            cluster.state.withLock { $0.maps["k3s-daas/k3s-daas-notices"] = body }
        }
    }

    @Test func `changes are told, slashings to webhooks alone, and the position kept`() throws {
        let stage = try Stage()
        try stage.keeper.start()
        stage.hear()
        stage.wait("the Events") { stage.event.told == ["2", "3"] }
        stage.wait("the webhook") { stage.webhook.told == ["3"] }
        stage.wait("the position") { stage.position == 3 }
        stage.keeper.stop()
        #expect(stage.metrics.changes.value(of: .stakeSlashed) == 1)
        #expect(stage.metrics.changes.value(of: .tierRaised) == 1)
        #expect(stage.metrics.told.value(of: .event) == 2 && stage.metrics.told.value(of: .webhook) == 1)
        #expect(Set(stage.journal.words) == ["notice 3 done"] && stage.journal.acts.count == 2)
    }

    @Test func `what an operator asks for beside the chain counts from the moment at which it is asked for`() throws {
        let stage = try Stage()
        try stage.keeper.start()
        let sui = NoticeSample.sui
        func grow(_ before: UInt64, _ after: UInt64, _ sequence: UInt64) {
            stage.keeper.take(
                .events([
                    NoticeSample.event(
                        NoticeSample.account(before, sequence: sequence - 1),
                        NoticeSample.account(after, sequence: sequence))
                ]))
        }
        grow(2 * sui, 5 * sui, 2)
        stage.wait("the Event of a chain's admin") { stage.event.told == ["2"] }
        stage.floors.withLock { $0 = TierFloors { $0 == .super ? 20 * sui : 0 } }
        // Ten would do for the chain.
        grow(5 * sui, 10 * sui, 3)
        grow(10 * sui, 20 * sui, 4)
        stage.wait("the Event of the operator's super") { stage.event.told == ["2", "4"] }
        stage.wait("the position") { stage.position == 4 }
        stage.keeper.stop()
        #expect(stage.event.told == ["2", "4"])
        #expect(stage.metrics.changes.value(of: .tierRaised) == 2)
    }

    @Test func `what the last leader told is not told again`() throws {
        let stage = try Stage()
        stage.keep(2)
        try stage.keeper.start()
        stage.hear()
        stage.wait("the Event") { stage.event.told == ["3"] }
        stage.keeper.stop()
    }

    @Test func `what nobody heard while no controller ran is told as left out, and counted as lost`() throws {
        let stage = try Stage()
        stage.keep(5)
        try stage.keeper.start()
        let account = NoticeSample.account(NoticeSample.sui, sequence: 9)
        stage.keeper.take(.events([NoticeSample.event(nil, account)]))
        stage.wait("the Events") { stage.event.told == ["9", "6-8"] }
        stage.wait("the webhook") { stage.webhook.told == ["6-8"] }
        stage.wait("the position") { stage.position == 9 }
        stage.keeper.stop()
        #expect(stage.metrics.lost.value(of: .event) == 3 && stage.metrics.lost.value(of: .webhook) == 3)
        #expect(stage.journal.words.contains("notice 6-8 done"))
    }

    @Test func `nobody is told by who does not lead, and all by who begins to`() throws {
        let stage = try Stage()
        stage.isLeading.withLock { $0 = false }
        stage.hear()
        try stage.keeper.start()
        stage.wait("it was heard") { stage.metrics.changes.value(of: .stakeSlashed) == 1 }
        #expect(stage.event.told.isEmpty && stage.position == nil)
        stage.isLeading.withLock { $0 = true }
        stage.wait("the Events") { stage.event.told == ["2", "3"] }
        stage.isLeading.withLock { $0 = false }
        stage.wait("the end of the lead") { stage.webhook.state.withLock { $0.rests } == 1 }
        stage.keeper.stop()
    }

    @Test func `a receiver that fails is told again, and holds up the position alone`() throws {
        let stage = try Stage(failing: [.unavailable])
        try stage.keeper.start()
        stage.hear()
        stage.wait("the Events") { stage.event.told == ["2", "3"] }
        stage.wait("the webhook") { stage.webhook.told == ["3"] }
        stage.wait("the position") { stage.position == 3 }
        stage.keeper.stop()
        #expect(stage.metrics.failures.value(of: .webhook) == 1 && stage.metrics.lost.value(of: .webhook) == 0)
    }

    @Test func `what a receiver refuses is lost, and is written down`() throws {
        let stage = try Stage(failing: [.refused])
        try stage.keeper.start()
        stage.hear()
        stage.wait("the loss") { stage.metrics.lost.value(of: .webhook) == 1 }
        stage.wait("the position") { stage.position == 3 }
        stage.keeper.stop()
        #expect(stage.journal.words.contains("notice 3 failed(refused)"))
    }

    @Test func `before the thresholds are known nothing is told`() throws {
        let stage = try Stage()
        stage.mark.withLock { $0.thresholds = nil }
        try stage.keeper.start()
        stage.hear()
        stage.mark.withLock { $0.thresholds = NoticeSample.thresholds }
        stage.keeper.take(.events([NoticeSample.event(nil, NoticeSample.account(NoticeSample.sui, sequence: 9))]))
        stage.wait("what came later") { stage.event.told == ["9"] }
        stage.keeper.stop()
    }

    @Test func `an apiserver that is away is asked until it answers`() throws {
        let stage = try Stage()
        stage.cluster.state.withLock { $0.isDown = true }
        try stage.keeper.start()
        stage.hear()
        stage.wait("it was heard") { stage.metrics.changes.value(of: .stakeSlashed) == 1 }
        #expect(stage.event.told.isEmpty)
        stage.cluster.state.withLock { $0.isDown = false }
        stage.wait("the Events") { stage.event.told == ["2", "3"] }
        stage.keeper.stop()
    }

    @Test func `a change of thresholds is told to whom it moves, and by the next leader not again`() throws {
        let (stage, next) = (try Stage(), try Stage())
        let up = NoticeSample.event(
            NoticeSample.thresholds,
            NoticeSample.thresholds(developer: 2 * NoticeSample.sui, admin: 6 * NoticeSample.sui),
            number: 2)
        for stage in [stage, next] {
            stage.tables.insert(NoticeSample.account(5 * NoticeSample.sui, sequence: 1), of: NoticeSample.owner)
        }
        try stage.keeper.start()
        stage.keeper.take(.events([up]))
        stage.wait("the Event") { stage.event.changes == ["TierLowered admin-developer"] }
        stage.wait("the position") { stage.position == 2 }
        stage.keeper.stop()
        #expect(stage.webhook.told.isEmpty && stage.metrics.changes.value(of: .tierLowered) == 1)
        // It heard the same, and then that of later.
        next.keep(2)
        try next.keeper.start()
        next.keeper.take(.events([up]))
        next.hear()
        next.wait("what came later") { next.event.told == ["3"] }
        next.keeper.stop()
    }
}
