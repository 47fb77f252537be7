// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger
import Telemetry
import Testing

@testable import SealController

/// How long a machine outlives its stake: a slashing on a local ledger over HTTP, the follower with its defaults, a keeper, and a cluster
/// that answers at once.
@Suite(.serialized) struct ReactionTimeTests {
    static let machines = 8

    @Test(arguments: [false, true])
    func `from the slashing transaction to the last taint it takes no more than two seconds`(
        _ isConfirmed: Bool
    ) throws {
        let world = try StakedWorld(workers: Self.machines)
        let cluster = FakeNodeCluster()
        for number in 0..<Self.machines { cluster.add(node: "n-\(number)") }
        var settings = ReactionSettings()
        settings.guardLeast = Self.machines
        let tables = ClusterTables()
        let metrics = NodeMetrics(in: Registry())
        let follower = Locked<LedgerFollower?>(nil)
        let confirmation = PoolNodeConfirmation(
            ChainWord(
                NodePool([world.ledger, try world.another()], chain: nil), agreement: 2, maximumAge: .seconds(10)),
            world.questions, cluster: world.cluster.cluster)
        let keeper = NodeKeeper(
            settings, door: cluster, feed: FakeFeed(cluster: cluster), tables: tables,
            mark: { follower.withLock { $0 }?.mark ?? FollowMark() },
            confirmation: isConfirmed ? confirmation : nil, isLeading: { true }, metrics: metrics,
            log: Log(to: try LineSink(.file("/dev/null"))))
        let follows = try LedgerFollower(
            NodePool([world.ledger], chain: nil), world.followSettings(), tables: tables
        ) { keeper.take($0) }
        follower.withLock { $0 = follows }
        try keeper.start()
        let patience = Monotonic.now.advanced(by: .seconds(60))
        while metrics.nodes.value(of: .good) < Self.machines, Monotonic.now < patience { Pause.take(.milliseconds(1)) }
        try #require(metrics.nodes.value(of: .good) == Int64(Self.machines))

        var times: [Duration] = []
        for number in 0..<Self.machines {
            let sent = try world.slash(number)
            let deadline = Monotonic.now.advanced(by: .seconds(30))
            while cluster.node("n-\(number)")?.drain == nil, Monotonic.now < deadline { Pause.take(.milliseconds(1)) }
            #expect(cluster.node("n-\(number)")?.drain?.value == "slashed")
            times.append(try #require(cluster.state.withLock { $0.changed }).since(sent))
        }
        times.sort()
        print(
            "from slashing to taint, \(isConfirmed ? "by two nodes" : "by one"): median \(times[Self.machines / 2]), longest \(times[Self.machines - 1])"
        )
        #expect(times[Self.machines - 1] <= .seconds(2))
        for histogram in [metrics.reaction, metrics.drain] {
            while histogram.count(of: NoLabels()) < UInt64(Self.machines), Monotonic.now < patience {
                Pause.take(.milliseconds(1))
            }
            #expect(histogram.count(of: NoLabels()) == UInt64(Self.machines))
        }
        #expect((metrics.actions.value(of: .confirm) >= UInt64(Self.machines)) == isConfirmed)
        keeper.stop()
        follows.stop()
    }
}
