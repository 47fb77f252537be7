// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// What a pod says for all of its containers.
struct PodFacts {
    /// Whether it declares itself for Windows.
    let isWindows: Bool
    /// Whether it has a user namespace of its own, in which root is nobody outside.
    let isInUserNamespace: Bool
    /// Whether containers that say nothing run as non-root.
    let runsAsNonRoot: Bool
    /// Whether containers that say nothing have a seccomp profile that is allowed.
    let hasSeccompProfile: Bool

    /// Reads a pod's spec.
    init(_ spec: JSONValue, securityContext: JSONValue?) throws(JSONError) {
        isWindows = try spec.contentObject("os")?.contentString("name")?.equals("windows") ?? false
        isInUserNamespace = try spec.contentFlag("hostUsers") == false
        runsAsNonRoot = try securityContext?.contentFlag("runAsNonRoot") ?? false
        hasSeccompProfile = try SeccompProfile.state(securityContext) == .allowed
    }
}
