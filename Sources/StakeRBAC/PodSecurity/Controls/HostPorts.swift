// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// A container must not take a port of the node.
enum HostPorts {
    static func check(_ container: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        guard let ports = try container.value.contentList("ports") else { return }
        var walk = ports.children
        while walk.advance() {
            let port = try walk.value?.contentNumber("hostPort") ?? 0
            if port != 0 { try findings.add(.hostPorts, container) }
        }
    }
}
