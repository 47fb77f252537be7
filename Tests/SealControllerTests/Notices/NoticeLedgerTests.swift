// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger
import Telemetry
import Testing

@testable import SealController

/// Thresholds that change on a local ledger, a follower that hears of it over HTTP, and who is told.
@Suite(.timeLimit(.minutes(10))) struct NoticeLedgerTests {
    private final class Controller {
        let event = FakeReceiver(.event)
        private let keeper: NoticeKeeper
        private let follower: LedgerFollower
        private let shown = Locked<LedgerFollower?>(nil)

        init(_ world: StakedWorld, _ cluster: FakeConfigMaps) throws {
            let (tables, shown) = (ClusterTables(), shown)
            keeper = NoticeKeeper(
                [event], cluster: world.cluster.cluster, namespace: "k3s-daas", door: cluster, tables: tables,
                mark: { shown.withLock { $0 }?.mark ?? FollowMark() }, isLeading: { true },
                report: NoticeReport(
                    metrics: NoticeMetrics(in: Registry()), log: Log(to: try LineSink(.file("/dev/null")))),
                acts: OpenActs(NoJournal()))
            let keeper = keeper
            follower = try LedgerFollower(
                NodePool([world.ledger], chain: nil), world.followSettings(), tables: tables
            ) { keeper.take($0) }
            let follower = follower
            shown.withLock { $0 = follower }
            try keeper.start()
            wait("the copy is whole") { follower.mark.isComplete }
        }

        func wait(_ what: Comment, _ isThere: () -> Bool) {
            let deadline = Monotonic.now.advanced(by: .seconds(120))
            while !isThere(), Monotonic.now < deadline { Pause.take(.milliseconds(1)) }
            #expect(isThere(), what)
        }

        func stop() {
            keeper.stop()
            follower.stop()
            shown.withLock { $0 = nil }
        }
    }

    @Test func `thresholds that rise and fall are told to whom they move, and nothing twice over a restart`() throws {
        let world = try StakedWorld(workers: 1)
        let cluster = FakeConfigMaps()
        let (old, sui) = (NoticeSample.thresholds, StakedWorld.sui)
        try world.stake(3 * sui, by: 50)
        try world.stake(5 * sui, by: 51)
        var controller = try Controller(world, cluster)
        try world.set(NoticeSample.thresholds(developer: 4 * sui))
        controller.wait("the lower tier") { controller.event.changes == ["TierLowered developer-viewer"] }
        try world.set(old)
        controller.wait("the higher tier") {
            controller.event.changes == ["TierLowered developer-viewer", "TierRaised viewer-developer"]
        }
        let last = try #require(controller.event.told.last)
        controller.wait("the position") {
            let body = cluster.state.withLock { $0.maps["k3s-daas/k3s-daas-notices"] }
            return body.flatMap { NoticePosition.read($0, cluster: world.cluster.cluster) }.map { "\($0.told)" } == last
        }
        controller.stop()

        controller = try Controller(world, cluster)
        // A number that moves nobody, then one that moves the other: it would come behind all that is told again.
        try world.set(NoticeSample.thresholds(developer: 2 * sui + 1))
        try world.set(NoticeSample.thresholds(developer: 2 * sui + 1, admin: 6 * sui))
        controller.wait("what is new") { controller.event.changes == ["TierLowered admin-developer"] }
        controller.stop()
    }
}
