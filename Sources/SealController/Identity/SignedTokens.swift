// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// What all loops share about signed tokens: which were verified, and how many more may be.
struct SignedTokens: Sendable {
    /// Whom a token for the public API is for.
    ///
    /// Not the apiserver's audience, which it is read by as well: what somebody sends here must open nothing there, and a token for kubectl nothing here.
    static let audience = "k3s-daas-api"
    /// How many verified tokens are remembered.
    static let remembered = 8192

    /// Only what was for this cluster and this audience gets in.
    let verified: VerifiedTokens
    let budget: VerificationBudget

    /// Nothing is known yet.
    init(cluster: Address, now: Monotonic) {
        verified = VerifiedTokens(cluster: cluster, limit: Self.remembered)
        budget = VerificationBudget(now: now)
    }
}
