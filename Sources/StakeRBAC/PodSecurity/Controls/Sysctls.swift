// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Only kernel settings that stay within the pod may be set.
///
/// Names are compared as they stand: one written with slashes, which a node would take for the same, is not allowed.
enum Sysctls {
    private static let allowed: [StaticString] = [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_notsent_lowat",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_slow_start_after_idle",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    ]

    static func check(_ pod: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        guard let settings = try pod.securityContext?.contentList("sysctls") else { return }
        var walk = settings.children
        while walk.advance() {
            let name = try walk.value?.contentString("name")
            if let name, name.isOne(of: allowed) { continue }
            try findings.add(.sysctls, pod, found: name?.string)
        }
    }
}
