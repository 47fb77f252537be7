// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// To whom which rights may be given, and where.
///
/// A right that is given to a name stays when the stake is gone; service accounts of stakers' namespaces are judged by the stake of
/// their owner each time they act.
enum RoleBindingRules {
    /// Reports a binding that gives what is not its writer's to give, or to whom it is not.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        if try ReservedNames.has(request) {
            findings.report(
                .roleBindings,
                "bindings named \"seal:\", \"system:\" or \"k3s\" and so on are the system's: no tier may write "
                    + "\"\(Text.shown(request.name))\"")
        }
        guard request.verb != .delete else { return }
        if try request.leaves("roleRef"), try request.leaves("subjects") { return }
        if policy.namespaces.isProtected(request.namespace) {
            findings.report(
                .roleBindings,
                "no tier may give rights in \"\(Text.shown(request.namespace))\", a namespace of the system")
        }
        try checkRole(request, holder, &findings)
        try checkSubjects(request, holder, policy, &findings)
    }

    private static func checkRole(
        _ request: borrowing Request, _ holder: Holder, _ findings: inout Findings
    ) throws(JSONError) {
        guard let role = try request.newState().contentObject("roleRef"), let kind = try role.contentText("kind"),
            let name = try role.contentText("name")
        else { throw .wrongType }
        let isOfRBAC = try role.contentIs("apiGroup", orSays: "rbac.authorization.k8s.io")
        guard isOfRBAC, Text.equals(kind, "ClusterRole"), let tier = TierRole.tier(of: name) else {
            findings.report(
                .roleBindings,
                "only the tiers' own roles may be given (ClusterRole seal:viewer up to seal:\(holder.tier.name)), "
                    + "not \(Text.shown(kind)) \"\(Text.shown(name))\"")
            return
        }
        guard tier > holder.tier else { return }
        findings.report(
            .roleBindings,
            "nobody gives more than they have: \"\(Text.shown(name))\" \(holder.needs(tier))")
    }

    private static func checkSubjects(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard let subjects = try request.newState().contentList("subjects") else { return }
        var walk = subjects.children
        while walk.advance() {
            guard let subject = walk.value, subject.kind == .object else { throw .wrongType }
            try check(subject, request, holder, policy, &findings)
        }
    }

    private static func check(
        _ subject: borrowing JSONValue, _ request: borrowing Request, _ holder: Holder, _ policy: Policy,
        _ findings: inout Findings
    ) throws(JSONError) {
        guard let kind = try subject.contentText("kind") else { throw .wrongType }
        let isOfCore = try subject.contentIs("apiGroup", orSays: "")
        guard isOfCore, Text.equals(kind, "ServiceAccount") else {
            findings.report(
                .roleBindings,
                "rights are given to service accounts only: one given to a \(Text.shown(kind)) would outlive the stake")
            return
        }
        let named = try subject.contentText("namespace")
        if let named, !named.isEmpty {
            check(named, holder, policy, &findings)
        } else {
            check(request.namespace, holder, policy, &findings)
        }
    }

    private static func check(
        _ namespace: Span<UInt8>, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) {
        guard !holder.owns(namespace, policy) else { return }
        // Other accounts are judged by nobody's stake, or by somebody else's: what they were given would outlive the giver's.
        findings.report(
            .roleBindings,
            "rights are given to service accounts of one's own namespaces only (\(holder.ownNamespaces(policy))), "
                + "not of \"\(Text.shown(namespace))\"")
    }
}
