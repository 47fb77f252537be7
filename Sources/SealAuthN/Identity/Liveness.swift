// SPDX-License-Identifier: Apache-2.0

/// What an identity that was given out earlier is worth now.
public enum Liveness: Sendable, Equatable {
    /// Nobody of ours: another authenticator's user, which is none of our business.
    case notOurs
    /// The stake behind it holds, and makes this of it.
    case live(Identity)
    /// Ours by name, and worth nothing any more.
    case dead(TokenRefusal)
}
