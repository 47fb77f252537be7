// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// What may be done to namespaces below the super tier.
enum NamespaceRules {
    private static let podSecurity: StaticString = "pod-security.kubernetes.io/"

    /// Reports names that are not to be taken, and labels by which a namespace would be judged otherwise.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard holder.tier < .super else { return }
        check(request.name, holder, policy, &findings)
        guard request.verb != .delete else { return }
        if let metadata = try request.newState().contentObject("metadata") {
            if let name = try metadata.contentText("name"), !Text.equals(name, request.name) {
                check(name, holder, policy, &findings)
            }
        }
        try checkLabels(request, holder, &findings)
    }

    private static func check(
        _ name: Span<UInt8>, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) {
        if HomeNamespace.isReserved(name) {
            findings.report(
                .namespaceObjects,
                "namespaces whose names begin with \"seal-\" are homes, made and removed with the stake they belong to; "
                    + "\"\(Text.shown(name))\" \(holder.needs(.super))")
        } else if policy.namespaces.isProtected(name) {
            findings.report(
                .namespaceObjects,
                "\"\(Text.shown(name))\" is a namespace of the system; writing it \(holder.needs(.super))")
        }
    }

    private static func checkLabels(
        _ request: borrowing Request, _ holder: Holder, _ findings: inout Findings
    ) throws(JSONError) {
        let (labels, before) = (try request.newMap("labels"), try request.oldMap("labels"))
        if let key = MemberChange.changed(in: labels, since: before, where: { Text.hasPrefix($0, podSecurity) }) {
            findings.report(
                .namespaceObjects,
                "a namespace's pod security is the operator's to set: adding, changing or removing \"\(key)\" "
                    + holder.needs(.super))
        }
        // Whoever selects a namespace by its name goes by this label.
        guard let name = try labels?.contentText("kubernetes.io/metadata.name"), !Text.equals(name, request.name) else {
            return
        }
        findings.report(
            .namespaceObjects,
            "the label kubernetes.io/metadata.name must be \"\(Text.shown(request.name))\", the namespace's own name")
    }
}
