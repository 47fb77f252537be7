// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import StakeRBAC

/// What can be said of a request by the tier alone: who may write, and that a lost stake ends everything.
///
/// What exactly a developer may write is RBAC's to say. What is not ours passes untouched, so that a webhook that fails closed can
/// never brick a cluster; and so do machines, whose registration is another rule's to ask for.
enum TierRule {
    /// Denies every write of a dead identity and of a viewer.
    static func admit(_ caller: Caller) -> AdmissionVerdict {
        switch caller {
        case .notOurs, .node: return .allow
        case .dead(let refusal): return .deny("this identity is no longer valid: \(refusal.reason)")
        case .staker(let identity), .serviceAccount(let identity):
            guard identity.tier > .viewer else {
                return .deny("viewer tier may read only; a write needs the developer tier")
            }
            var verdict = AdmissionVerdict.allow
            verdict.annotations = [AdmissionVerdict.Annotation(.tier, identity.tier.name.description)]
            return verdict
        }
    }

    /// Denies a dead identity everything; leaves the rest to RBAC.
    static func authorize(_ caller: Caller) -> AuthorizationVerdict {
        guard case .dead(let refusal) = caller else { return .noOpinion }
        return .deny(reason: "this identity is no longer valid: \(refusal.reason)")
    }
}
