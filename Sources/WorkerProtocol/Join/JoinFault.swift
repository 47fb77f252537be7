// SPDX-License-Identifier: Apache-2.0

/// Why a claim to join is refused; closed, and its raw values are the labels of metrics.
public enum JoinFault: String, Error, Hashable, Sendable, CaseIterable {
    case malformed
    case wrongDomain = "wrong_domain"
    case wrongCluster = "wrong_cluster"
    case wrongServer = "wrong_server"
    case notYetValid = "not_yet_valid"
    case expired
    case wrongPassword = "wrong_password"
    case unsupportedScheme = "unsupported_scheme"
    case badSignature = "bad_signature"
    case wrongSigner = "wrong_signer"

    /// One sentence: a literal, so that nothing of a claim can get into it.
    public var reason: StaticString {
        switch self {
        case .malformed: "the claim is not written as a claim to join is"
        case .wrongDomain: "the signature is for another purpose than joining"
        case .wrongCluster: "the claim is for another cluster"
        case .wrongServer: "the claim is for a server with another key; is somebody in between?"
        case .notYetValid: "the claim is from the future; are both clocks right?"
        case .expired: "the claim is too old; are both clocks right?"
        case .wrongPassword: "the node password is not the one that was signed for"
        case .unsupportedScheme: "multisig, zkLogin, passkey and validator keys sign no claims; a single key does"
        case .badSignature: "the signature does not belong to the claim"
        case .wrongSigner: "the claim is signed by another address than the owner that it names"
        }
    }
}
