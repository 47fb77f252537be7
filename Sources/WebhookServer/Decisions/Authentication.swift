// SPDX-License-Identifier: Apache-2.0

/// What a token turned out to be.
public enum Authentication: Sendable, Equatable {
    /// A live identity.
    case accepted(Identity)
    /// Not a token of ours: refused without an error, so that the apiserver remembers it.
    case notOurs
    /// Ours in form, and refused: with an error, so that the apiserver asks again as soon as the stake is there.
    case refused(TokenRefusal)
}

/// Why a token of ours was refused; closed, so that it can be a metric's label.
public enum TokenRefusal: String, Sendable, CaseIterable {
    case unknownSeal = "unknown_seal"
    case wrongBinding = "wrong_binding"
    case expired
    case revoked
    case slashed
    case unstaked
    case stakeTooLow = "stake_too_low"
    case outdatedGeneration = "outdated_generation"
    case ledgerUnavailable = "ledger_unavailable"

    /// One sentence for `status.error`: it reaches the apiserver's log, never the user.
    public var reason: StaticString {
        switch self {
        case .unknownSeal: "no seal with this token is on the ledger"
        case .wrongBinding: "the seal is bound to another owner"
        case .expired: "the seal is expired"
        case .revoked: "the seal is revoked"
        case .slashed: "the owner's stake is slashed"
        case .unstaked: "the owner has no active stake"
        case .stakeTooLow: "the owner's stake is below the viewer tier"
        case .outdatedGeneration: "the seal was minted before a slashing"
        case .ledgerUnavailable: "the ledger cannot be asked at the moment"
        }
    }
}
