// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import Testing

@testable import SealController

/// What is done by one node's word, and what waits for another's.
struct LossConfirmationTests {
    /// What cannot be taken back once it is done.
    static func isFinal(_ action: NodeAction) -> Bool {
        switch action {
        case .evict, .kill, .deleteNode, .releaseNode: true
        case .setTaints(let taints): taints.contains { $0.key == NodeTaint.outOfService }
        case .say, .listPods, .readNode, .confirm: false
        }
    }

    static let machines: [NodeView] = {
        var leaving = Sample.node([Sample.drain()])
        (leaving.leavingSince, leaving.finalizers) = (Sample.wall(30), ["x/y"])
        return [Sample.node([Sample.drain()]), Sample.node([Sample.drain()], volumes: 1), leaving]
    }()

    @Test(arguments: [0.0, 1, 59.999, 60, 119.999, 120, 500, 1_000_000])
    func `by one word nothing is done that cannot be undone`(_ seconds: Double) {
        for node in Self.machines {
            for pods in [nil, [], [Sample.pod("a")]] {
                let decision = NodeCourseTests.decide(
                    node, .lost(.slashed), pods: pods, at: seconds, confirmation: .missing)
                #expect(!decision.actions.contains(where: Self.isFinal), "\(decision.actions)")
                #expect(decision.actions.contains(.confirm))
                #expect(decision.state == (seconds < 60 ? .draining : .unconfirmed))
            }
        }
    }

    @Test func `the taint comes by one word, and the question beside it`() {
        let decision = NodeCourseTests.decide(Sample.node(), .lost(.slashed), confirmation: .missing)
        #expect(decision.actions == [.listPods, .setTaints([Sample.workerTaint, Sample.drain()]), .confirm])
    }

    @Test(arguments: [(59.999, false), (60, true), (60.001, true)])
    func `people are told when the time is over`(_ seconds: Double, _ isTold: Bool) {
        let decision = NodeCourseTests.decide(
            Sample.node([Sample.drain()]), .lost(.slashed), pods: [], at: seconds, confirmation: .missing)
        #expect(NodeCourseTests.said(decision).contains(.removalUnconfirmed) == isTold)
    }

    @Test(arguments: [1.0, 60, 120, 500]) func `with a second word all goes on, and it is asked again`(
        _ seconds: Double
    ) {
        for node in Self.machines {
            for pods in [nil, [], [Sample.pod("a")]] {
                let alone = NodeCourseTests.decide(node, .lost(.slashed), pods: pods, at: seconds)
                var decision = NodeCourseTests.decide(
                    node, .lost(.slashed), pods: pods, at: seconds, confirmation: .given)
                #expect(decision.actions.contains(.confirm) && !alone.actions.contains(.confirm))
                decision.actions.removeAll { $0 == .confirm }
                #expect(decision == alone)
            }
        }
    }

    @Test func `a person's word is a second one`() {
        let pod = Sample.pod("a")
        let node = Sample.node([Sample.drain()], directive: .release)
        let decision = NodeCourseTests.decide(
            node, .lost(.slashed), pods: [pod], at: 61, confirmation: .missing)
        #expect(decision.state == .removing && decision.actions.contains(.kill(pod)))
    }

    // MARK: Over a cluster

    let cluster = FakeNodeCluster()

    func run() -> KeeperRun {
        for number in 0..<10 { cluster.add(node: "n-\(number)") }
        cluster.add(pod: "web", on: "n-0")
        var settings = ReactionSettings()
        settings.wantsConfirmation = true
        var run = KeeperRun(cluster, settings: settings)
        for number in 0..<10 { run.verdicts["n-\(number)"] = .good }
        run.step(at: 0)
        run.verdicts["n-0"] = .lost(.slashed)
        return run
    }

    @Test func `what several nodes say is done`() {
        var run = run()
        run.word["n-0"] = .lost(.slashed)
        for second in 1...70 { run.step(at: Double(second)) }
        #expect(cluster.node("n-0") == nil && cluster.pods.isEmpty)
        #expect(run.notes.contains(.succeeded(.confirm)) && !run.notes.contains(.contradicted(node: "n-0")))
    }

    @Test(arguments: [NodeVerdict.good, .suspended(.suspended), .unknown, nil])
    func `a lie takes no pod, however long it is told`(_ word: NodeVerdict?) {
        var run = run()
        run.word["n-0"] = word
        for second in 1...600 { run.step(at: Double(second)) }
        #expect(cluster.pods == ["web"] && cluster.node("n-0")?.drain != nil && run.counts[.unconfirmed] == 1)
        #expect(!cluster.log.contains { $0.hasPrefix("evict") || $0.hasPrefix("kill") || $0.hasPrefix("delete") })
        #expect(run.notes.contains(.contradicted(node: "n-0")) == (word != nil && word != .unknown))
        #expect(cluster.events.keys.contains { $0.hasPrefix("n-0.removalunconfirmed.") })
        // It is found out: the machine is as it was.
        run.verdicts["n-0"] = .good
        run.step(at: 601)
        #expect(cluster.node("n-0")?.taints == [Sample.workerTaint] && run.counts[.good] == 10)
    }

    @Test func `who is a little behind confirms a little later`() {
        var run = run()
        run.word["n-0"] = .good
        run.step(at: 1)
        run.word["n-0"] = .lost(.slashed)
        run.step(at: 1.499)
        #expect(!cluster.log.contains("evict web"))
        run.step(at: 1.5)
        #expect(cluster.log.contains("evict web"))
    }

    @Test func `a machine whose owner has another name by now`() {
        var run = run()
        run.step(at: 1)
        run.verdicts["n-0"] = .unregistered
        run.word["n-0"] = .unregistered
        for second in 2...70 { run.step(at: Double(second)) }
        #expect(cluster.node("n-0") == nil)
    }

    // Confirmed at 1 s, asked again at 16 s and answered by nobody.
    @Test(arguments: [(30.999, true), (31, false), (31.001, false)])
    func `a second word counts for half a minute`(_ seconds: Double, _ counts: Bool) {
        var run = run()
        run.word["n-0"] = .lost(.slashed)
        run.step(at: 1)
        #expect(cluster.log.contains("evict web"))
        run.word = [:]
        cluster.add(pod: "late", on: "n-0")
        run.step(at: 16)
        cluster.add(pod: "later", on: "n-0")
        run.step(at: seconds)
        #expect(cluster.log.contains("evict later") == counts)
    }

    @Test func `what was said of one removal says nothing of the next`() {
        var run = run()
        run.word["n-0"] = .lost(.slashed)
        run.step(at: 1)
        run.verdicts["n-0"] = .good
        run.step(at: 2)
        run.verdicts["n-0"] = .lost(.slashed)
        run.word = [:]
        cluster.add(pod: "late", on: "n-0")
        for second in 3...20 { run.step(at: Double(second)) }
        #expect(!cluster.log.contains("evict late"))
    }

    @Test func `whoever goes on for another asks anew`() {
        var run = run()
        run.word["n-0"] = .lost(.slashed)
        run.step(at: 1)
        run.word = [:]
        run.crash(at: 2)
        cluster.add(pod: "late", on: "n-0")
        for second in 2...20 { run.step(at: Double(second)) }
        #expect(!cluster.log.contains("evict late"))
        run.word["n-0"] = .lost(.slashed)
        for second in 21...60 { run.step(at: Double(second)) }
        #expect(cluster.log.contains("evict late"))
    }
}
