// SPDX-License-Identifier: Apache-2.0

/// Why a signed token is refused; closed, and its raw values are the labels of metrics.
public enum TokenFault: String, Error, Hashable, Sendable, CaseIterable {
    case malformed
    case wrongDomain = "wrong_domain"
    case wrongCluster = "wrong_cluster"
    case wrongAudience = "wrong_audience"
    case notYetValid = "not_yet_valid"
    case expired
    case livesTooLong = "lives_too_long"
    case unsupportedScheme = "unsupported_scheme"
    case badSignature = "bad_signature"

    /// One sentence for a log: a literal, so that nothing of a token can get into it.
    public var reason: StaticString {
        switch self {
        case .malformed: "the token is not written as a signed token is"
        case .wrongDomain: "the signature is for another purpose than a token"
        case .wrongCluster: "the token is for another cluster"
        case .wrongAudience: "the token is for another audience"
        case .notYetValid: "the token is from the future; are both clocks right?"
        case .expired: "the token has expired"
        case .livesTooLong: "the token lives for more than 15 minutes"
        case .unsupportedScheme: "multisig, zkLogin, passkey and validator keys sign no tokens; a single key does"
        case .badSignature: "the signature does not belong to the token"
        }
    }
}
