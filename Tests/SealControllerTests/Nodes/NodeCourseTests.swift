// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealController

struct NodeCourseTests {
    /// What is decided so many seconds after the start.
    static func decide(
        _ node: NodeView, _ verdict: NodeVerdict, pods: [PodView]? = nil, taken: Double? = nil, mayBegin: Bool = true,
        at seconds: Double = 0, trusted: Set<String> = [], confirmation: LossConfirmation = .unneeded
    ) -> NodeCourse.Decision {
        var settings = ReactionSettings()
        settings.trusted = trusted
        let list = pods.map { PodList(pods: $0, taken: Sample.moment(taken ?? seconds)) }
        return NodeCourse(
            settings: settings, node: node, pods: list, now: Sample.wall(seconds), confirmation: confirmation
        ).decision(on: verdict, mayBegin: mayBegin)
    }

    /// The same, but for what is said.
    static func done(_ decision: NodeCourse.Decision) -> [NodeAction] {
        decision.actions.filter { if case .say = $0 { false } else { true } }
    }

    static func said(_ decision: NodeCourse.Decision) -> [NodeEvent.Reason] {
        decision.actions.compactMap { if case .say(let event) = $0 { event.reason } else { nil } }
    }

    // MARK: Whom it concerns

    @Test func `a machine whose stake is good is left alone`() {
        #expect(Self.decide(Sample.node(), .good) == NodeCourse.Decision(state: .good))
    }

