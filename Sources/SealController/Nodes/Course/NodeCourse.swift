// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Decides what to do about one machine at one moment.
///
/// Without memory: what was begun stands in the cluster, in taints with their times. Whoever leads, since whenever, decides the same; what
/// was half done when somebody crashed is gone on with.
struct NodeCourse {
    /// What is decided.
    struct Decision: Equatable {
        var state: NodeState
        var actions: [NodeAction] = []
    }

    /// A taint from further in the future was written by a wrong clock.
    static let skew = Duration.seconds(60)

    let settings: ReactionSettings
    let node: NodeView
    let pods: PodList?
    let now: WallTime
    var confirmation = LossConfirmation.unneeded

    /// Whether this is a machine that could ever be removed.
    static func isOurs(_ node: NodeView, _ settings: ReactionSettings) -> Bool {
        node.isStaked && !settings.trusted.contains(node.name)
    }

    /// What a verdict means for a machine: that its name is nobody's counts only where we have seen that it was somebody's.
    static func loss(_ verdict: NodeVerdict, _ node: NodeView) -> LossCause? {
        switch verdict {
        case .lost(let cause): cause
        case .unregistered: node.loss != nil || node.suspension != nil ? .unregistered : nil
        case .good, .suspended, .unknown: nil
        }
    }

    /// Decides; `mayBegin` says whether a removal may begin that has not.
    func decision(on verdict: NodeVerdict, mayBegin: Bool) -> Decision {
        guard Self.isOurs(node, settings) else { return Decision(state: .foreign) }
        guard node.directive != .hold else { return Decision(state: .held) }
        guard verdict != .unknown else { return Decision(state: .unknown) }
        if let cause = Self.loss(verdict, node) { return removal(cause, mayBegin: mayBegin) }
        switch verdict {
        case .suspended(let cause): return restored(.suspended, suspendedFor: cause)
        case .good: return restored(.good, suspendedFor: nil)
        case .unregistered, .lost, .unknown: return Decision(state: .unregistered)
        }
    }

    // MARK: The stake is there

    /// Takes back what the loss of stake has brought, if it was lost.
    private func restored(_ state: NodeState, suspendedFor cause: SuspensionCause?) -> Decision {
        var decision = Decision(state: state)
        guard !node.isLeaving else { return decision }
        var taints = node.taints.filter { $0.key != NodeTaint.slashed }
        // Ours as well, then: nobody else says so of a machine that is being removed.
        if node.drain != nil { taints.removeAll { $0.key == NodeTaint.outOfService } }
        if let loss = node.loss {
            decision.actions.append(
                say(.stakeRestored, since: since(loss) ?? now, "the stake behind this machine is back: it stays"))
        }
        suspend(&taints, for: cause, .workerSuspended, &decision)
        if taints != node.taints { decision.actions.append(.setTaints(taints)) }
        return decision
    }

    /// Makes the taint of suspension what it should be.
    private func suspend(
        _ taints: inout [NodeTaint], for cause: SuspensionCause?, _ reason: NodeEvent.Reason, _ decision: inout Decision
    ) {
        guard let cause else { return taints.removeAll { $0.key == NodeTaint.suspended } }
        if let there = node.suspension, there.value == cause.rawValue, let since = there.added {
            return decision.actions.append(say(reason, since: since, "\(cause.reason): no new pods come here"))
        }
        taints.removeAll { $0.key == NodeTaint.suspended }
        taints.append(.own(NodeTaint.suspended, cause.rawValue, NodeTaint.noSchedule, at: now))
    }

    // MARK: The stake is lost

    private func removal(_ cause: LossCause, mayBegin: Bool) -> Decision {
        guard let drain = node.drain else {
            guard !node.isLeaving else { return Decision(state: .removing) }
            guard mayBegin else { return held() }
            return isSure ? begin(cause) : accused(cause)
        }
        guard let since = since(drain) else {
            // Nobody knows since when: it begins anew, for a time that only a wrong clock has reached would never come.
            return node.isLeaving ? Decision(state: .removing) : begin(cause)
        }
        var decision = Decision(
            state: now < end(since) ? .draining : isSure ? .removing : .unconfirmed, actions: question)
        let text =
            "\(cause.reason): its pods have to leave by \(RFC3339.write(end(since))), then they and the Node are deleted"
        decision.actions.append(say(.stakeLost, since: since, text))
        guard let pods else {
            decision.actions.append(.listPods)
            if isSure, now >= last(since) { remove(since, cause, &decision) }
            return decision
        }
        for (part, text) in ExposedSecrets.texts(of: pods.pods).enumerated() {
            decision.actions.append(say(.secretsExposed, since: since, part: part, text))
        }
        guard isSure else {
            if now >= end(since) { decision.actions.append(unconfirmed(since)) }
            return decision
        }
        let rest = pods.pods.filter { !$0.isLeftAlone }
        if now < end(since) {
            decision.actions += rest.filter { !$0.isTerminating }.map { .evict($0) }
        } else {
            finish(rest, pods.taken.wall, since, cause, &decision)
        }
        return decision
    }

