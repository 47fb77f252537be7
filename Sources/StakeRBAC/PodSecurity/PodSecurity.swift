// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Holds pods against the Pod Security Standards.
public enum PodSecurity {
    /// What a pod breaks at `level`, in the order of the standard; nothing, and nothing allocated, when all is well.
    ///
    /// `metadata` and `spec` are the pod's own or those of a workload's template. A field of the wrong type, or one
    /// that decides and stands twice, is an error: such a pod must be refused.
    public static func violations(
        metadata: JSONValue?, spec: borrowing JSONValue, level: PodSecurityLevel
    ) throws(JSONError) -> [PodSecurityViolation] {
        guard level > .privileged else { return [] }
        let pod = try PodPart(.pod, number: 0, copy spec)
        let facts = try PodFacts(pod.value, securityContext: pod.securityContext)
        var findings = PodFindings(level: level, onWindows: facts.isWindows)
        try judge(pod, facts, metadata, &findings)
        try judgeVolumes(pod, &findings)
        try judgeContainers(pod, facts, &findings)
        return findings.violations
    }

    private static func judge(
        _ pod: borrowing PodPart, _ facts: PodFacts, _ metadata: JSONValue?, _ findings: inout PodFindings
    ) throws(JSONError) {
        try HostNamespaces.check(pod, &findings)
        if let metadata, !metadata.isNull { try AppArmorProfile.check(metadata: metadata, pod, &findings) }
        guard pod.securityContext != nil else { return }
        try AppArmorProfile.check(pod, &findings)
        try RunAsNonRoot.check(pod, facts, &findings)
        try RunAsUser.check(pod, facts, &findings)
        try SeccompProfile.check(pod, facts, &findings)
        try SELinuxOptions.check(pod, &findings)
        try Sysctls.check(pod, &findings)
        try WindowsHostProcess.check(pod, &findings)
    }

    private static func judgeVolumes(_ pod: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        guard let volumes = try pod.value.contentList("volumes") else { return }
        var number = 0
        var walk = volumes.children
        while walk.advance() {
            guard let value = walk.value else { throw .wrongType }
            number += 1
            try Volumes.check(try PodPart(.volume, number: number, value), &findings)
        }
    }

    private static func judgeContainers(
        _ pod: borrowing PodPart, _ facts: PodFacts, _ findings: inout PodFindings
    ) throws(JSONError) {
        var number = 0
        try judge(try pod.value.contentList("initContainers"), &number, facts, &findings)
        try judge(try pod.value.contentList("containers"), &number, facts, &findings)
        try judge(try pod.value.contentList("ephemeralContainers"), &number, facts, &findings)
    }

    private static func judge(
        _ containers: JSONValue?, _ number: inout Int, _ facts: PodFacts, _ findings: inout PodFindings
    ) throws(JSONError) {
        guard let containers else { return }
        var walk = containers.children
        while walk.advance() {
            guard let value = walk.value else { throw .wrongType }
            number += 1
            try judge(try PodPart(.container, number: number, value), facts, &findings)
        }
    }

    private static func judge(
        _ container: borrowing PodPart, _ facts: PodFacts, _ findings: inout PodFindings
    ) throws(JSONError) {
        try AllowPrivilegeEscalation.check(container, &findings)
        try AppArmorProfile.check(container, &findings)
        try Capabilities.check(container, &findings)
        try HostPorts.check(container, &findings)
        try HostProbesAndLifecycle.check(container, &findings)
        try Privileged.check(container, &findings)
        try ProcMount.check(container, facts, &findings)
        try RunAsNonRoot.check(container, facts, &findings)
        try RunAsUser.check(container, facts, &findings)
        try SeccompProfile.check(container, facts, &findings)
        try SELinuxOptions.check(container, &findings)
        try WindowsHostProcess.check(container, &findings)
    }
}
