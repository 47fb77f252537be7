// SPDX-License-Identifier: Apache-2.0

/// What a token turned out to be.
public enum Authentication: Sendable, Equatable {
    /// A live identity, for those of the audiences that were asked for.
    case accepted(Identity, for: AudienceSet)
    /// Not a token of ours: refused without an error, so that the apiserver remembers it.
    case notOurs
    /// Ours in form, and refused: with an error, so that the apiserver asks again as soon as the stake is there.
    case refused(TokenRefusal)

    /// What a standing makes of a token that is for these audiences.
    public init(_ standing: Standing, for audiences: AudienceSet) {
        switch standing {
        case .good(let identity): self = .accepted(identity, for: audiences)
        case .refused(let reason): self = .refused(reason)
        }
    }
}
