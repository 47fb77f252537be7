// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import Kernel
import KubeClient
import SuiLedger
import Telemetry
import Testing

@testable import SealController

/// Two ledgers that began alike: on one of them, the liar's, a worker was slashed that never was.
///
/// The other has two nodes.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LyingNodeTests {
    static let patience = Duration.seconds(300)

    let liar: StakedWorld
    let honest: StakedWorld
    let second: NodeClient

    init() throws {
        liar = try StakedWorld(workers: 2)
        honest = try StakedWorld(workers: 2)
        second = try honest.another()
        try #require(liar.cluster == honest.cluster && liar.owners == honest.owners)
    }

    func confirmation(_ nodes: [NodeClient], agreement: Int = 2) -> PoolNodeConfirmation {
        let word = ChainWord(NodePool(nodes, chain: nil), agreement: agreement, maximumAge: .seconds(10))
        return PoolNodeConfirmation(word, honest.questions, cluster: honest.cluster.cluster)
    }

    /// What nodes say of a machine.
    func ask(
        _ nodes: [NodeClient], _ name: String, of owner: SuiLedger.Address, agreement: Int = 2
    ) throws -> NodeVerdict {
        let confirmation = confirmation(nodes, agreement: agreement)
        let answer = Monitor<Result<NodeVerdict, LedgerError>?>(nil)
        confirmation.ask(name, of: owner) { result in
            answer.withLock { $0 = result }
            answer.notifyAll()
        }
        let found = try #require(answer.wait(until: Monotonic.now.advanced(by: Self.patience)) { $0 })
        return try found.get()
    }

    @Test func `the word of two is believed, and a lie between them is not`() throws {
        _ = try liar.slash(0)
        let (owner, nodes) = (honest.owners[0], [liar.ledger, honest.ledger, second])
        #expect(try ask([liar.ledger], "n-0", of: owner, agreement: 1) == .lost(.slashed))
        #expect(try ask(nodes, "n-0", of: owner) == .good)
        _ = try honest.slash(0)
        #expect(try ask(nodes, "n-0", of: owner) == .lost(.slashed))
        #expect(try ask(nodes, "n-1", of: honest.owners[1]) == .good)
    }

    @Test func `two that contradict each other have said nothing`() throws {
        _ = try liar.slash(0)
        #expect(throws: LedgerError(.disagreement, "")) {
            try ask([liar.ledger, honest.ledger], "n-0", of: honest.owners[0])
        }
    }

    @Test func `one of three may be silent`() throws {
        _ = try honest.slash(0)
        liar.server.stop()
        #expect(
            try ask([liar.ledger, honest.ledger, second], "n-0", of: honest.owners[0]) == .lost(.slashed))
    }

    @Test func `another's registration says nothing of a machine`() throws {
        _ = try honest.slash(0)
        #expect(try ask([honest.ledger, second], "n-1", of: honest.owners[0]) == .unknown)
    }

    @Test func `a machine that was slashed by one node alone keeps its pods, and goes once others say so`() throws {
        let cluster = FakeNodeCluster()
        for number in 0..<2 { cluster.add(node: "n-\(number)") }
        cluster.add(pod: "web", on: "n-0")
        var settings = ReactionSettings()
        (settings.grace, settings.settle) = (.milliseconds(100), .milliseconds(100))
        settings.longestRetry = .milliseconds(500)
        let (tables, metrics, follower) = (ClusterTables(), NodeMetrics(in: Registry()), Locked<LedgerFollower?>(nil))
        let keeper = NodeKeeper(
            settings, door: cluster, feed: FakeFeed(cluster: cluster), tables: tables,
            mark: { follower.withLock { $0 }?.mark ?? FollowMark() },
            confirmation: confirmation([liar.ledger, honest.ledger, second]), isLeading: { true }, metrics: metrics,
            log: Log(to: try LineSink(.file("/dev/null"))))
        // The copy is the liar's: nobody else is asked for it.
        let follows = try LedgerFollower(
            NodePool([liar.ledger], chain: nil), liar.followSettings(), tables: tables
        ) { keeper.take($0) }
        follower.withLock { $0 = follows }
        try keeper.start()
        let deadline = Monotonic.now.advanced(by: Self.patience)
        func wait(_ what: Comment, _ isThere: () -> Bool) {
            while !isThere(), Monotonic.now < deadline { Pause.take(.milliseconds(1)) }
            #expect(isThere(), what)
        }
        wait("the machines are known") { metrics.nodes.value(of: .good) == 2 }
        let sent = try liar.slash(0)
        wait("the taint") { cluster.node("n-0")?.accusation != nil }
        #expect(try #require(cluster.state.withLock { $0.changed }).since(sent) <= .seconds(2))
        wait("nobody confirms it") { metrics.nodes.value(of: .unconfirmed) == 1 }
        let failures = metrics.failures.value(of: .confirm)
        wait("it is asked again") { metrics.failures.value(of: .confirm) > failures + 1 }
        #expect(cluster.pods == ["web"] && cluster.node("n-0")?.drain == nil && cluster.node("n-1")?.loss == nil)
        _ = try honest.slash(0)
        wait("it goes") { cluster.node("n-0") == nil }
        #expect(cluster.pods.isEmpty && metrics.actions.value(of: .confirm) > 0)
        keeper.stop()
        follows.stop()
    }
}
