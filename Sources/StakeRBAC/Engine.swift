// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
public import Reviews
internal import SealAuthN
internal import Wire

/// Decides what a stake may do: values in, a verdict out, and nothing else.
///
/// Admission, authorization and the command line all ask here, so that there is one answer.
public final class Engine: Sendable {
    /// What it decides by.
    public let policy: Policy

    /// Decides by a policy.
    public init(_ policy: Policy) { self.policy = policy }

    /// Whose stake a write is to be judged by.
    public func claimant(of review: borrowing AdmissionReview) throws(ReviewError) -> Claimant {
        try Claimant(review, policy)
    }

    /// Whose stake a verb is to be judged by.
    public func claimant(of review: borrowing SubjectAccessReview) -> Claimant {
        Claimant(username: review.username, uid: review.userUID, policy)
    }

    /// Whether a write may happen.
    public func admit(
        _ review: borrowing AdmissionReview, by caller: Caller, _ circumstances: Circumstances
    ) throws(ReviewError) -> Verdict {
        switch caller {
        case .notOurs: return .pass
        case .dead(let refusal): return dead(refusal)
        case .node(let standing):
            let request = try Request(review, policy.kinds)
            return NodeRegistration.verdict(request, review.username, standing, policy)
        case .staker(let identity), .serviceAccount(let identity):
            let request = try Request(review, policy.kinds)
            var claimed = Tier.super
            if case .staker = caller {
                guard let tier = ClaimedTier.read(review.groups) else { return Self.unclaimed }
                claimed = tier
            }
            return admit(request, caller, identity, claimed, circumstances)
        }
    }

    /// What is to be said of a verb before there is an object.
    public func authorize(
        _ review: borrowing SubjectAccessReview, by caller: Caller, _ circumstances: Circumstances
    ) throws(ReviewError) -> Opinion {
        switch caller {
        case .notOurs, .node: return .none
        case .dead(let refusal): return .denied(Self.finding(refusal))
        case .staker(let identity), .serviceAccount(let identity):
            var claimed = Tier.super
            if case .staker = caller {
                guard let tier = ClaimedTier.read(review.groups) else { return .denied(Self.unclaimedFinding) }
                claimed = tier
            }
            guard let holder = holder(caller, identity, claimed, circumstances) else {
                return .denied(Self.finding(.stakeTooLow))
            }
            guard !review.isPath else { return PathAccess.opinion(try review.attributes.text("path"), holder) }
            let request = try Request(review, policy.kinds)
            var findings = findings(request, holder, circumstances)
            Access.check(request, holder, policy, circumstances, &findings)
            if let denial = findings.verdict.denials.first { return .denied(denial) }
            // What we know nothing of is read by whom the cluster's roles let read it; that is never ours to allow.
            return request.kind == nil || !findings.verdict.isClean ? .none : .permitted
        }
    }

    private func admit(
        _ request: borrowing Request, _ caller: Caller, _ identity: Identity, _ claimed: Tier,
        _ circumstances: Circumstances
    ) -> Verdict {
        guard let holder = holder(caller, identity, claimed, circumstances) else { return dead(.stakeTooLow) }
        var findings = findings(request, holder, circumstances)
        Access.check(request, holder, policy, circumstances, &findings)
        guard findings.verdict.isAllowed, !holder.isUnrestricted(policy) else { return findings.verdict }
        do throws(JSONError) {
            try ObjectRules.check(request, holder, policy, &findings)
        } catch {
            findings.report(.unreadable, "the object cannot be judged: \(Self.reason(error))")
        }
        return findings.verdict
    }

    /// The lowest of what counts; `nil` if the policy makes nothing of the stake.
    private func holder(
        _ caller: Caller, _ identity: Identity, _ claimed: Tier, _ circumstances: Circumstances
    ) -> Holder? {
        guard let byPolicy = policy.tier(of: identity.stake) else { return nil }
        var isServiceAccount = false
        if case .serviceAccount = caller { isServiceAccount = true }
        return Holder(
            identity: identity, tier: min(identity.tier, claimed, byPolicy), isServiceAccount: isServiceAccount)
    }

    private func findings(
        _ request: borrowing Request, _ holder: Holder, _ circumstances: Circumstances
    ) -> Findings {
        // The name of the namespace is needed only where somebody is exempt from something.
        let namespace =
            policy.exemptions.isEmpty || request.namespace.isEmpty ? nil : Text.string(request.namespace)
        return Findings(
            self, owner: holder.identity.owner, namespace: namespace, now: circumstances.now,
            verdict: Verdict(tier: holder.tier))
    }

    private func dead(_ refusal: TokenRefusal) -> Verdict {
        var verdict = Verdict()
        verdict.denials = [Self.finding(refusal)]
        return verdict
    }

    private static func finding(_ refusal: TokenRefusal) -> Finding {
        Finding(.identity, "this identity is no longer valid: \(refusal.reason)")
    }

    private static let unclaimedFinding = Finding(
        .identity, "this identity comes without a tier: another authenticator than ours has named it")

    private static var unclaimed: Verdict {
        var verdict = Verdict()
        verdict.denials = [unclaimedFinding]
        return verdict
    }

    private static func reason(_ error: JSONError) -> String {
        switch error {
        case .duplicateKey: "a field that decides stands twice"
        default: "a field that decides is of another type than the API says"
        }
    }
}

extension Verdict {
    /// Whether no rule is broken at all.
    fileprivate var isClean: Bool { denials.isEmpty && warnings.isEmpty && audits.isEmpty }
}
