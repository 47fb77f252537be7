// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// SELinux's user and role must stay the node's, and the type one of those made for containers.
enum SELinuxOptions {
    static func check(_ part: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        guard let options = try part.securityContext?.contentObject("seLinuxOptions") else { return }
        let hasUser = try options.hasText("user")
        let hasRole = try options.hasText("role")
        if hasUser || hasRole { try findings.add(.seLinuxOptions, part) }
        guard let type = try options.contentString("type"), !isAllowed(type) else { return }
        try findings.add(.seLinuxOptions, part, found: type.string)
    }

    /// An empty type is none.
    private static func isAllowed(_ type: JSONValue) -> Bool {
        type.equals("") || type.equals("container_t") || type.equals("container_init_t")
            || type.equals("container_kvm_t") || type.equals("container_engine_t")
    }
}
