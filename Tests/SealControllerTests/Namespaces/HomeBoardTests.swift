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

/// What becomes of homes, call by call, over a cluster that answers at once.
struct HomeBoardTests {
    static let home = HomeRun.home(1)

    /// The log without the names of homes.
    static func log(_ run: HomeRun, _ number: UInt8 = 1) -> [String] {
        run.cluster.log.map { $0.replacing(HomeRun.home(number), with: "HOME") }
    }

    /// A deployment and what else may run, as an owner would make it.
    static func furnish(_ cluster: FakeHomeCluster, _ home: String = home) {
        cluster.put("deployments", home, "web") { $0["spec"] = .object(["replicas": .number("3")]) }
        cluster.put("replicasets", home, "web-1") { members in
            members["spec"] = .object(["replicas": .number("3")])
            let owner = Tree.object(["kind": .text("Deployment"), "controller": .bool(true)])
            var metadata = members["metadata"]?.members ?? [:]
            metadata["ownerReferences"] = .list([owner])
            members["metadata"] = .object(metadata)
        }
        cluster.put("statefulsets", home, "db") { members in
            let policy = Tree.object(["whenDeleted": .text("Retain"), "whenScaled": .text("Delete")])
            members["spec"] = .object(["replicas": .number("2"), "persistentVolumeClaimRetentionPolicy": policy])
        }
        cluster.put("cronjobs", home, "nightly") { $0["spec"] = .object([:]) }
        cluster.put("jobs", home, "once") { $0["spec"] = .object([:]) }
        cluster.put("daemonsets", home, "agent") { $0["spec"] = .object([:]) }
        cluster.put("pods", home, "bare") { _ in }
    }

