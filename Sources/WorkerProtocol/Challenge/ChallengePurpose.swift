// SPDX-License-Identifier: Apache-2.0

/// What a nonce may be signed for; one that was given out for one purpose is none for another.
public enum ChallengePurpose: String, Hashable, Sendable, CaseIterable {
    /// A ``JoinClaim``.
    case join
}
