// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Nothing may name root as its user, unless it is in a user namespace.
enum RunAsUser {
    static func check(
        _ part: borrowing PodPart, _ pod: PodFacts, _ findings: inout PodFindings
    ) throws(JSONError) {
        let isRoot = try part.securityContext?.contentNumber("runAsUser") == 0
        if isRoot, !pod.isInUserNamespace { try findings.add(.runAsUser, part) }
    }
}
