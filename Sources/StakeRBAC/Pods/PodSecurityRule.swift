// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// Whether pods keep the level of the Pod Security Standards that the policy asks of the tier.
enum PodSecurityRule {
    /// A user reads no more of them at once.
    private static let shownLimit = 5

    /// Reports all that a pod breaks, in one finding.
    static func check(
        _ pod: borrowing JSONValue, _ spec: borrowing JSONValue, _ request: borrowing Request, _ holder: Holder,
        _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        let level = policy.pods.security[holder.tier]
        guard level > .privileged else { return }
        let violations = try PodSecurity.violations(
            metadata: try pod.contentObject("metadata"), spec: spec, level: level)
        guard !violations.isEmpty else { return }
        let shown = request.shownResource
        findings.report(.podSecurity, Self.text(shown, level, violations, holder))
    }

    private static func text(
        _ shown: String, _ level: PodSecurityLevel, _ violations: [PodSecurityViolation], _ holder: Holder
    ) -> String {
        let named = violations.prefix(shownLimit).map(\.text).joined(separator: "; ")
        let more = violations.count > shownLimit ? "; and \(violations.count - shownLimit) more" : ""
        return "\(shown): pods of \(holder.tier.name) tier must keep the Pod Security Standard \"\(level.name)\" "
            + "(\(PodSecurityStandard.version)): \(named)\(more)"
    }
}
