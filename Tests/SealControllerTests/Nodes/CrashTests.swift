// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import Testing

@testable import SealController

/// Whoever leads may crash after any call, or with one under way; another one goes on.
struct CrashTests {
    /// What came of a cluster in which one machine's stake is lost for good, another's for a while.
    struct End: Equatable {
        var nodes: [String: [NodeTaint]]
        var pods: [String]
        var events: [String: String]
    }

    /// What becomes of it; `isConfirmed` where several nodes of the chain are asked, and all say the same.
    static func run(
        crashes: Set<Int>, isCallLost: Bool = false, isConfirmed: Bool = false
    ) -> (end: End, log: [String], calls: Int) {
        let cluster = FakeNodeCluster()
        for name in ["n-0", "n-1", "n-2"] { cluster.add(node: name, volumes: name == "n-0" ? 1 : 0) }
        cluster.add(pod: "web", on: "n-0") { $0.view.secrets = ["tls", "db"] }
        cluster.add(pod: "guarded", on: "n-0") { $0.isGuarded = true }
        cluster.add(pod: "daemon", on: "n-0") { $0.view.isLeftAlone = true }
        cluster.add(pod: "back", on: "n-1") { $0.isGuarded = true }
        cluster.add(pod: "other", on: "n-2")
        var settings = ReactionSettings()
        settings.wantsConfirmation = isConfirmed
        var run = KeeperRun(cluster, settings: settings)
        run.crashes = crashes
        run.isCallLost = isCallLost
        run.verdicts = ["n-0": .lost(.slashed), "n-1": .lost(.unstaked), "n-2": .good]
        for second in stride(from: 0, through: 130, by: 5) {
            if isConfirmed { run.word = run.verdicts }
            if second == 40 { run.verdicts["n-1"] = .good }
            run.step(at: Double(second))
        }
        return (
            End(
                nodes: Dictionary(uniqueKeysWithValues: cluster.nodes.map { ($0.name, $0.taints) }), pods: cluster.pods,
                events: cluster.events), cluster.log, cluster.calls
        )
    }

    static let whole = run(crashes: [])

    @Test func `without a crash`() {
        let (end, log, _) = Self.whole
        #expect(end.nodes == ["n-1": [Sample.workerTaint], "n-2": [Sample.workerTaint]])
        #expect(end.pods == ["back", "daemon", "other"])
        #expect(
            end.events.keys.sorted() == [
                "n-0.noderemoved.6b024598", "n-0.secretsexposed.6b024598", "n-0.stakelost.6b024598",
                "n-1.stakelost.6b024598", "n-1.stakerestored.6b024598",
            ])
        #expect(log.count { $0 == "delete node n-0" } == 1)
    }

    @Test(arguments: [false, true]) func `after any call, the end is the same and nothing is done twice that hurts`(
        _ isCallLost: Bool
    ) {
        #expect(Self.whole.calls > 20)
        for number in 1...Self.whole.calls {
            let (end, log, _) = Self.run(crashes: [number], isCallLost: isCallLost)
            Self.check(end, log, "crash at call \(number)")
        }
    }

    @Test(arguments: [false, true]) func `the same where several nodes must say so`(_ isCallLost: Bool) {
        let (end, log, calls) = Self.run(crashes: [], isConfirmed: true)
        #expect(end == Self.whole.end && calls == Self.whole.calls + 2)
        #expect(log.count { $0.hasSuffix(":NoSchedule") } == 2)
        for number in 1...calls {
            let (end, log, _) = Self.run(crashes: [number], isCallLost: isCallLost, isConfirmed: true)
            Self.check(end, log, "crash at call \(number)")
        }
        for stride in 2...7 {
            let crashes = Set(Swift.stride(from: 1, through: 400, by: stride))
            let (end, log, _) = Self.run(crashes: crashes, isCallLost: isCallLost, isConfirmed: true)
            Self.check(end, log, "crash at every call that \(stride) divides")
        }
    }

    @Test func `again and again`() {
        for stride in 2...7 {
            let (end, log, _) = Self.run(crashes: Set(Swift.stride(from: 1, through: 400, by: stride)))
            Self.check(end, log, "crash at every call that \(stride) divides")
        }
    }

    static func check(_ end: End, _ log: [String], _ comment: Comment) {
        #expect(end == whole.end, comment)
        for (line, most) in [
            ("taint n-0 k3s-daas.io/slashed=slashed:NoSchedule", 1),
            ("taint n-1 k3s-daas.io/slashed=unstaked:NoSchedule", 1),
            ("taint n-0 k3s-daas.io/slashed=slashed", 1), ("taint n-1 k3s-daas.io/slashed=unstaked", 1),
            ("taint n-1 ", 1),
            ("evict web", 1), ("kill web", 1), ("kill guarded", 1), ("delete node n-0", 1), ("kill back", 0),
            ("kill daemon", 0), ("kill other", 0), ("evict other", 0), ("delete node n-1", 0),
        ] { #expect(log.count { $0 == line } <= most, comment) }
    }
}
