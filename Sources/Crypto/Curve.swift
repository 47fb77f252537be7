// SPDX-License-Identifier: Apache-2.0

/// The signature schemes that a wallet may have.
public enum Curve: String, Hashable, Sendable, CaseIterable {
    /// EdDSA of RFC 8032.
    case ed25519
    /// ECDSA over SEC 2's secp256k1, with SHA-256.
    case secp256k1
    /// ECDSA over NIST's P-256, with SHA-256.
    case secp256r1

    /// How long a private key is, whichever it is.
    public static let privateKeyLength = 32
    /// How long a signature is, whichever it is: two numbers of 32 bytes.
    public static let signatureLength = 64

    /// How long a public key is: a point, or its compressed form.
    public var publicKeyLength: Int { self == .ed25519 ? 32 : 33 }
}
