// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// A pod must not share the node's network, process or IPC namespace.
enum HostNamespaces {
    static func check(_ pod: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        let network = try pod.value.contentFlag("hostNetwork") ?? false
        let processes = try pod.value.contentFlag("hostPID") ?? false
        let communication = try pod.value.contentFlag("hostIPC") ?? false
        if network || processes || communication { try findings.add(.hostNamespaces, pod) }
    }
}
