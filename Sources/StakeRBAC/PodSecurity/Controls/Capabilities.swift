// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Baseline lets a container add what container runtimes give anyway; restricted makes it drop all and add one at most.
///
/// Names are compared as they stand, in capital letters and without `CAP_`.
enum Capabilities {
    private static let usual: [StaticString] = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ]

    static func check(_ container: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        let capabilities = try container.securityContext?.contentObject("capabilities")
        if try !dropsAll(capabilities) { try findings.add(.capabilitiesRestricted, container) }
        guard let added = try capabilities?.contentList("add") else { return }
        var walk = added.children
        while walk.advance() {
            guard let capability = walk.value, let name = capability.string else { throw .wrongType }
            if capability.equals("NET_BIND_SERVICE") { continue }
            try findings.add(.capabilitiesRestricted, container, found: name)
            if !capability.isOne(of: usual) { try findings.add(.capabilitiesBaseline, container, found: name) }
        }
    }

    private static func dropsAll(_ capabilities: JSONValue?) throws(JSONError) -> Bool {
        guard let dropped = try capabilities?.contentList("drop") else { return false }
        var dropsAll = false
        var walk = dropped.children
        while walk.advance() {
            guard let capability = walk.value, capability.kind == .string else { throw .wrongType }
            dropsAll = dropsAll || capability.equals("ALL")
        }
        return dropsAll
    }
}
