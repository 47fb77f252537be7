// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// A container must not be privileged.
enum Privileged {
    static func check(_ container: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        if try container.securityContext?.contentFlag("privileged") == true { try findings.add(.privileged, container) }
    }
}
