// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Reviews
public import StakeRBAC

/// What a request and whoever asks come to: the one place where the server asks for a verdict.
public struct ReviewRules: Sendable {
    /// Whom namespaces belong to, and which machines are the operator's.
    let policy: Policy

    /// Goes by a policy.
    public init(_ policy: Policy = Policy()) { self.policy = policy }

    /// Whether a write may happen.
    func admit(
        _ review: borrowing AdmissionReview, by caller: Caller, at now: WallTime
    ) throws(ReviewError) -> AdmissionVerdict {
        TierRule.admit(caller)
    }

    /// Whether a verb is allowed.
    func authorize(
        _ review: borrowing SubjectAccessReview, by caller: Caller, at now: WallTime
    ) throws(ReviewError) -> AuthorizationVerdict {
        TierRule.authorize(caller)
    }
}
