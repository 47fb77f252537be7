// SPDX-License-Identifier: Apache-2.0

/// Whether a verb is allowed, as far as we can say.
public enum AuthorizationVerdict: Sendable, Equatable {
    /// Yes, and nobody else is asked.
    case allow(reason: String)
    /// No, and nobody else is asked; the user reads the reason.
    case deny(reason: String)
    /// Others decide.
    case noOpinion
}
