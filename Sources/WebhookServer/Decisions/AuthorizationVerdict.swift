// SPDX-License-Identifier: Apache-2.0
public import StakeRBAC

/// Whether a verb is allowed, as far as we can say.
public enum AuthorizationVerdict: Sendable, Equatable {
    /// Yes, and nobody else is asked.
    case allow
    /// No, and nobody else is asked; the user reads why.
    case deny(Finding)
    /// Others decide.
    case noOpinion
}
