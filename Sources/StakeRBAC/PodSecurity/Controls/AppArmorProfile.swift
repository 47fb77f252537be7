// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// An AppArmor profile must be the runtime's or one of the node's, by field or by the annotation that came before it.
enum AppArmorProfile {
    private static let annotation: StaticString = "container.apparmor.security.beta.kubernetes.io/"

    static func check(_ part: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        guard let profile = try part.securityContext?.contentObject("appArmorProfile") else { return }
        let type = try profile.contentString("type")
        if let type, type.equals("RuntimeDefault") || type.equals("Localhost") { return }
        try findings.add(.appArmorProfile, part, found: type?.string)
    }

    /// Looks at a pod's annotations: at each, for whichever container it is, and also at one that stands twice.
    static func check(
        metadata: JSONValue, _ pod: borrowing PodPart, _ findings: inout PodFindings
    ) throws(JSONError) {
        guard let annotations = try metadata.contentObject("annotations") else { return }
        var walk = annotations.children
        while walk.advance() {
            guard walk.key.starts(with: annotation), let value = walk.value, !value.isNull else { continue }
            guard let profile = value.string else { throw .wrongType }
            let isAllowed =
                profile.isEmpty || profile.equals("runtime/default") || profile.starts(with: "localhost/")
            if !isAllowed { try findings.add(.appArmorProfile, pod, found: profile) }
        }
    }
}
