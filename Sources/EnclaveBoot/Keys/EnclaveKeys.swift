// SPDX-License-Identifier: Apache-2.0
public import Attestation
public import Crypto
public import PKI

/// The keys that an enclave makes when it starts, and that end with it: in memory alone, and never lent to a program but for
/// the TLS key.
public final class EnclaveKeys: Sendable {
    /// What TLS is served with.
    public let tls: TLSKey
    /// What the enclave signs with, by Ed25519: claims for the chain, and successors of the other keys.
    public let signing: PrivateKey
    /// What secrets are sealed to, by X25519.
    public let recipient: RecipientKey

    /// Makes keys that nobody can guess; the kernel's randomness must be ready.
    public init() throws(CryptoError) {
        tls = try TLSKey.random()
        signing = try PrivateKey.random(.ed25519)
        recipient = try RecipientKey.random()
    }

    /// What stands before an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410 §4).
    private static let signingHead: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

    /// What the enclave commits itself to, in PCR 16 and in every document.
    public func commitment(config: Bytes32) throws(CryptoError) -> EnclaveCommitment {
        let signingInfo = Self.signingHead + signing.publicKey.bytes
        let recipientKey = recipient.publicKey.bytes
        return EnclaveCommitment(
            tls: tls.hash, signing: try SHA256.digest(of: signingInfo.span),
            recipient: try SHA256.digest(of: recipientKey.span), config: config)
    }
}
