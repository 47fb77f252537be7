// SPDX-License-Identifier: Apache-2.0

/// Why a token of ours was refused; closed, so that it can be a metric's label.
public enum TokenRefusal: String, Error, Sendable, CaseIterable {
    case unknownSeal = "unknown_seal"
    case wrongBinding = "wrong_binding"
    case workerSeal = "worker_seal"
    case malformedSeal = "malformed_seal"
    case expired
    case revoked
    case slashed
    case unstaked
    case stakeTooLow = "stake_too_low"
    case outdatedGeneration = "outdated_generation"

    case malformedToken = "malformed_token"
    case wrongDomain = "wrong_domain"
    case wrongCluster = "wrong_cluster"
    case wrongAudience = "wrong_audience"
    case notYetValid = "not_yet_valid"
    case tokenExpired = "token_expired"
    case livesTooLong = "lives_too_long"
    case unsupportedScheme = "unsupported_scheme"
    case badSignature = "bad_signature"

    case ledgerUnavailable = "ledger_unavailable"
    case unconfirmed
    case tooManyLookUps = "too_many_look_ups"
    case forbiddenName = "forbidden_name"

    /// What is wrong with a signed token, as a refusal.
    public init(_ fault: TokenFault) {
        switch fault {
        case .malformed: self = .malformedToken
        case .wrongDomain: self = .wrongDomain
        case .wrongCluster: self = .wrongCluster
        case .wrongAudience: self = .wrongAudience
        case .notYetValid: self = .notYetValid
        case .expired: self = .tokenExpired
        case .livesTooLong: self = .livesTooLong
        case .unsupportedScheme: self = .unsupportedScheme
        case .badSignature: self = .badSignature
        }
    }

    /// One sentence for `status.error`: it reaches the apiserver's log, never the user.
    public var reason: StaticString {
        switch self {
        case .unknownSeal: "no seal with this token is on the ledger"
        case .wrongBinding: "the seal is bound to another owner"
        case .workerSeal: "the seal is a worker's, which opens the public API and never the cluster"
        case .malformedSeal: "what the seal is narrowed to cannot be read"
        case .expired: "the seal is expired"
        case .revoked: "the seal is revoked"
        case .slashed: "the owner's stake is slashed"
        case .unstaked: "the owner has no active stake"
        case .stakeTooLow: "the owner's stake is below the viewer tier"
        case .outdatedGeneration: "the seal was minted before a slashing"
        case .malformedToken: TokenFault.malformed.reason
        case .wrongDomain: TokenFault.wrongDomain.reason
        case .wrongCluster: TokenFault.wrongCluster.reason
        case .wrongAudience: TokenFault.wrongAudience.reason
        case .notYetValid: TokenFault.notYetValid.reason
        case .tokenExpired: TokenFault.expired.reason
        case .livesTooLong: TokenFault.livesTooLong.reason
        case .unsupportedScheme: TokenFault.unsupportedScheme.reason
        case .badSignature: TokenFault.badSignature.reason
        case .ledgerUnavailable: "the ledger cannot be asked at the moment"
        case .unconfirmed: "too few nodes agree on the stake for a tier as high as this"
        case .tooManyLookUps: "too many tokens are being looked up at the moment"
        case .forbiddenName: "the identity has a name that an apiserver may not be told"
        }
    }
}
