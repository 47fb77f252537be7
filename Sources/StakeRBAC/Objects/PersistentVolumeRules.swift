// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// What a volume may be made of below the super tier: what a listed driver provides, and nothing that is a way to machines or networks.
enum PersistentVolumeRules {
    /// What a volume's specification has beside its source; whatever else stands there may be a source that is not known here.
    private static let fields: [StaticString] = [
        "accessModes", "capacity", "claimRef", "csi", "mountOptions", "nodeAffinity", "persistentVolumeReclaimPolicy",
        "storageClassName", "volumeAttributesClassName", "volumeMode",
    ]

    /// Reports a volume of another source, and one that reaches into the system's namespaces.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard holder.tier < .super else { return }
        if try !request.leaves(map: "annotations"),
            let place = try SecretPlace.first(in: try request.newMap("annotations"), policy)
        {
            report(secret: place, &findings)
        }
        guard try !request.leaves("spec") else { return }
        guard let spec = try request.newState().contentObject("spec") else { throw .wrongType }
        checkFields(spec, holder, &findings)
        try checkSource(spec, holder, policy, &findings)
        if let claim = try spec.contentObject("claimRef"), let namespace = try claim.contentText("namespace"),
            policy.namespaces.isProtected(namespace)
        {
            findings.report(
                .persistentVolumes,
                "a volume for a claim of \"\(Text.shown(namespace))\", a namespace of the system, \(holder.needs(.super))"
            )
        }
    }

    private static func checkFields(_ spec: borrowing JSONValue, _ holder: Holder, _ findings: inout Findings) {
        var walk = spec.children
        while walk.advance() {
            guard let value = walk.value, !value.isNull, !isKnown(walk.key) else { continue }
            findings.report(
                .persistentVolumes,
                "a volume may come from a CSI driver only: spec.\(Text.shown(walk.key)) \(holder.needs(.super))")
            return
        }
    }

    private static func checkSource(
        _ spec: borrowing JSONValue, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard let source = try spec.contentObject("csi") else {
            findings.report(.persistentVolumes, "a volume must say which CSI driver provides it (spec.csi)")
            return
        }
        guard let driver = try source.contentText("driver") else { throw .wrongType }
        if !StorageClassRules.isListed(driver, policy.storage.drivers) {
            findings.report(
                .persistentVolumes,
                "the driver \"\(Text.shown(driver))\" is not among the cluster's "
                    + "(\(StorageClassRules.list(policy.storage.drivers))); ask the operator to add it, or else it "
                    + holder.needs(.super))
        }
        var walk = source.children
        while walk.advance() {
            guard Text.hasSuffixIgnoringCase(walk.key, "secretref"), let reference = walk.value, !reference.isNull
            else {
                continue
            }
            guard reference.kind == .object else { throw .wrongType }
            guard let namespace = try reference.contentText("namespace"), policy.namespaces.isProtected(namespace)
            else {
                continue
            }
            report(secret: Text.shown(namespace), &findings)
        }
    }

    private static func report(secret place: String, _ findings: inout Findings) {
        findings.report(
            .persistentVolumes, "a driver may not be sent to secrets of \"\(place)\", a namespace of the system")
    }

    private static func isKnown(_ key: Span<UInt8>) -> Bool {
        for field in fields where Text.equals(key, field) { return true }
        return false
    }
}
