// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// Which kinds of resources may be defined below the super tier.
///
/// Taking a definition away takes away every object of its kind, so that deletions are looked at as well.
enum ResourceDefinitionRules {
    /// Groups of the apiserver, of k3s and of ours: never given, whatever a file lists.
    private static let reserved: [StaticString] = ["k8s.io", "kubernetes.io", "cattle.io", "k3s-daas.io"]

    /// Reports a group that is not given to admins, and a webhook that would read and write every object of the kind.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard holder.tier < .super, try !request.leaves("spec") else { return }
        let state = request.verb == .delete ? try request.oldState() : try request.newState()
        guard let spec = try state.contentObject("spec"), let group = try spec.contentText("group") else {
            throw .wrongType
        }
        if isReserved(group) || !StorageClassRules.isListed(group, policy.resourceGroups) {
            findings.report(
                .customResourceDefinitions,
                "the group \"\(Text.shown(group))\" is not among those in which admins define resources "
                    + "(\(StorageClassRules.list(policy.resourceGroups))); ask the operator to add it, or else it "
                    + holder.needs(.super))
        }
        guard request.verb != .delete, let conversion = try spec.contentObject("conversion") else { return }
        try checkConversion(conversion, holder, &findings)
    }

    private static func checkConversion(
        _ conversion: borrowing JSONValue, _ holder: Holder, _ findings: inout Findings
    ) throws(JSONError) {
        var isPlain = try conversion.contentIs("strategy", orSays: "None")
        var walk = conversion.children
        while walk.advance() {
            guard let value = walk.value, !value.isNull else { continue }
            if Text.equals(walk.key, "strategy") || Text.equals(walk.key, "conversionReviewVersions") { continue }
            // Where the webhook is, whatever the strategy says for now.
            isPlain = false
        }
        guard !isPlain else { return }
        findings.report(
            .customResourceDefinitions,
            "versions may not be converted by a webhook, which would read and write every object of the kind; it "
                + holder.needs(.super))
    }

    private static func isReserved(_ group: Span<UInt8>) -> Bool {
        for domain in reserved where Text.hasSuffixIgnoringCase(group, domain) {
            let rest = group.count - domain.utf8CodeUnitCount
            if rest == 0 || group[rest - 1] == UInt8(ascii: ".") { return true }
        }
        return false
    }
}
