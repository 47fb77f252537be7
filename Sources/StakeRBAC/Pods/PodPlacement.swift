// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Where pods go and whom they push aside, which is the scheduler's to decide.
enum PodPlacement {
    /// Reports what takes it out of the scheduler's hands.
    static func check(
        _ spec: borrowing JSONValue, _ request: borrowing Request, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        try node(spec, request, &findings)
        try tolerations(spec, request, policy, &findings)
        try priority(spec, request, policy, &findings)
        if let scheduler = try spec.contentText("schedulerName"), !scheduler.isEmpty,
            !Text.equals(scheduler, "default-scheduler")
        {
            let shown = Text.shown(scheduler)
            findings.report(
                .podPlacement, "the scheduler \"\(shown)\" may not be chosen: leave out schedulerName")
        }
    }

    /// A pod that names its machine goes round the scheduler, and so round every taint; one that is there has been
    /// given its machine.
    private static func node(
        _ spec: borrowing JSONValue, _ request: borrowing Request, _ findings: inout Findings
    ) throws(JSONError) {
        if request.kind?.content == .pod, request.verb == .update { return }
        guard let node = try spec.contentText("nodeName"), !node.isEmpty else { return }
        let shown = Text.shown(node)
        findings.report(
            .podPlacement,
            "the machine \"\(shown)\" may not be named, which goes round the scheduler: "
                + "leave out nodeName, and use nodeSelector")
    }

    /// Staked machines are for pods of stakers' namespaces alone.
    private static func tolerations(
        _ spec: borrowing JSONValue, _ request: borrowing Request, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard let tolerations = try spec.contentList("tolerations") else { return }
        var walk = tolerations.children
        while walk.advance() {
            guard let toleration = walk.value, toleration.kind == .object else { throw .wrongType }
            guard try reachesStakedMachines(toleration), !isStakers(request.namespace, policy) else { continue }
            let shown = Text.shown(request.namespace)
            findings.report(
                .podPlacement,
                "pods of the namespace \"\(shown)\" may not tolerate the taint \(NodePolicy.taint) of staked machines, "
                    + "as a toleration of this key or of every key does: only stakers' namespaces may")
            return
        }
    }

    /// Whether a toleration is for the taint by name, or for every taint that keeps pods from being scheduled.
    ///
    /// An empty key is for every taint; Kubernetes wants the operator `Exists` with it, and what it refuses need not be
    /// let through here.
    private static func reachesStakedMachines(_ toleration: borrowing JSONValue) throws(JSONError) -> Bool {
        if let key = try toleration.contentText("key"), !key.isEmpty { return Text.equals(key, NodePolicy.taint) }
        guard let effect = try toleration.contentText("effect"), !effect.isEmpty else { return true }
        return Text.equals(effect, "NoSchedule")
    }

    private static func isStakers(_ namespace: Span<UInt8>, _ policy: Policy) -> Bool {
        HomeNamespace.owner(of: namespace) != nil || !policy.namespaces.owners(of: namespace).isEmpty
    }

    /// A pod of a higher priority pushes others off their machines.
    ///
    /// The apiserver itself writes the number into every new pod, zero where there is no class, and refuses another
    /// than the class'.
    private static func priority(
        _ spec: borrowing JSONValue, _ request: borrowing Request, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        if let name = try spec.contentText("priorityClassName"), !name.isEmpty {
            for allowed in policy.pods.priorityClasses where Text.equals(name, allowed) { return }
            let shown = Text.shown(name)
            findings.report(
                .podPlacement,
                "the priority class \"\(shown)\" is not among those that the cluster's policy lists: "
                    + "leave out priorityClassName, or ask the operator to add it")
            return
        }
        guard let priority = try spec.contentNumber("priority"), priority != 0 else { return }
        if request.verb == .update, request.kind?.content == .pod,
            let old = try request.oldObject?.contentObject("spec")?.contentNumber("priority"), old == priority
        {
            return
        }
        findings.report(.podPlacement, "the priority \(priority) may not be chosen: leave out priority")
    }
}