    /// Whether it may be done what cannot be undone: several nodes of the chain have said so, or a person has.
    private var isSure: Bool { confirmation.isEnough || node.directive == .release }

    /// Begins a removal: the taint, and at the same moment the question what was there, before it is gone.
    private func begin(_ cause: LossCause) -> Decision {
        Decision(state: .draining, actions: [.listPods, .setTaints(lost(cause, NodeTaint.noExecute))] + question)
    }

    /// By one node's word: nothing new comes there, nothing leaves, and the others are asked.
    ///
    /// The time that counts for pods begins with their word. This one's only says how long they have not given it.
    private func accused(_ cause: LossCause) -> Decision {
        guard let since = node.accusation.flatMap({ since($0) }) else {
            return Decision(state: .accused, actions: [.setTaints(lost(cause, NodeTaint.noSchedule))] + question)
        }
        guard now >= end(since) else { return Decision(state: .accused, actions: question) }
        return Decision(state: .unconfirmed, actions: question + [unconfirmed(since)])
    }

    /// The Node's taints, with that of the loss in place of all that said less.
    private func lost(_ cause: LossCause, _ effect: String) -> [NodeTaint] {
        node.taints.filter { $0.key != NodeTaint.slashed && $0.key != NodeTaint.suspended }
            + [.own(NodeTaint.slashed, cause.rawValue, effect, at: now)]
    }

    /// The question that goes out beside the taint, and again and again.
    private var question: [NodeAction] { confirmation == .unneeded ? [] : [.confirm] }

    private func unconfirmed(_ since: WallTime) -> NodeAction {
        let text =
            "one node of the chain says that the stake behind this machine is lost, and others do not: its pods stay until they do, or a person labels the Node"
        return say(.removalUnconfirmed, since: since, text)
    }

    /// Too many at once: nothing new comes there, and a person decides.
    private func held() -> Decision {
        var decision = Decision(state: .guarded)
        var taints = node.taints.filter { $0.key != NodeTaint.slashed }
        suspend(&taints, for: .guarded, .removalHeld, &decision)
        if taints != node.taints { decision.actions.append(.setTaints(taints)) }
        return decision
    }

    /// The grace is over.
    private func finish(
        _ rest: [PodView], _ taken: WallTime, _ since: WallTime, _ cause: LossCause, _ decision: inout Decision
    ) {
        decision.actions += rest.map { .kill($0) }
        guard !node.isLeaving else { return remove(since, cause, &decision) }
        let isEmpty = rest.isEmpty && taken >= end(since) && node.attachedVolumes == 0
        if isEmpty || now >= last(since) { return remove(since, cause, &decision) }
        guard node.taint(NodeTaint.outOfService, NodeTaint.noExecute) == nil else { return }
        let taint = NodeTaint.own(NodeTaint.outOfService, "nodeshutdown", NodeTaint.noExecute, at: now)
        decision.actions.append(.setTaints(node.taints + [taint]))
    }

    private func remove(_ since: WallTime, _ cause: LossCause, _ decision: inout Decision) {
        if let leaving = node.leavingSince {
            // k3s keeps each Node until it has tidied up after it. What takes longer may be the machine's own doing.
            if !node.finalizers.isEmpty, now >= later(leaving, settings.settle) {
                decision.actions.append(.releaseNode)
            }
            return
        }
        let text = "\(cause.reason): the Node is deleted, and refused until its registration is active again"
        decision.actions += [say(.nodeRemoved, since: since, text), .deleteNode]
    }

    // MARK: Times

    /// When a removal began; `nil` for what no clock can have said.
    private func since(_ drain: NodeTaint) -> WallTime? {
        guard let added = drain.added, added <= later(now, Self.skew) else { return nil }
        return added
    }

    /// When pods are deleted that are still there.
    private func end(_ since: WallTime) -> WallTime { later(since, settings.grace) }

    /// When the Node is deleted, whatever is still there.
    private func last(_ since: WallTime) -> WallTime { later(end(since), settings.settle) }

    private func later(_ time: WallTime, _ duration: Duration) -> WallTime {
        let (sum, isOver) = time.nanoseconds.addingReportingOverflow(Int64(clamping: duration.wholeNanoseconds))
        return WallTime(nanoseconds: isOver ? .max : sum)
    }

    private func say(_ reason: NodeEvent.Reason, since: WallTime, part: Int = 0, _ text: String) -> NodeAction {
        .say(NodeEvent(reason: reason, node: node.name, uid: node.uid, since: since, part: part, text: text))
    }
}
