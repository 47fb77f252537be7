// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Reviews
public import SealAuthN
public import StakeRBAC

/// What a request and whoever asks come to: the one place where the server asks for a verdict.
public struct ReviewRules: Sendable {
    private let policies: PolicyStore
    private let prices: @Sendable () -> TierTable<UInt64>

    /// Goes by the policy in force; `prices` says what tiers cost now, for whoever is told what is missing.
    public init(
        _ policies: PolicyStore = PolicyStore(),
        prices: @escaping @Sendable () -> TierTable<UInt64> = { Circumstances.firstPrices }
    ) {
        self.policies = policies
        self.prices = prices
    }

    /// The policy in force, for one thread.
    func makeReader() -> EngineReader { EngineReader(policies) }

    /// Whether a write may happen.
    func admit(
        _ review: borrowing AdmissionReview, by caller: Caller, _ engine: Engine, at now: WallTime
    ) throws(ReviewError) -> Verdict {
        // What is nobody's of ours is the larger part, and needs no price.
        if caller == .notOurs { return .pass }
        return try engine.admit(review, by: caller, Circumstances(now: now, prices: prices()))
    }

    /// Whether a verb is allowed.
    func authorize(
        _ review: borrowing SubjectAccessReview, by caller: Caller, _ engine: Engine, at now: WallTime
    ) throws(ReviewError) -> AuthorizationVerdict {
        if caller == .notOurs { return .noOpinion }
        switch try engine.authorize(review, by: caller, Circumstances(now: now, prices: prices())) {
        case .none: return .noOpinion
        case .denied(let finding): return .deny(finding)
        case .permitted: return engine.policy.authorizerAllows ? .allow : .noOpinion
        }
    }
}
