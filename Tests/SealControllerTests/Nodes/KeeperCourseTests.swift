// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import Testing

@testable import SealController

struct KeeperCourseTests {
    let cluster = FakeNodeCluster()

    /// A cluster of so many machines whose stake is good.
    func run(_ count: Int = 1) -> KeeperRun {
        for number in 0..<count { cluster.add(node: "n-\(number)") }
        var run = KeeperRun(cluster)
        for number in 0..<count { run.verdicts["n-\(number)"] = .good }
        return run
    }

    func isDraining(_ name: String) -> Bool { cluster.node(name)?.drain != nil }

    @Test func `a removal from beginning to end`() {
        var run = run(10)
        cluster.add(pod: "web", on: "n-0") { $0.view.secrets = ["tls"] }
        cluster.add(pod: "obedient", on: "n-0") { $0.isObedient = true }
        cluster.add(pod: "guarded", on: "n-0") { $0.isGuarded = true }
        cluster.add(pod: "daemon", on: "n-0", in: "kube-system") { $0.view.isLeftAlone = true }
        cluster.add(pod: "other", on: "n-1")
        #expect(run.step(at: 0).isEmpty)
        run.verdicts["n-0"] = .lost(.slashed)
        for second in 1...70 { run.step(at: Double(second)) }
        #expect(cluster.node("n-0") == nil && cluster.nodes.count == 9)
        #expect(cluster.pods == ["daemon", "other"])
        #expect(
            cluster.log == [
                "taint n-0 k3s-daas.io/slashed=slashed", "event n-0.stakelost.6b024599",
                "event n-0.secretsexposed.6b024599", "evict obedient", "evict web", "kill guarded", "kill web",
                "taint n-0 k3s-daas.io/slashed=slashed,node.kubernetes.io/out-of-service=nodeshutdown",
                "event n-0.noderemoved.6b024599", "delete node n-0",
            ])
    }

    @Test func `nothing is done before all Nodes are known, nor by who does not lead`() {
        cluster.add(node: "n-0")
        var course = KeeperCourse(ReactionSettings())
        let now = Sample.moment(0)
        func orders() -> [NodeOrder] {
            course.orders(at: now, heard: now.monotonic) { _ in ["n-0": .lost(.slashed)] }
        }
        course.take(.leads(true), at: now)
        course.take(.seen(cluster.nodes[0]), at: now)
        #expect(orders().isEmpty)
        course.take(.listed(cluster.nodes), at: now)
        course.take(.leads(false), at: now)
        #expect(orders().isEmpty && course.counts.isEmpty)
        course.take(.leads(true), at: now)
        #expect(orders().map(\.action.kind) == [.pods, .taint])
    }

    // MARK: Many at once

    @Test func `as many as may go at once go`() {
        var run = run(20)
        for number in 0..<4 { run.verdicts["n-\(number)"] = .lost(.slashed) }
        run.step(at: 0)
        #expect((0..<4).allSatisfy { isDraining("n-\($0)") } && run.counts[.draining] == 4)
    }

    @Test func `one more, and none of them does`() {
        var run = run(20)
        for number in 0..<5 { run.verdicts["n-\(number)"] = .lost(.unstaked) }
        run.step(at: 0)
        run.step(at: 1)
        #expect(cluster.nodes.allSatisfy { $0.drain == nil } && run.counts[.guarded] == 5)
        #expect(cluster.node("n-0")?.suspension?.value == "guarded" && cluster.node("n-5")?.suspension == nil)
        #expect(cluster.events.keys.count { $0.contains(".removalheld.") } == 5)
        // It was a fault: nothing has happened.
        for number in 0..<5 { run.verdicts["n-\(number)"] = .good }
        run.step(at: 600)
        #expect(cluster.nodes.allSatisfy { $0.taints == [Sample.workerTaint] })
    }

    @Test func `another cause has a bound of its own`() {
        var run = run(20)
        for number in 0..<5 { run.verdicts["n-\(number)"] = .lost(.unstaked) }
        run.verdicts["n-7"] = .lost(.slashed)
        run.step(at: 0)
        #expect(isDraining("n-7") && run.counts[.guarded] == 5)
    }

    @Test func `an operator releases one of those that are held`() {
        var run = run(20)
        for number in 0..<5 { run.verdicts["n-\(number)"] = .lost(.slashed) }
        run.step(at: 0)
        cluster.change(node: "n-3") { $0.directive = .release }
        run.step(at: 5)
        #expect(isDraining("n-3") && run.counts[.guarded] == 4)
    }

    // 4 of 20 within ten minutes; the four have gone by the time the fifth comes.
    @Test(arguments: [(599.0, false), (600, false), (601, true)])
    func `those that have gone count until the window is over`(_ seconds: Double, _ isAdmitted: Bool) {
        var run = run(20)
        for number in 0..<4 { run.verdicts["n-\(number)"] = .lost(.slashed) }
        for second in 0...70 { run.step(at: Double(second)) }
        #expect(cluster.nodes.count == 16)
        run.verdicts["n-9"] = .lost(.slashed)
        run.step(at: seconds)
        #expect(isDraining("n-9") == isAdmitted)
    }

    // Four have gone, and the next controller cannot see them.
    @Test(arguments: [(659.0, false), (660, true)])
    func `who has just begun to lead lets only two go`(_ seconds: Double, _ isAdmitted: Bool) {
        var run = run(20)
        for number in 0..<4 { run.verdicts["n-\(number)"] = .lost(.slashed) }
        for second in 0...60 { run.step(at: Double(second)) }
        #expect(cluster.nodes.count == 16)
        run.crash(at: 60)
        for number in 4..<7 { run.verdicts["n-\(number)"] = .lost(.slashed) }
        run.step(at: seconds)
        #expect((4..<7).allSatisfy { isDraining("n-\($0)") == isAdmitted })
    }

    @Test func `machines that are none of a staker's do not count`() {
        for number in 0..<40 { cluster.add(node: "server-\(number)", taints: []) }
        var run = run(10)
        for number in 0..<3 { run.verdicts["n-\(number)"] = .lost(.slashed) }
        run.step(at: 0)
        #expect(run.counts[.guarded] == 3 && run.counts[.foreign] == 40)
    }

    // MARK: What goes wrong

    @Test func `a taint that somebody else has changed meanwhile is read anew, and ours is added`() {
        var run = run()
        run.verdicts["n-0"] = .lost(.slashed)
        let other = NodeTaint(key: "example.org/gpu", value: "", effect: "NoSchedule", timeAdded: nil)
        cluster.state.withLock { $0.faults[.patch] = [KubeError(.conflict, status: 409)] }
        cluster.change(node: "n-0") { $0.taints.append(other) }
        #expect(run.step(at: 0).map(\.kind).prefix(4) == [.pods, .taint, .node, .taint])
        #expect(cluster.node("n-0")?.taints == [Sample.workerTaint, other, Sample.drain()])
    }

    @Test func `what fails is tried again, later each time`() {
        var run = run()
        run.verdicts["n-0"] = .lost(.slashed)
        cluster.state.withLock { $0.faults[.patch] = Array(repeating: KubeError(.unreachable), count: 3) }
        var tries: [Double] = []
        for tenth in 0...60 where run.step(at: Double(tenth) / 10).contains(where: { $0.kind == .taint }) {
            tries.append(Double(tenth) / 10)
        }
        // After 0.5, 1 and 2 seconds.
        #expect(tries == [0, 0.5, 1.5, 3.5] && isDraining("n-0"))
        #expect(run.notes.count { if case .failed(_, .taint, .unreachable) = $0 { true } else { false } } == 3)
    }

    @Test(arguments: [(0, 500), (1, 500), (2, 1000), (6, 16_000), (7, 30_000), (8, 30_000), (Int.max, 30_000)])
    func `how long after so many failures`(_ failures: Int, _ milliseconds: Int) {
        #expect(
            NodeTrack.wait(failures, from: .milliseconds(500), to: .seconds(30)) == .milliseconds(milliseconds))
    }

    @Test func `the time from hearing of it is told once`() {
        var run = run()
        run.verdicts["n-0"] = .lost(.slashed)
        cluster.state.withLock { $0.faults[.patch] = [KubeError(.unreachable)] }
        for tenth in 0...50 { run.step(at: Double(tenth) / 10) }
        let told = run.notes.compactMap { note -> Duration? in
            switch note {
            case .tainted("n-0", let duration), .drained("n-0", let duration): duration
            default: nil
            }
        }
        #expect(told == [.milliseconds(500), .milliseconds(500)])
    }

    @Test func `an answer that is older than what is known is not believed`() {
        var run = run()
        let old = cluster.nodes
        run.verdicts["n-0"] = .lost(.slashed)
        run.step(at: 0)
        var course = KeeperCourse(ReactionSettings())
        let now = Sample.moment(1)
        course.take(.leads(true), at: now)
        course.take(.listed(cluster.nodes), at: now)
        course.take(.seen(old[0]), at: now)
        let orders = course.orders(at: now, heard: now.monotonic) { _ in ["n-0": .lost(.slashed)] }
        #expect(!orders.map(\.action.kind).contains(.taint))
    }

    @Test func `pods of the cluster's own are reported`() {
        var run = run()
        cluster.add(pod: "dns", on: "n-0", in: "kube-system")
        run.verdicts["n-0"] = .lost(.slashed)
        run.step(at: 0)
        run.step(at: 1)
        #expect(run.notes.contains(.systemPods(node: "n-0", count: 1)))
    }

    @Test func `no more than so many calls at once, but for what begins a removal`() {
        var run = run(1)
        for number in 0..<200 { cluster.add(pod: "p-\(number)", on: "n-0") }
        run.verdicts["n-0"] = .lost(.slashed)
        run.step(at: 0)
        var course = KeeperCourse(ReactionSettings())
        let now = Sample.moment(1)
        course.take(.leads(true), at: now)
        cluster.add(node: "n-1")
        course.take(.listed(cluster.nodes), at: now)
        let pods = (0..<200).map { Sample.pod("p-\($0)") }
        let list = NodeOrder(node: cluster.nodes[0], action: .listPods)
        course.take(.ended(list, .pods(PodList(pods: pods, taken: now))), at: now)
        let orders = course.orders(at: now, heard: now.monotonic) { _ in
            ["n-0": .lost(.slashed), "n-1": .lost(.slashed)]
        }
        #expect(orders.count { $0.action.isLimited } == 64)
        #expect(orders.contains { $0.node.name == "n-1" && $0.action.kind == .taint })
    }

    @Test func `the stake comes back before the grace is over`() {
        var run = run()
        cluster.add(pod: "web", on: "n-0")
        run.verdicts["n-0"] = .lost(.slashed)
        for second in 0...50 { run.step(at: Double(second)) }
        run.verdicts["n-0"] = .good
        for second in 51...400 { run.step(at: Double(second)) }
        #expect(cluster.node("n-0")?.taints == [Sample.workerTaint])
        #expect(cluster.pods == ["web"] && cluster.events["n-0.stakerestored.6b024598"] != nil)
    }

    @Test func `a machine that keeps its own Node loses it all the same`() {
        var run = run()
        cluster.change(node: "n-0") { $0.finalizers = ["example.org/never"] }
        run.verdicts["n-0"] = .lost(.slashed)
        for second in 0...119 { run.step(at: Double(second)) }
        #expect(cluster.node("n-0")?.isLeaving == true && cluster.log.count { $0 == "delete node n-0" } == 1)
        for second in 120...125 { run.step(at: Double(second)) }
        #expect(cluster.nodes.isEmpty && cluster.log.last == "release node n-0")
    }

    @Test func `the chain is lost in the middle, and what was begun waits`() {
        var run = run()
        cluster.add(pod: "web", on: "n-0") { $0.isGuarded = true }
        run.verdicts["n-0"] = .lost(.slashed)
        for second in 0...30 { run.step(at: Double(second)) }
        run.verdicts = [:]
        for second in 31...600 { #expect(run.step(at: Double(second)).isEmpty) }
        #expect(cluster.pods == ["web"] && run.counts[.unknown] == 1)
        run.verdicts["n-0"] = .lost(.slashed)
        for second in 601...610 { run.step(at: Double(second)) }
        #expect(cluster.nodes.isEmpty && cluster.pods.isEmpty)
    }
}
