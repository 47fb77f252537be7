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
        // Kubernetes deletes pods by these.
        case .setTaints(let taints): taints.contains { $0.effect == NodeTaint.noExecute }
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

    // MARK: By one word

    @Test func `one word keeps new pods away at once, and the question goes out beside it`() {
        let decision = NodeCourseTests.decide(Sample.node(), .lost(.slashed), confirmation: .missing)
        #expect(decision.state == .accused)
        #expect(decision.actions == [.setTaints([Sample.workerTaint, Sample.accusation()]), .confirm])
    }

    @Test func `what stood there before goes, and what is another's stays`() {
        let other = NodeTaint(key: "example.org/gpu", value: "", effect: "NoExecute", timeAdded: nil)
        let guarded = Sample.taint("k3s-daas.io/suspended", "guarded", "NoSchedule")
        let decision = NodeCourseTests.decide(
            Sample.node([other, guarded]), .lost(.unstaked), at: 5, confirmation: .missing)
        #expect(
            decision.actions == [
                .setTaints([Sample.workerTaint, other, Sample.accusation(.unstaked, at: 5)]), .confirm,
            ])
    }

    @Test(arguments: [LossCause.slashed, .retired, .unstaked, .inactive, .unregistered])
    func `a liar that thinks of another cause gains no time`(_ cause: LossCause) {
        let decision = NodeCourseTests.decide(
            Sample.node([Sample.accusation()]), .lost(cause), at: 30, confirmation: .missing)
        #expect(decision == NodeCourse.Decision(state: .accused, actions: [.confirm]))
    }

    @Test(arguments: [(59.999, false), (60, true), (60.001, true), (1_000_000, true)])
    func `people are told when others have not said so for as long as a grace`(_ seconds: Double, _ isTold: Bool) {
        let node = Sample.node([Sample.accusation()], volumes: 1)
        for pods in [nil, [], [Sample.pod("a", secrets: ["x"])]] {
            let decision = NodeCourseTests.decide(
                node, .lost(.slashed), pods: pods, at: seconds, confirmation: .missing)
            #expect(decision.state == (isTold ? .unconfirmed : .accused))
            #expect(NodeCourseTests.said(decision) == (isTold ? [.removalUnconfirmed] : []))
            #expect(NodeCourseTests.done(decision) == [.confirm])
        }
    }

    @Test(arguments: [nil, "", "yesterday", "2026-11-22T01:31:01Z"])
    func `an accusation of which nobody knows since when begins anew`(_ added: String?) {
        var taint = Sample.accusation()
        taint.timeAdded = added
        let decision = NodeCourseTests.decide(Sample.node([taint]), .lost(.slashed), confirmation: .missing)
        #expect(decision.actions == [.setTaints([Sample.workerTaint, Sample.accusation()]), .confirm])
    }

    // The time that pods have begins with the second word, however late it comes.
    @Test(arguments: [0.0, 1, 59, 60, 500, 1_000_000]) func `a second word sends pods away, from then on`(
        _ seconds: Double
    ) {
        let decision = NodeCourseTests.decide(
            Sample.node([Sample.accusation()]), .lost(.slashed), at: seconds, confirmation: .given)
        #expect(decision.state == .draining)
        #expect(
            decision.actions == [
                .listPods, .setTaints([Sample.workerTaint, Sample.drain(at: seconds)]), .confirm,
            ])
    }

    @Test func `a person's word sends pods away, too, and so does the only node's`() {
        let taints = [Sample.workerTaint, Sample.drain(at: 9)]
        let released = NodeCourseTests.decide(
            Sample.node([Sample.accusation()], directive: .release), .lost(.slashed), at: 9, confirmation: .missing)
        #expect(released.actions == [.listPods, .setTaints(taints), .confirm])
        let alone = NodeCourseTests.decide(Sample.node([Sample.accusation()]), .lost(.slashed), at: 9)
        #expect(alone.actions == [.listPods, .setTaints(taints)])
    }

    @Test(arguments: [LossConfirmation.unneeded, .missing, .given])
    func `an accusation is taken back with the lie, and what else says so stays`(_ confirmation: LossConfirmation) {
        let outOfService = Sample.taint("node.kubernetes.io/out-of-service", "nodeshutdown", "NoExecute")
        let node = Sample.node([Sample.accusation(), outOfService])
        let good = NodeCourseTests.decide(node, .good, at: 90, confirmation: confirmation)
        #expect(good.state == .good && NodeCourseTests.said(good) == [.stakeRestored])
        // Not ours: no removal had begun.
        #expect(NodeCourseTests.done(good) == [.setTaints([Sample.workerTaint, outOfService])])
    }

    @Test func `where too many are accused the guard's taint takes the place of the accusation`() {
        let decision = NodeCourseTests.decide(
            Sample.node([Sample.accusation()]), .lost(.slashed), mayBegin: false, confirmation: .given)
        let taint = Sample.taint("k3s-daas.io/suspended", "guarded", "NoSchedule")
        #expect(decision.state == .guarded && decision.actions == [.setTaints([Sample.workerTaint, taint])])
    }

    @Test(arguments: [NodeVerdict.unknown, .lost(.slashed)]) func `what is held or not known is left as it is`(
        _ verdict: NodeVerdict
    ) {
        let node = Sample.node([Sample.accusation()], directive: verdict == .unknown ? nil : .hold)
        let decision = NodeCourseTests.decide(node, verdict, at: 500, confirmation: .given)
        #expect(decision.actions.isEmpty && decision.state == (verdict == .unknown ? .unknown : .held))
    }

    @Test func `a machine of a name that nobody has any more was ours if it was accused`() {
        let decision = NodeCourseTests.decide(
            Sample.node([Sample.accusation()]), .unregistered, confirmation: .missing)
        #expect(decision == NodeCourse.Decision(state: .accused, actions: [.confirm]))
    }

    // MARK: What was begun

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
        #expect(
            cluster.log.prefix(4) == [
                "taint n-0 k3s-daas.io/slashed=slashed:NoSchedule", "taint n-0 k3s-daas.io/slashed=slashed",
                "event n-0.stakelost.6b024599", "evict web",
            ])
    }

    @Test(arguments: [NodeVerdict.good, .suspended(.suspended), .unknown, nil])
    func `a lie takes no pod, however long it is told`(_ word: NodeVerdict?) {
        var run = run()
        run.word["n-0"] = word
        for second in 1...600 { run.step(at: Double(second)) }
        #expect(cluster.node("n-0")?.taints == [Sample.workerTaint, Sample.accusation(at: 1)])
        #expect(cluster.pods == ["web"] && run.counts[.unconfirmed] == 1)
        #expect(
            cluster.log == [
                "taint n-0 k3s-daas.io/slashed=slashed:NoSchedule", "event n-0.removalunconfirmed.6b024599",
            ])
        #expect(run.notes.contains(.contradicted(node: "n-0")) == (word != nil && word != .unknown))
        // It is found out: the machine is as it was.
        run.verdicts["n-0"] = .good
        run.step(at: 601)
        #expect(cluster.node("n-0")?.taints == [Sample.workerTaint] && run.counts[.good] == 10)
    }

    // Asked at 1 s and again after 0.1, 0.2, 0.4 and 0.8 seconds.
    @Test(arguments: [(1, 1.1), (2, 1.3), (3, 1.7), (4, 2.5)])
    func `who is a little behind is asked again at once, and then less often`(_ tries: Int, _ seconds: Double) {
        var run = run()
        run.word["n-0"] = .good
        for time in [1, 1.1, 1.3, 1.7].prefix(tries) { run.step(at: time) }
        run.word["n-0"] = .lost(.slashed)
        run.step(at: seconds - 0.001)
        #expect(cluster.node("n-0")?.drain == nil)
        run.step(at: seconds)
        #expect(cluster.node("n-0")?.drain?.added == Sample.wall(seconds.rounded(.down)))
        let told = run.notes.compactMap { note -> Duration? in
            switch note {
            case .tainted("n-0", let time), .drained("n-0", let time): time
            default: nil
            }
        }
        #expect(told.first == .zero && told.count == 2)
        #expect(told.last.map { ($0 - .seconds(seconds - 1)).wholeNanoseconds.magnitude < 1000 } == true)
    }

    // MARK: Many at once

    /// How many of twenty machines stand where, after one word about some and several about others.
    func crowd(_ accused: Range<Int>, then confirmed: Range<Int>, at later: Double) -> KeeperRun {
        for number in 0..<20 { cluster.add(node: "n-\(number)") }
        var settings = ReactionSettings()
        settings.wantsConfirmation = true
        var run = KeeperRun(cluster, settings: settings)
        for number in 0..<20 { run.verdicts["n-\(number)"] = .good }
        for number in accused { run.verdicts["n-\(number)"] = .lost(.slashed) }
        run.step(at: 0)
        for number in confirmed {
            run.verdicts["n-\(number)"] = .lost(.slashed)
            run.word["n-\(number)"] = .lost(.slashed)
        }
        run.step(at: later)
        return run
    }

    @Test func `as many as may go at once are accused, and go together`() {
        let run = crowd(0..<4, then: 0..<4, at: 1)
        #expect(run.counts[.draining] == 4)
    }

    @Test func `one more, and none of them is accused even`() {
        let run = crowd(0..<5, then: 0..<0, at: 1)
        #expect(run.counts[.guarded] == 5 && cluster.nodes.allSatisfy { $0.loss == nil })
    }

    @Test func `those that one node alone accuses count with those that several do`() {
        let run = crowd(0..<2, then: 4..<7, at: 1)
        #expect(run.counts[.guarded] == 5 && cluster.nodes.allSatisfy { $0.loss == nil })
    }

    // One that lies on and on must not keep those from going of whom all say the same.
    @Test(arguments: [(600.0, true), (601, false)]) func `an old accusation that nobody shares counts no more`(
        _ seconds: Double, _ isCounted: Bool
    ) {
        let run = crowd(0..<2, then: 4..<7, at: seconds)
        #expect(run.counts[.guarded] == (isCounted ? 5 : nil) && run.counts[.draining] == (isCounted ? nil : 3))
        #expect(run.counts[.unconfirmed] == (isCounted ? nil : 2))
    }

    @Test func `old accusations that others come to share at once are many at once`() {
        var run = crowd(0..<4, then: 0..<0, at: 1)
        run.step(at: 700)
        for number in 4..<8 { run.verdicts["n-\(number)"] = .lost(.slashed) }
        run.step(at: 701)
        run.step(at: 1400)
        #expect(run.counts[.unconfirmed] == 8)
        for number in 0..<8 { run.word["n-\(number)"] = .lost(.slashed) }
        for second in 1401...1450 { run.step(at: Double(second)) }
        let gone = cluster.nodes.count { $0.drain != nil }
        #expect(gone <= 4 && run.counts[.guarded] == 8 - gone, "\(run.counts)")
    }

    // MARK: Over time

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
