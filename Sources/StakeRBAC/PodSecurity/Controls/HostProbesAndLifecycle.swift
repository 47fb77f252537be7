// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Probes and lifecycle handlers must not name a host: the kubelet would call it, from the node's own network.
enum HostProbesAndLifecycle {
    static func check(_ container: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        try check(try container.value.contentObject("livenessProbe"), container, &findings)
        try check(try container.value.contentObject("readinessProbe"), container, &findings)
        try check(try container.value.contentObject("startupProbe"), container, &findings)
        guard let lifecycle = try container.value.contentObject("lifecycle") else { return }
        try check(try lifecycle.contentObject("postStart"), container, &findings)
        try check(try lifecycle.contentObject("preStop"), container, &findings)
    }

    private static func check(
        _ handler: JSONValue?, _ container: borrowing PodPart, _ findings: inout PodFindings
    ) throws(JSONError) {
        guard let handler else { return }
        try checkHost(try handler.contentObject("httpGet"), container, &findings)
        try checkHost(try handler.contentObject("tcpSocket"), container, &findings)
    }

    private static func checkHost(
        _ action: JSONValue?, _ container: borrowing PodPart, _ findings: inout PodFindings
    ) throws(JSONError) {
        guard let host = try action?.contentString("host")?.string, !host.isEmpty else { return }
        try findings.add(.hostProbesAndHostLifecycle, container, found: host)
    }
}
