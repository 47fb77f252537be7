// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// A seccomp profile must be the runtime's or one of the node's; restricted demands that there is one.
///
/// The annotations of former versions are not looked at: since Kubernetes 1.27 nothing obeys them.
enum SeccompProfile {
    /// What a `securityContext` says.
    enum State {
        case absent, allowed, forbidden
    }

    /// Reads a `securityContext`; a profile without a type is none of those allowed.
    static func state(_ context: JSONValue?) throws(JSONError) -> State {
        guard let profile = try context?.contentObject("seccompProfile") else { return .absent }
        guard let type = try profile.contentString("type") else { return .forbidden }
        return type.equals("RuntimeDefault") || type.equals("Localhost") ? .allowed : .forbidden
    }

    static func check(
        _ part: borrowing PodPart, _ pod: PodFacts, _ findings: inout PodFindings
    ) throws(JSONError) {
        switch try state(part.securityContext) {
        case .allowed: break
        case .absent:
            // A pod may leave it to its containers.
            guard part.kind == .container, !pod.hasSeccompProfile else { return }
            try findings.add(.seccompProfileRestricted, part)
        case .forbidden:
            let found = try part.securityContext?.contentObject("seccompProfile")?.contentString("type")?.string
            try findings.add(.seccompProfileBaseline, part, found: found)
            try findings.add(.seccompProfileRestricted, part, found: found)
        }
    }
}
