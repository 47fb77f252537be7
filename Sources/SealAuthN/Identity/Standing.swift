// SPDX-License-Identifier: Apache-2.0

/// What a stake, or a seal with the stake behind it, is worth.
public enum Standing: Hashable, Sendable {
    /// It makes somebody of its owner.
    case good(Identity)
    /// It is worth nothing, for this reason.
    case refused(TokenRefusal)
}
