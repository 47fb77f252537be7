// SPDX-License-Identifier: Apache-2.0

/// What a token turned out to be.
public enum Authentication: Sendable, Equatable {
    /// A live identity, for those of the audiences that were asked for.
    case accepted(Identity, for: AudienceSet)
    /// Not a token of ours: refused without an error, so that the apiserver remembers it.
    case notOurs
    /// Ours in form, and refused: with an error, so that the apiserver asks again as soon as the stake is there.
    case refused(TokenRefusal)
}
