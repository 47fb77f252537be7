// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// What a tier may do to which resource, whatever is in the object: the table of docs/policy.md, row by row.
enum Access {
    /// Reports the rules that a request breaks; looks no further than the first that is enforced.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ circumstances: Circumstances,
        _ findings: inout Findings
    ) {
        // Questions about oneself are everybody's, and tell nothing that an attempt would not.
        guard !isQuestionAboutOneself(request) else { return }
        if let finding = Narrowing.permissions(request, holder) { findings.report(finding) }
        if let finding = Narrowing.namespaces(request, holder) { findings.report(finding) }
        guard findings.verdict.isAllowed, !holder.isUnrestricted(policy) else { return }
        if let finding = Escalation.finding(request, holder, policy) { findings.report(finding) }
        guard findings.verdict.isAllowed else { return }
        if request.isWrite {
            writes(request, holder, policy, circumstances, &findings)
        } else {
            reads(request, holder, policy, circumstances, &findings)
        }
    }

    private static func isQuestionAboutOneself(_ request: borrowing Request) -> Bool {
        guard let kind = request.kind, kind.writers == .from(.viewer), !kind.isNamespaced else { return false }
        return request.verb == .create && request.part == .none
    }

    private static func writes(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ circumstances: Circumstances,
        _ findings: inout Findings
    ) {
        // It is asked of the role, and happens where the binding will be.
        if Escalation.isBindingToTierRole(request, holder) {
            if let finding = WriteAccess.binding(request, holder, policy, circumstances) { findings.report(finding) }
            return
        }
        if let finding = WriteAccess.tier(request, holder, circumstances) { findings.report(finding) }
        guard findings.verdict.isAllowed else { return }
        if let finding = WriteAccess.known(request, holder) { findings.report(finding) }
        guard findings.verdict.isAllowed else { return }
        if let finding = WriteAccess.place(request, holder, policy, circumstances) { findings.report(finding) }
    }

    private static func reads(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ circumstances: Circumstances,
        _ findings: inout Findings
    ) {
        if let finding = ReadAccess.known(request, holder) { findings.report(finding) }
        guard findings.verdict.isAllowed else { return }
        if let finding = ReadAccess.secrets(request, holder, policy, circumstances) { findings.report(finding) }
        if let finding = ReadAccess.logs(request, holder, policy, circumstances) { findings.report(finding) }
    }
}

extension Findings {
    /// Takes a finding in.
    mutating func report(_ finding: Finding) { report(finding.rule, finding.text) }
}
