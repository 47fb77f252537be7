// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// Who may make volumes on demand below the super tier, and where.
enum StorageClassRules {
    /// Reports a provisioner that is not the cluster's, and places on machines or in the system that a class would choose.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard holder.tier < .super else { return }
        guard let provisioner = try request.newState().contentText("provisioner") else { throw .wrongType }
        let isSame = try request.leaves("provisioner")
        let isDriver = isListed(provisioner, policy.storage.drivers)
        let isProvisioner = isListed(provisioner, policy.storage.provisioners)
        if !isDriver, !isProvisioner, !isSame {
            let known = policy.storage.drivers + policy.storage.provisioners
            findings.report(
                .storageClasses,
                "the provisioner \"\(Text.shown(provisioner))\" is not among the cluster's (\(list(known))); "
                    + "ask the operator to add it, or else it " + holder.needs(.super))
        }
        let parameters = try request.newState().contentObject("parameters")
        let (annotations, before) = (try request.newMap("annotations"), try request.oldMap("annotations"))
        let leavesParameters = try request.leaves("parameters")
        if !isSame || !leavesParameters {
            if let place = try SecretPlace.first(in: parameters, policy) {
                findings.report(
                    .storageClasses, "a driver may not be sent to secrets of \"\(place)\", a namespace of the system")
            }
            if !isDriver { checkPath(parameters, nil, "parameter", holder, &findings) }
        }
        if !isDriver { checkPath(annotations, before, "annotation", holder, &findings) }
    }

    /// Provisioners beside the drivers make directories on machines: where, is the operator's to say.
    private static func checkPath(
        _ map: JSONValue?, _ before: JSONValue?, _ kind: StaticString, _ holder: Holder, _ findings: inout Findings
    ) {
        guard let key = MemberChange.added(to: map, since: before, where: choosesPath) else { return }
        findings.report(
            .storageClasses, "the \(kind) \"\(key)\" chooses a path on the machines; it \(holder.needs(.super))")
    }

    /// `nodePath`, `pathPattern`, `allowUnsafePathPattern`; OpenEBS has all of them in one annotation.
    private static func choosesPath(_ key: Span<UInt8>) -> Bool {
        var name = key
        if let slash = Text.place(of: UInt8(ascii: "/"), in: key) { name = key.extracting((slash + 1)..<key.count) }
        return Text.containsIgnoringCase(name, "path") || Text.hasPrefixIgnoringCase(key, "cas.openebs.io/config")
    }

    /// Whether a name is in a list of the policy.
    static func isListed(_ name: Span<UInt8>, _ list: [String]) -> Bool {
        for listed in list where Text.equals(name, listed) { return true }
        return false
    }

    /// A list of the policy, for people.
    static func list(_ names: [String]) -> String {
        names.isEmpty ? "there are none" : names.prefix(4).joined(separator: ", ")
    }
}
