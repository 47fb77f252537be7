// SPDX-License-Identifier: Apache-2.0
import Wire

@testable import StakeRBAC

/// Pods as JSON, and what is found in them.
enum Pods {
    /// What a container's `securityContext` must say under restricted.
    static let safe = #""allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}"#
    /// What a pod's `securityContext` says for all containers under restricted.
    static let safePod = #""runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}"#
    /// A container that passes as restricted, in a pod that does.
    static let safeContainer = #"{"name":"app","securityContext":{\#(safe)}}"#

    /// What the pod `{"metadata": …, "spec": …}` breaks.
    static func violations(_ pod: String, _ level: PodSecurityLevel) throws -> [PodSecurityViolation] {
        let bytes = Array(pod.utf8)
        var parser = try JSONParser(maximumBytes: bytes.count)
        return try parser.withDocument(bytes.span) { root throws(JSONError) in
            guard let spec = try root.member("spec") else { throw .wrongType }
            return try PodSecurity.violations(metadata: try root.member("metadata"), spec: spec, level: level)
        }
    }

    /// The controls that a pod breaks.
    static func controls(_ pod: String, _ level: PodSecurityLevel) throws -> [PodSecurityControl] {
        try violations(pod, level).map(\.control)
    }

    /// A pod of this spec alone.
    static func pod(_ spec: String) -> String { #"{"spec":\#(spec)}"# }

    /// A pod with one container that has these members beside its name.
    static func pod(container members: String, in list: String = "containers") -> String {
        pod(#"{"\#(list)":[{"name":"app",\#(members)}]}"#)
    }

    /// A pod with one container that has this security context.
    static func pod(context: String, in list: String = "containers") -> String {
        pod(container: #""securityContext":{\#(context)}"#, in: list)
    }

    /// A pod that would pass as restricted but for what is given: members of the spec, of the pod's security context,
    /// of the container's.
    static func restricted(
        spec: String = #""x":0"#, pod: String = safePod, context: String = safe, in list: String = "containers"
    ) -> String {
        let container = #"{"name":"app","securityContext":{\#(context)}}"#
        return self.pod(#"{\#(spec),"securityContext":{\#(pod)},"\#(list)":[\#(container)]}"#)
    }

    /// The three lists of containers.
    static let lists = ["containers", "initContainers", "ephemeralContainers"]
}
