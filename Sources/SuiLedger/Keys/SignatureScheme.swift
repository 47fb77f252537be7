// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// The byte that tells what kind of signature follows.
public enum SignatureScheme: UInt8, Hashable, Sendable, CaseIterable {
    case ed25519 = 0
    case secp256k1 = 1
    case secp256r1 = 2
    case multisig = 3
    case bls = 4
    case zkLogin = 5
    case passkey = 6

    /// The scheme of a single key.
    public init(_ curve: Curve) {
        switch curve {
        case .ed25519: self = .ed25519
        case .secp256k1: self = .secp256k1
        case .secp256r1: self = .secp256r1
        }
    }

    /// The curve, where one key of ours can check the signature.
    public var curve: Curve? {
        switch self {
        case .ed25519: .ed25519
        case .secp256k1: .secp256k1
        case .secp256r1: .secp256r1
        case .multisig, .bls, .zkLogin, .passkey: nil
        }
    }
}
