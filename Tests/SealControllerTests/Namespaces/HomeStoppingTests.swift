// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import KubeClient
import SealAuthN
import StakeRBAC
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// What runs in a home whose stake is lost: how it is stopped, and what a stake that is back finds.
struct HomeStoppingTests {
    private static let home = HomeRun.home(1)

    /// A home with what `fill` puts there, whose stake was lost a moment ago, at 10.
    private static func lost(_ fill: (FakeHomeCluster) -> Void) -> HomeRun {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        fill(run.cluster)
        run.stake(1, 0, status: 2)
        run.step(at: 10)
        return run
    }

    /// A pod, as a ReplicaSet would make it, or somebody who says so.
    static func own(_ cluster: FakeHomeCluster, _ name: String, by kind: String) {
        cluster.put("pods", home, name) { members in
            var metadata = members["metadata"]?.members ?? [:]
            metadata["ownerReferences"] = .list([.object(["kind": .text(kind), "controller": .bool(true)])])
            members["metadata"] = .object(metadata)
        }
    }

    // A Deployment that is being deleted and held by a finalizer, or an owner that is a ConfigMap, ends no pod.
    @Test func `a pod ends with what it says that owns it, or a while after`() {
        var run = Self.lost { cluster in
            HomeBoardTests.furnish(cluster)
            Self.own(cluster, "web-1-a", by: "ReplicaSet")
            Self.own(cluster, "miner", by: "ConfigMap")
        }
        run.step(at: 3610)
        #expect(
            run.counts == [.scaling: 1]
                && run.cluster.tree("deployments", Self.home, "web")?["spec"]["replicas"].integer == 0)
        #expect(run.cluster.tree("pods", Self.home, "bare") == nil)
        // Pods are asked for again in a while, then less and less often.
        let calls = run.cluster.calls
        #expect(run.step(at: 3611.9).isEmpty)
        #expect(run.step(at: 3612.5).map(\.action) == [.list(.pods, continuation: nil, limit: 250)])
        for second in stride(from: 3615, to: 4209, by: 5) { run.step(at: Double(second)) }
        #expect((10...30).contains(run.cluster.calls - calls))
        run.cluster.remove("pods", Self.home, "web-1-a")
        run.step(at: 4209)
        #expect(run.cluster.tree("pods", Self.home, "miner") != nil && run.counts == [.scaling: 1])
        run.step(at: 4211.5)
        #expect(run.cluster.tree("pods", Self.home, "miner") == nil && run.counts == [.scaled: 1])
        #expect(run.journal.words.contains("workload_stop \(Self.home)/pods/miner done"))
    }

    @Test func `what owns pods is given its time to end them`() {
        var run = Self.lost { Self.own($0, "db-0", by: "StatefulSet") }
        run.step(at: 3610)
        #expect(run.counts == [.scaling: 1])
        run.cluster.remove("pods", Self.home, "db-0")
        run.step(at: 3626)
        #expect(
            run.counts == [.scaled: 1] && !run.cluster.log.contains { $0.hasPrefix("delete pods/\(Self.home)/db-0") })
    }

    @Test func `a stake that is back waits for no pod that should end`() {
        var run = Self.lost { Self.own($0, "db-0", by: "StatefulSet") }
        run.step(at: 3610)
        run.stake(1, 2000)
        run.step(at: 3610.5)
        #expect(run.counts == [.active: 1] && run.cluster.tree("pods", Self.home, "db-0") != nil)
    }

    // Forty Deployments of a megabyte each are more than is taken as one answer.
    @Test func `however long what runs is, it is stopped`() {
        var run = Self.lost { HomeBoardTests.furnish($0) }
        run.cluster.state.withLock { $0.faults[.list] = Array(repeating: KubeError(.tooLarge), count: 7) }
        let done = run.step(at: 3610)
        let limits = done.compactMap { order -> Int? in
            if case .list(.cronJobs, _, let limit) = order.action { limit } else { nil }
        }
        #expect(limits.prefix(8) == [250, 125, 62, 31, 15, 7, 3, 1])
        #expect(run.counts == [.scaled: 1])
    }

    @Test func `a stake that is back finds all as it was`() {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        HomeBoardTests.furnish(run.cluster)
        run.cluster.remove("pods", Self.home, "bare")
        let before = run.cluster.contents(of: Self.home)
        run.stake(1, 0, status: 2)
        run.step(at: 10)
        run.step(at: 3610)
        #expect(run.counts == [.scaled: 1])
        run.stake(1, 2000)
        run.step(at: 5000)
        #expect(run.counts == [.active: 1])
        var after = run.cluster.contents(of: Self.home)
        // False is what it was before anybody said so.
        for (plural, name) in [("cronjobs", "nightly"), ("jobs", "once")] {
            #expect(after["\(plural)/\(Self.home)/\(name)"]?["spec"] == .object(["suspend": .bool(false)]))
            after["\(plural)/\(Self.home)/\(name)"] = nil
        }
        for (key, tree) in after {
            #expect(Self.bare(tree) == before[key].map(Self.bare), "\(key)")
        }
    }

    /// Without empty maps, which say nothing.
    static func bare(_ tree: Tree) -> Tree {
        guard case .object(let members) = tree else { return tree }
        return .object(members.mapValues(bare).filter { $0.value != .object([:]) })
    }

    @Test func `a stake that is back within the grace has stopped nothing`() {
        var run = Self.lost { HomeBoardTests.furnish($0) }
        run.stake(1, 2500)
        run.step(at: 20)
        #expect(run.counts == [.active: 1] && !run.cluster.log.contains { $0.hasPrefix("patch ") })
        #expect(run.cluster.home(Self.home)?["metadata"]["annotations"]["k3s-daas.io/phase"] == .null)
        run.step(at: 9000)
        #expect(run.counts == [.active: 1])
    }

    @Test func `what an owner's friend has started again stays as it is`() {
        var run = Self.lost { HomeBoardTests.furnish($0) }
        run.step(at: 3610)
        run.cluster.put("deployments", Self.home, "web") { $0["spec"] = .object(["replicas": .number("1")]) }
        run.stake(1, 2000)
        run.step(at: 4000)
        let web = run.cluster.tree("deployments", Self.home, "web")
        #expect(web?["spec"]["replicas"].integer == 1 && web?["metadata"]["annotations"].members.isEmpty == true)
    }
}
