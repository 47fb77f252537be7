// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// What may be changed in a machine's object: whether new pods come to it, and nothing else.
///
/// Labels and taints decide what runs where, among it what runs beside the cluster's own keys.
enum NodeRules {
    private static let schedulable: StaticString = "unschedulable"
    /// What the apiserver itself counts up with every write.
    private static let bookkeeping: [StaticString] = ["managedFields", "resourceVersion", "generation"]

    /// Reports whatever else an update would change.
    static func check(_ request: borrowing Request, _ holder: Holder, _ findings: inout Findings) throws(JSONError) {
        guard request.verb == .update else { return }
        guard let change = try change(request) else { return }
        findings.report(
            .nodeUpdates,
            "a Node may be cordoned and uncordoned (spec.unschedulable) and not changed otherwise, by no tier: "
                + "\(change) would change (you are \(holder.tier.name) tier)")
    }

    /// The path of the first member that differs and may not; `nil` for none.
    private static func change(_ request: borrowing Request) throws(JSONError) -> String? {
        let (new, old) = (try request.newState(), try request.oldState())
        let (spec, oldSpec) = (try new.contentObject("spec"), try old.contentObject("spec"))
        // A flag that is none is refused here, before it is taken for one that may differ.
        _ = try spec?.contentFlag(schedulable)
        if let key = MemberChange.changed(in: spec, since: oldSpec, where: { !Text.equals($0, schedulable) }) {
            return "spec." + key
        }
        let (metadata, oldMetadata) = (try new.contentObject("metadata"), try old.contentObject("metadata"))
        if let key = MemberChange.changed(in: metadata, since: oldMetadata, where: { !isBookkeeping($0) }) {
            return "metadata." + key
        }
        return MemberChange.changed(
            in: new, since: old, where: { !Text.equals($0, "metadata") && !Text.equals($0, "spec") })
    }

    private static func isBookkeeping(_ key: Span<UInt8>) -> Bool {
        for field in bookkeeping where Text.equals(key, field) { return true }
        return false
    }
}