    @Test func `a stake becomes a home, with limits before anybody is let in`() {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        #expect(
            Self.log(run) == [
                "create namespaces/HOME/HOME", "apply limitranges/HOME/k3s-daas-stake",
                "apply resourcequotas/HOME/k3s-daas-stake", "apply networkpolicies/HOME/k3s-daas-default-deny",
                "apply rolebindings/HOME/seal:admin 1", "apply rolebindings/HOME/seal:developer 1",
            ])
        #expect(run.counts == [.active: 1])
        #expect(run.journal.words.first == "namespace_apply \(Self.home) done")
        #expect(run.journal.words.last == "access_grant \(Self.home)/seal:developer done")
    }

    // What a viewer, somebody who was slashed and somebody who only stakes for a machine are not given.
    @Test(arguments: [(1999, 1), (500, 1), (0, 1), (10_000, 3), (10_000, 2), (10_000, 9)])
    func `who has no tier of a developer's has no home`(_ thousandths: UInt64, _ status: UInt8) {
        var run = HomeRun()
        run.stake(1, thousandths, status: status)
        #expect(run.step(at: 0).isEmpty && run.counts.isEmpty && run.board.tracks.isEmpty)
    }

    @Test func `where nothing has changed nothing is sent, by resync or by whoever leads next`() {
        var run = HomeRun()
        for number in 1...20 { run.stake(UInt8(number), 2000 + UInt64(number) * 500) }
        run.step(at: 0)
        let calls = run.cluster.calls
        #expect(calls == 20 * 6)
        run.step(at: 700)
        run.take(.allNews, at: 800)
        run.step(at: 800)
        run.crash(at: 900)
        run.step(at: 900)
        #expect(run.cluster.calls == calls && run.counts == [.active: 20])
        #expect(run.notes.count { if case .resynced(20, _) = $0 { true } else { false } } == 4)
    }

    @Test func `what a stake is worth grows with it, and shrinks`() {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        func hard() -> Tree? { run.cluster.tree("resourcequotas", Self.home, "k3s-daas-stake")?["spec"]["hard"] }
        #expect(hard()?["requests.cpu"].text == "2" && hard()?["pods"].text == "20")
        run.stake(1, 7000)
        run.step(at: 1)
        #expect(hard()?["limits.cpu"].text == "7" && hard()?["requests.memory"].text == "14Gi")
        let security = "pod-security.kubernetes.io/enforce"
        #expect(run.cluster.home(Self.home)?["metadata"]["labels"][security].text == "baseline")
        // Without a limit there is none left over.
        run.stake(1, 12_000)
        run.step(at: 2)
        #expect(hard()?.members.isEmpty == true)
        run.stake(1, 3000)
        run.step(at: 3)
        #expect(hard()?["requests.storage"].text == "30Gi")
        #expect(run.cluster.home(Self.home)?["metadata"]["labels"][security].text == "restricted")
    }

    @Test func `what somebody changes is put right, and what they add stays`() {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        let before = run.cluster.contents(of: Self.home)
        run.cluster.put("resourcequotas", Self.home, "k3s-daas-stake") {
            $0["spec"] = .object(["hard": .object(["pods": .text("5k"), "requests.cpu": .text("2")])])
        }
        run.cluster.put("rolebindings", Self.home, "seal:admin") { $0["subjects"] = .list([]) }
        run.cluster.remove("networkpolicies", Self.home, "k3s-daas-default-deny")
        run.cluster.put("limitranges", Self.home, "k3s-daas-stake") { members in
            var metadata = members["metadata"]?.members ?? [:]
            metadata["labels"] = .object(["team": .text("a")])
            members["metadata"] = .object(metadata)
        }
        run.crash(at: 10)
        run.step(at: 10)
        let after = run.cluster.contents(of: Self.home)
        #expect(after.keys == before.keys)
        for (key, tree) in before where !key.hasPrefix("limitranges/") { #expect(after[key] == tree, "\(key)") }
        #expect(run.cluster.tree("limitranges", Self.home, "k3s-daas-stake")?["metadata"]["labels"]["team"].text == "a")
    }

    @Test func `drift is seen when it happens, and counted`() {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        run.cluster.listeners.withLock { $0 = [] }
        run.cluster.put("resourcequotas", Self.home, "k3s-daas-stake") {
            $0["spec"] = .object(["hard": .object(["pods": .text("1")])])
        }
        for view in run.cluster.views(.resourceQuotas) { run.take(.seen(view), at: 1) }
        #expect(run.step(at: 1).count == 1)
        #expect(run.notes.contains(.drifted(namespace: Self.home, .quota)))
        // What the cluster writes into a quota's status is nobody's business.
        run.cluster.put("resourcequotas", Self.home, "k3s-daas-stake") {
            $0["status"] = .object(["used": .object(["pods": .text("1")])])
        }
        for view in run.cluster.views(.resourceQuotas) { run.take(.seen(view), at: 2) }
        #expect(run.step(at: 2).isEmpty)
    }

    @Test func `a binding to another role is made anew`() {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        let role: Tree = .object([
            "apiGroup": .text("rbac.authorization.k8s.io"), "kind": .text("ClusterRole"),
            "name": .text("cluster-admin"),
        ])
        run.cluster.put("rolebindings", Self.home, "seal:developer") { $0["roleRef"] = role }
        for view in run.cluster.views(.roleBindings) { run.take(.seen(view), at: 1) }
        run.step(at: 1)
        #expect(
            Self.log(run).suffix(2) == [
                "delete rolebindings/HOME/seal:developer", "apply rolebindings/HOME/seal:developer 1",
            ])
        #expect(
            run.cluster.tree("rolebindings", Self.home, "seal:developer")?["roleRef"]["name"].text == "seal:developer")
    }

    @Test func `a namespace that others made is not touched, until they give it to us`() {
        var run = HomeRun()
        run.cluster.put("namespaces", Self.home, Self.home) { _ in }
        run.crash(at: 0)
        run.stake(1, 2000)
        run.step(at: 0)
        #expect(run.counts == [.foreign: 1] && run.cluster.log.count == 1)
        #expect(run.cluster.log.first.map { $0.hasPrefix("create events/default/\(Self.home).notours.") } == true)
        run.stake(1, 2000, status: 3)
        run.step(at: 4000)
        #expect(run.counts.isEmpty && run.cluster.log.count == 1)
        run.stake(1, 2000)
        run.cluster.put("namespaces", Self.home, Self.home) { members in
            var metadata = members["metadata"]?.members ?? [:]
            metadata["labels"] = .object(["k3s-daas.io/managed": .text("namespaces")])
            members["metadata"] = .object(metadata)
        }
        for view in run.cluster.views(.namespaces) { run.take(.seen(view), at: 4001) }
        run.step(at: 4001)
        #expect(run.counts == [.active: 1])
    }

    @Test func `one that appears while ours is made is not touched either`() {
        var run = HomeRun()
        run.cluster.put("namespaces", Self.home, Self.home) { _ in }
        run.stake(1, 2000)
        run.step(at: 0)
        #expect(run.cluster.log.isEmpty)
        for view in run.cluster.views(.namespaces) { run.take(.seen(view), at: 1) }
        run.step(at: 1)
        #expect(run.counts == [.foreign: 1])
    }

    @Test func `a lost stake ends access at once, stops what runs after the grace, deletes after the wait`() {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        Self.furnish(run.cluster)
        run.stake(1, 1800, status: 3)
        run.step(at: 10)
        #expect(
            Self.log(run).dropFirst(6).prefix(2) == [
                "apply rolebindings/HOME/seal:developer 0", "apply namespaces/HOME/HOME lost",
            ])
        #expect(run.counts == [.lost: 1])
        #expect(run.journal.words.contains("access_revoke \(Self.home)/seal:developer done"))
        run.step(at: 3609)
        #expect(run.cluster.tree("deployments", Self.home, "web")?["spec"]["replicas"].integer == 3)
        run.step(at: 3610)
        #expect(run.counts == [.scaled: 1])
        func spec(_ plural: String, _ name: String) -> Tree {
            run.cluster.tree(plural, Self.home, name)?["spec"] ?? .null
        }
        #expect(
            spec("deployments", "web")["replicas"].integer == 0 && spec("statefulsets", "db")["replicas"].integer == 0)
        // What is stored is kept, whatever the owner had said of it.
        #expect(spec("statefulsets", "db")["persistentVolumeClaimRetentionPolicy"]["whenScaled"].text == "Retain")
        #expect(spec("replicasets", "web-1")["replicas"].integer == 3)
        #expect(spec("cronjobs", "nightly")["suspend"] == .bool(true) && spec("jobs", "once")["suspend"] == .bool(true))
        #expect(spec("daemonsets", "agent")["template"]["spec"]["nodeSelector"].members.count == 1)
        #expect(run.cluster.tree("pods", Self.home, "bare") == nil)
        #expect(
            run.cluster.tree("resourcequotas", Self.home, "k3s-daas-stake")?["spec"]["hard"]
                == .object(["pods": .text("0")]))
        let calls = run.cluster.calls
        run.step(at: 90_000)
        #expect(run.cluster.calls == calls)
        run.step(at: 30 * 86_400 + 9)
        #expect(run.cluster.calls == calls)
        run.step(at: 30 * 86_400 + 10)
        #expect(run.cluster.log.last == "delete namespaces/\(Self.home)/\(Self.home)" && run.counts == [.deleting: 1])
        #expect(run.journal.words.last == "namespace_delete \(Self.home) done")
        run.cluster.empty(Self.home)
        run.crash(at: 30 * 86_400 + 20)
        run.step(at: 30 * 86_400 + 20)
        #expect(run.counts.isEmpty && run.board.tracks.isEmpty)
    }

    @Test func `no home is deleted where the nodes contradict the copy, or deletion is never`() {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        run.stake(1, 0, status: 2)
        run.step(at: 10)
        run.step(at: 3610)
        run.confirmed = [HomeRun.owner(1): .entitled(HomeStanding(tier: .developer, stake: 1))]
        run.step(at: 31 * 86_400)
        #expect(run.notes.contains(.contradicted(namespace: Self.home)))
        run.confirmed = [HomeRun.owner(1): .unknown]
        run.step(at: 31 * 86_400 + 100)
        #expect(!run.cluster.log.contains { $0.hasPrefix("delete namespaces/") })
        run.confirmed = [:]
        run.step(at: 31 * 86_400 + 200)
        #expect(run.cluster.log.contains { $0.hasPrefix("delete namespaces/") })

        var never = HomeRun { $0.deleteAfter = .zero }
        never.stake(1, 2000)
        never.step(at: 0)
        never.stake(1, 0, status: 2)
        never.step(at: 10)
        never.step(at: 3610)
        never.step(at: 1000 * 86_400)
        #expect(never.counts == [.scaled: 1] && never.cluster.home(Self.home) != nil)
    }

    @Test func `nothing is stopped where the nodes contradict the copy, and nobody has access meanwhile`() {
        var run = HomeRun { $0.confirmsStops = true }
        run.stake(1, 2000)
        run.step(at: 0)
        Self.furnish(run.cluster)
        run.stake(1, 0, status: 2)
        run.step(at: 10)
        #expect(run.cluster.log.contains("apply rolebindings/\(Self.home)/seal:developer 0"))
        run.confirmed = [HomeRun.owner(1): .entitled(HomeStanding(tier: .developer, stake: 1))]
        let calls = run.cluster.calls
        #expect(run.step(at: 3610).map(\.action.kind) == [.confirm])
        #expect(run.cluster.calls == calls && run.counts == [.unconfirmed: 1])
        #expect(run.notes.contains(.contradicted(namespace: Self.home)))
        // Asked again, a minute later; meanwhile what somebody changes is put right.
        #expect(run.step(at: 3669).isEmpty)
        run.confirmed = [:]
        #expect(run.step(at: 3671).contains { $0.action.kind == .stop })
        #expect(run.counts == [.scaled: 1])
    }

    @Test func `while the chain is not known nothing is done, and everything once it is`() {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        run.isKnown = false
        run.stake(1, 0, status: 2)
        run.stake(2, 9000)
        #expect(run.step(at: 10).isEmpty && run.counts == [.unknown: 1])
        run.isKnown = true
        run.step(at: 20)
        #expect(run.counts == [.lost: 1, .active: 1])
    }

    @Test func `who does not lead does nothing`() {
        var run = HomeRun()
        run.stake(1, 2000)
        run.take(.leads(false), at: 0)
        #expect(run.step(at: 0).isEmpty && run.counts.isEmpty)
        run.take(.leads(true), at: 1)
        run.step(at: 1)
        #expect(run.counts == [.active: 1])
    }

    @Test func `before all objects are known nothing is done`() {
        let run = HomeRun()
        for missing in ManagedKind.allCases {
            var board = HomeBoard(run.settings, Policy())
            board.take(.leads(true), at: Sample.moment(0))
            for kind in ManagedKind.allCases where kind != missing {
                board.take(.listed(kind, []), at: Sample.moment(0))
            }
            run.tables.insert(Sample.account(0), of: HomeRun.owner(9))
            #expect(board.orders(at: Sample.moment(0), run.sight(at: 0)).isEmpty)
        }
    }

    // Of 20 homes 20 percent are 4.
    @Test func `too many at once lose access, and nothing else, until a person says so`() {
        var run = HomeRun { $0.guardLeast = 2 }
        for number in 1...20 { run.stake(UInt8(number), 2000) }
        run.step(at: 0)
        for number in 1...20 { Self.furnish(run.cluster, HomeRun.home(UInt8(number))) }
        for number in 1...5 { run.stake(UInt8(number), 0, status: 2) }
        run.step(at: 10)
        for number in 1...5 {
            let binding = run.cluster.tree("rolebindings", HomeRun.home(UInt8(number)), "seal:developer")
            #expect(binding?["subjects"].list.isEmpty == true)
        }
        run.step(at: 3700)
        #expect(run.cluster.log.count { $0.contains(".lossheld.") } == 5)
        run.step(at: 90_000)
        #expect(run.counts == [.active: 15, .guarded: 5] && !run.cluster.log.contains { $0.hasPrefix("patch ") })
        #expect(run.cluster.log.count { $0.contains(".lossheld.") } == 5)
        let one = HomeRun.home(3)
        run.cluster.put("namespaces", one, one) { members in
            var metadata = members["metadata"]?.members ?? [:]
            var labels = metadata["labels"]?.members ?? [:]
            labels["k3s-daas.io/reaction"] = .text("release")
            metadata["labels"] = .object(labels)
            members["metadata"] = .object(metadata)
        }
        run.take(.listed(.namespaces, run.cluster.views(.namespaces)), at: 90_001)
        run.step(at: 90_001)
        // The one that was let go counts: with four others that wait there are still five.
        #expect(run.counts == [.active: 15, .guarded: 4, .scaled: 1])
    }

    @Test func `as many as may go do`() {
        var run = HomeRun { $0.guardLeast = 2 }
        for number in 1...20 { run.stake(UInt8(number), 2000) }
        run.step(at: 0)
        for number in 1...4 { run.stake(UInt8(number), 0, status: 2) }
        run.step(at: 10)
        run.step(at: 3610)
        #expect(run.counts == [.active: 16, .scaled: 4])
    }

    @Test func `where there is no grace too many at once are seen as such all the same`() {
        var run = HomeRun { ($0.guardLeast, $0.grace) = (2, .zero) }
        for number in 1...20 { run.stake(UInt8(number), 2000) }
        run.step(at: 0)
        for number in 1...5 { run.stake(UInt8(number), 0, status: 2) }
        run.step(at: 10)
        #expect(run.counts == [.active: 15, .guarded: 5])
    }

    @Test(arguments: ["hold", "whatever"]) func `an operator holds a home`(_ word: String) {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        run.cluster.put("namespaces", Self.home, Self.home) { members in
            var metadata = members["metadata"]?.members ?? [:]
            metadata["labels"] = .object([
                "k3s-daas.io/managed": .text("namespaces"), "k3s-daas.io/reaction": .text(word),
            ])
            members["metadata"] = .object(metadata)
        }
        run.stake(1, 0, status: 2)
        run.crash(at: 10)
        run.step(at: 10)
        #expect(run.counts == [.held: 1] && run.cluster.log.count == 6)
    }

    @Test func `what fails is tried again, later each time, and keeps nobody else`() {
        var run = HomeRun()
        run.cluster.state.withLock { $0.faults[.create] = Array(repeating: KubeError(.serverError), count: 3) }
        run.stake(1, 2000)
        run.step(at: 0)
        #expect(run.cluster.calls == 1)
        run.stake(2, 2000)
        run.cluster.state.withLock { $0.faults[.create]?.insert(KubeError(.serverError), at: 0) }
        run.step(at: 0.1)
        var tries: [Int] = []
        for tenth in 2...60 where !run.step(at: Double(tenth) / 10).isEmpty { tries.append(tenth) }
        #expect(run.counts == [.active: 2] && tries.count >= 2)
    }

    @Test func `who loses access does not wait for those who get a home`() {
        var run = HomeRun { $0.concurrency = 1 }
        run.stake(1, 2000)
        run.step(at: 0)
        for number in 2...30 { run.stake(UInt8(number), 2000) }
        run.stake(1, 0, status: 2)
        let done = run.step(at: 1)
        #expect(done.first?.namespace == Self.home)
    }

    @Test func `calls keep their pace`() {
        var run = HomeRun { ($0.concurrency, $0.rate) = (2, 10) }
        for number in 1...20 { run.stake(UInt8(number), 2000) }
        run.step(at: 0)
        #expect(run.cluster.calls == 2)
        for tenth in 1...10 { run.step(at: Double(tenth) / 10) }
        #expect((11...13).contains(run.cluster.calls))
        // After a pause as many as may be under way at once.
        run.step(at: 60)
        #expect((13...15).contains(run.cluster.calls))
    }
}
