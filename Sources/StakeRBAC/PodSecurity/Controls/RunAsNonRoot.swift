// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Containers must be made to run as non-root, by themselves or by their pod; in a user namespace root is nobody.
enum RunAsNonRoot {
    /// Looks at a pod's own word, or a container's; a pod may leave it to its containers, but must not say false.
    static func check(
        _ part: borrowing PodPart, _ pod: PodFacts, _ findings: inout PodFindings
    ) throws(JSONError) {
        let own = try part.securityContext?.contentFlag("runAsNonRoot")
        guard !pod.isInUserNamespace else { return }
        let isMet = own ?? (part.kind == .pod || pod.runsAsNonRoot)
        if !isMet { try findings.add(.runAsNonRoot, part) }
    }
}
