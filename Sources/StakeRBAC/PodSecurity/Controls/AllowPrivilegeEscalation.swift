// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// A container must say that its processes gain no privileges, as they would by set-user-ID files.
enum AllowPrivilegeEscalation {
    static func check(_ container: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        let isRefused = try container.securityContext?.contentFlag("allowPrivilegeEscalation") == false
        if !isRefused { try findings.add(.allowPrivilegeEscalation, container) }
    }
}