    @Test(arguments: [NodeVerdict.lost(.slashed), .suspended(.suspended), .good, .unregistered, .unknown])
    func `what is none of a staker's is never touched`(_ verdict: NodeVerdict) {
        var plain = Sample.node([Sample.drain()])
        plain.taints.removeFirst()
        var control = Sample.node()
        control.isControlPlane = true
        for node in [plain, control] {
            #expect(Self.decide(node, verdict, at: 500) == NodeCourse.Decision(state: .foreign))
        }
        #expect(
            Self.decide(Sample.node(), verdict, trusted: ["n-abc-1"]) == NodeCourse.Decision(state: .foreign))
    }

    @Test func `a machine that lost its taint is not out of reach`() {
        var node = Sample.node()
        (node.name, node.taints) = ("n-ad7qb7ya74ap6ah7ad7qb7ya74ap6ah7-1", [])
        let decision = Self.decide(node, .lost(.slashed))
        #expect(decision.state == .draining)
        #expect(decision.actions == [.listPods, .setTaints([Sample.drain()])])
        #expect(Self.decide(node, .good) == NodeCourse.Decision(state: .good))
        #expect(Self.decide(node, .lost(.slashed), trusted: [node.name]) == NodeCourse.Decision(state: .foreign))
        node.isControlPlane = true
        #expect(Self.decide(node, .lost(.slashed)) == NodeCourse.Decision(state: .foreign))
    }

    @Test(arguments: [0.0, 30, 90, 500]) func `while the chain is not known nothing is done, however long`(
        _ seconds: Double
    ) {
        for node in [Sample.node(), Sample.node([Sample.drain()])] {
            #expect(
                Self.decide(node, .unknown, pods: [Sample.pod("p")], at: seconds)
                    == NodeCourse.Decision(state: .unknown))
        }
    }

    @Test(arguments: [0.0, 30, 90, 500]) func `an operator holds a machine at any time`(_ seconds: Double) {
        for taints in [[], [Sample.drain()]] {
            let node = Sample.node(taints, directive: .hold)
            #expect(
                Self.decide(node, .lost(.slashed), pods: [Sample.pod("p")], at: seconds)
                    == NodeCourse.Decision(state: .held))
        }
    }

    @Test func `a name that nobody has is reported, and its machine left alone`() {
        #expect(Self.decide(Sample.node(), .unregistered) == NodeCourse.Decision(state: .unregistered))
    }

    @Test func `a machine that was ours is ours when its owner has another name`() {
        let suspended = Sample.node([Sample.taint("k3s-daas.io/suspended", "suspended", "NoSchedule")])
        #expect(Self.decide(suspended, .unregistered).state == .draining)
        #expect(Self.decide(Sample.node([Sample.drain()]), .unregistered, at: 30).state == .draining)
    }

    // MARK: The beginning

    @Test(arguments: LossCause.allCases.filter { $0 != .unregistered })
    func `the taint comes first, and what was there is asked at the same moment`(_ cause: LossCause) {
        let decision = Self.decide(Sample.node(), .lost(cause))
        let taint = NodeTaint(
            key: "k3s-daas.io/slashed", value: cause.rawValue, effect: "NoExecute", timeAdded: "2026-11-22T01:30:00Z")
        #expect(decision.state == .draining)
        #expect(decision.actions == [.listPods, .setTaints([Sample.workerTaint, taint])])
    }

    @Test func `other taints stay`() {
        let other = NodeTaint(
            key: "node.kubernetes.io/unreachable", value: "", effect: "NoExecute", timeAdded: "2026-11-22T00:00:00Z")
        let suspended = Sample.taint("k3s-daas.io/suspended", "suspended", "NoSchedule")
        let decision = Self.decide(Sample.node([other, suspended]), .lost(.slashed))
        #expect(decision.actions == [.listPods, .setTaints([Sample.workerTaint, other, Sample.drain()])])
    }

    @Test func `where too many are lost nothing new comes there, and nothing leaves`() {
        let decision = Self.decide(Sample.node(), .lost(.slashed), mayBegin: false)
        let taint = Sample.taint("k3s-daas.io/suspended", "guarded", "NoSchedule")
        #expect(decision.state == .guarded && decision.actions == [.setTaints([Sample.workerTaint, taint])])
        let later = Self.decide(Sample.node([taint]), .lost(.slashed), mayBegin: false, at: 300)
        #expect(later.state == .guarded && Self.done(later).isEmpty && Self.said(later) == [.removalHeld])
    }

    // MARK: The grace

    @Test func `pods are asked to leave, but for those that stay anyhow or are leaving`() {
        var (leaving, daemon) = (Sample.pod("leaving"), Sample.pod("daemon"))
        leaving.isTerminating = true
        daemon.isLeftAlone = true
        let pods = [Sample.pod("a"), leaving, daemon, Sample.pod("dns", in: "kube-system")]
        let decision = Self.decide(Sample.node([Sample.drain()]), .lost(.slashed), pods: pods, at: 1)
        #expect(decision.state == .draining)
        #expect(Self.done(decision) == [.evict(pods[0]), .evict(pods[3])])
        #expect(Self.said(decision) == [.stakeLost])
    }

    @Test func `what is not known is asked`() {
        let decision = Self.decide(Sample.node([Sample.drain()]), .lost(.slashed), at: 1)
        #expect(Self.done(decision) == [.listPods])
    }

    @Test func `people are told which Secrets were there`() {
        let pods = [Sample.pod("a", secrets: ["x"])]
        let decision = Self.decide(Sample.node([Sample.drain()]), .lost(.slashed), pods: pods, at: 1)
        #expect(Self.said(decision) == [.stakeLost, .secretsExposed])
        #expect(
            decision.actions.contains(
                .say(
                    NodeEvent(
                        reason: .secretsExposed, node: "n-abc-1", uid: "u1", since: Sample.wall(0),
                        text: "Secrets that this machine was given, to be made anew: team-a/x"))))
    }

    // The Node stays until the grace is over, for a stake that comes back and for whoever wants to look.
    @Test(arguments: [(59.999, false), (60, true), (60.001, true)])
    func `nothing is deleted before the grace is over`(_ seconds: Double, _ isOver: Bool) {
        let pod = Sample.pod("a")
        let full = Self.decide(Sample.node([Sample.drain()]), .lost(.slashed), pods: [pod], at: seconds)
        #expect(full.actions.contains(.kill(pod)) == isOver && full.actions.contains(.evict(pod)) == !isOver)
        #expect(full.state == (isOver ? .removing : .draining))
        let empty = Self.decide(Sample.node([Sample.drain()]), .lost(.slashed), pods: [], at: seconds)
        #expect(empty.actions.contains(.deleteNode) == isOver)
    }

    // MARK: The end

    @Test func `when the grace is over pods are deleted and volumes let go`() {
        let pods = [Sample.pod("a"), Sample.pod("b")]
        let node = Sample.node([Sample.drain()], volumes: 1)
        let decision = Self.decide(node, .lost(.slashed), pods: pods, at: 61)
        let taint = NodeTaint(
            key: "node.kubernetes.io/out-of-service", value: "nodeshutdown", effect: "NoExecute",
            timeAdded: "2026-11-22T01:31:01Z")
        #expect(Self.done(decision) == [.kill(pods[0]), .kill(pods[1]), .setTaints(node.taints + [taint])])
        let later = Self.decide(Sample.node([Sample.drain(), taint], volumes: 1), .lost(.slashed), pods: [], at: 62)
        #expect(Self.done(later).isEmpty)
    }

    @Test func `a list from before says nothing about what is there now`() {
        let node = Sample.node([Sample.drain()])
        #expect(!Self.decide(node, .lost(.slashed), pods: [], taken: 59.9, at: 61).actions.contains(.deleteNode))
        #expect(Self.decide(node, .lost(.slashed), pods: [], taken: 60, at: 61).actions.contains(.deleteNode))
    }

    @Test(arguments: [(119.999, false), (120, true), (120.001, true)])
    func `the Node goes in the end, whatever is still there`(_ seconds: Double, _ isOver: Bool) {
        let node = Sample.node([Sample.drain()], volumes: 1)
        for pods in [nil, [Sample.pod("a")], []] {
            let decision = Self.decide(node, .lost(.slashed), pods: pods, at: seconds)
            #expect(decision.actions.contains(.deleteNode) == isOver)
            #expect(Self.said(decision).contains(.nodeRemoved) == isOver)
        }
    }

    @Test func `what somebody else deletes is left to them`() {
        var node = Sample.node()
        (node.leavingSince, node.finalizers) = (Sample.wall(0), ["x/y"])
        #expect(Self.decide(node, .lost(.slashed), at: 500) == NodeCourse.Decision(state: .removing))
        #expect(Self.decide(node, .good, at: 500) == NodeCourse.Decision(state: .good))
    }

    // A kubelet may give its own Node a finalizer; k3s has one on each, and needs a moment.
    @Test(arguments: [(159.999, false), (160, true), (160.001, true)])
    func `what keeps a deleted Node is taken away after a while`(_ seconds: Double, _ isReleased: Bool) {
        var node = Sample.node([Sample.drain()])
        (node.leavingSince, node.finalizers) = (Sample.wall(100), ["x/y"])
        for pods: [PodView]? in [nil, []] {
            let decision = Self.decide(node, .lost(.slashed), pods: pods, at: seconds)
            #expect(decision.actions.contains(.releaseNode) == isReleased && !decision.actions.contains(.deleteNode))
        }
        node.finalizers = []
        #expect(!Self.decide(node, .lost(.slashed), pods: [], at: seconds).actions.contains(.releaseNode))
    }

    @Test func `pods that come to a Node that is kept are deleted like any`() {
        var node = Sample.node([Sample.drain()])
        (node.leavingSince, node.finalizers) = (Sample.wall(100), ["x/y"])
        let pod = Sample.pod("late")
        #expect(Self.done(Self.decide(node, .lost(.slashed), pods: [pod], at: 110)) == [.kill(pod)])
    }

    // MARK: Times that cannot be

    @Test(arguments: [nil, "", "yesterday", "2026-11-22T01:31:01Z"])
    func `a removal of which nobody knows since when begins anew`(_ added: String?) {
        var taint = Sample.drain()
        taint.timeAdded = added
        let decision = Self.decide(Sample.node([taint]), .lost(.slashed), mayBegin: false)
        #expect(decision.actions == [.listPods, .setTaints([Sample.workerTaint, Sample.drain()])])
    }

    @Test func `a clock that is a little ahead is believed`() {
        let decision = Self.decide(Sample.node([Sample.drain(at: 60)]), .lost(.slashed), pods: [])
        #expect(decision.state == .draining && Self.done(decision).isEmpty)
    }

    // MARK: The way back

    @Test func `a stake that is back takes back what its loss brought`() {
        let other = NodeTaint(key: "example.org/gpu", value: "", effect: "NoSchedule", timeAdded: nil)
        let outOfService = Sample.taint("node.kubernetes.io/out-of-service", "nodeshutdown", "NoExecute", at: 61)
        let node = Sample.node([Sample.drain(), other, outOfService])
        let decision = Self.decide(node, .good, pods: [Sample.pod("a")], at: 90)
        #expect(decision.state == .good && Self.said(decision) == [.stakeRestored])
        #expect(Self.done(decision) == [.setTaints([Sample.workerTaint, other])])
    }

    @Test func `an operator's own taint is not taken away where nothing was lost`() {
        let outOfService = Sample.taint("node.kubernetes.io/out-of-service", "nodeshutdown", "NoExecute")
        #expect(Self.decide(Sample.node([outOfService]), .good).actions.isEmpty)
    }

    @Test func `a suspended worker keeps what it has and gets nothing new`() {
        let taint = Sample.taint("k3s-daas.io/suspended", "suspended", "NoSchedule")
        let first = Self.decide(Sample.node(), .suspended(.suspended))
        #expect(first.state == .suspended && first.actions == [.setTaints([Sample.workerTaint, taint])])
        let then = Self.decide(Sample.node([taint]), .suspended(.suspended), at: 9)
        #expect(Self.done(then).isEmpty && Self.said(then) == [.workerSuspended])
        let score = Self.decide(Sample.node([taint]), .suspended(.score), at: 9)
        let other = Sample.taint("k3s-daas.io/suspended", "score", "NoSchedule", at: 9)
        #expect(score.actions == [.setTaints([Sample.workerTaint, other])])
        #expect(Self.decide(Sample.node([taint]), .good).actions == [.setTaints([Sample.workerTaint])])
    }

    @Test func `a removal becomes a suspension where the stake is back and the worker is not`() {
        let taint = Sample.taint("k3s-daas.io/suspended", "suspended", "NoSchedule", at: 9)
        let decision = Self.decide(Sample.node([Sample.drain()]), .suspended(.suspended), at: 9)
        #expect(Self.done(decision) == [.setTaints([Sample.workerTaint, taint])])
        #expect(Self.said(decision) == [.stakeRestored])
    }
}
