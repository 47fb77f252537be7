// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// A container must leave `/proc` masked; baseline lets a pod in a user namespace unmask it.
enum ProcMount {
    static func check(
        _ container: borrowing PodPart, _ pod: PodFacts, _ findings: inout PodFindings
    ) throws(JSONError) {
        guard let type = try container.securityContext?.contentString("procMount"), !type.equals("Default") else {
            return
        }
        let found = type.string
        try findings.add(.procMountRestricted, container, found: found)
        if !pod.isInUserNamespace { try findings.add(.procMount, container, found: found) }
    }
}
