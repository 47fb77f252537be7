// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Telemetry

/// Why a token is nobody's; closed, so that it can be a metric's label.
enum HolderRefusal: String, MetricLabel {
    /// There is none.
    case missing
    /// It stands in two places, or in a way that is none of ours.
    case unclear
    case malformedToken = "malformed_token"
    case unknownSeal = "unknown_seal"
    case wrongBinding = "wrong_binding"
    case malformedSeal = "malformed_seal"
    case revoked
    case expired
    case wrongDomain = "wrong_domain"
    case wrongCluster = "wrong_cluster"
    case wrongAudience = "wrong_audience"
    case notYetValid = "not_yet_valid"
    case tokenExpired = "token_expired"
    case livesTooLong = "lives_too_long"
    case unsupportedScheme = "unsupported_scheme"
    case badSignature = "bad_signature"
    /// Whoever is said to have signed has no account.
    case unknownSigner = "unknown_signer"

    /// What is wrong with a signed token.
    init(_ fault: TokenFault) {
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

    /// One sentence for whoever sent it.
    var sentence: StaticString {
        switch self {
        case .missing: "send a seal token as Authorization: Bearer or as X-Seal-Token"
        case .unclear: "one seal token is needed, in Authorization: Bearer or in X-Seal-Token, and no other credential"
        case .malformedToken: "this is neither a seal token nor a signed one"
        // Which of these it is, is told to nobody who does not hold the token already.
        case .unknownSeal, .wrongBinding:
            "there is no seal of this token in this cluster; a new one counts within seconds"
        case .malformedSeal: "the seal is of a kind that is not known here"
        case .revoked: "the seal was revoked"
        case .expired: "the seal is expired"
        case .wrongDomain: TokenFault.wrongDomain.reason
        case .wrongCluster: TokenFault.wrongCluster.reason
        case .wrongAudience: "the token is for another audience: one for here is made with --audience k3s-daas-api"
        case .notYetValid: TokenFault.notYetValid.reason
        case .tokenExpired: TokenFault.expired.reason
        case .livesTooLong: TokenFault.livesTooLong.reason
        case .unsupportedScheme: TokenFault.unsupportedScheme.reason
        case .badSignature: TokenFault.badSignature.reason
        case .unknownSigner: "whoever is said to have signed the token has never staked in this cluster"
        }
    }
}
