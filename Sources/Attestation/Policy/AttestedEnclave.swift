// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel

/// An enclave whose document held: who signed it, what it runs and what it binds were looked at.
///
/// Only a ``Verifier`` makes one, so that holding it is the proof, of what its policy demanded: see ``isTrusted``.
public struct AttestedEnclave: Sendable {
    /// The enclave's name: `i-…-enc…`.
    public let moduleID: String
    /// Its parent instance's id.
    public let instanceID: String
    /// The region that its chain names.
    public let region: String
    /// When the document was made.
    public let timestamp: WallTime
    /// The locked registers.
    public let pcrs: [Int: [UInt8]]
    /// The key that it brings.
    public let publicKey: [UInt8]?
    /// What it added.
    public let userData: [UInt8]?
    /// The challenge that it answered.
    public let nonce: [UInt8]?
    /// When the first certificate of its chain expires: the document says nothing beyond.
    public let chainEnds: WallTime
    /// What it commits to, if it is an enclave of this product.
    ///
    /// Then `user_data` has the form and names this `public_key`, and register 16 is locked and holds the same. Else it is
    /// `nil`: without the register, any program in the enclave could have written the rest.
    public let commitment: EnclaveCommitment?
    /// SHA-256 of what was signed.
    ///
    /// The document's own bytes do not tell it from another: each signature can be written in two ways.
    public let identity: Bytes32
    /// Whether it runs in debug mode.
    public let isDebug: Bool
    /// Whether it was looked at as of its own time, and not as of now.
    public let isArchived: Bool
    /// Whether a policy held that demands an image and refuses debug mode; else the document is genuine, and that is all.
    public let isTrusted: Bool

    init(
        _ document: UnverifiedDocument, _ chain: CertificateChain, region: String, freshness: Freshness,
        policy: PCRPolicy
    ) throws(AttestationRefusal) {
        moduleID = document.moduleID
        instanceID = document.module.instance
        self.region = region
        timestamp = document.timestamp
        pcrs = document.pcrs
        publicKey = document.publicKey
        userData = document.userData
        nonce = document.nonce
        chainEnds = chain.ends
        commitment = try Self.commitment(of: document)
        identity = try Digest.sha256(document.envelope.payload)
        isDebug = document.isDebug
        isArchived = freshness == .archived
        isTrusted = policy.isTrustworthy && !document.isDebug
    }

    private static func commitment(
        of document: UnverifiedDocument
    ) throws(AttestationRefusal) -> EnclaveCommitment? {
        guard let userData = document.userData, let publicKey = document.publicKey,
            let register = document.pcrs[EnclaveCommitment.register],
            let commitment = EnclaveCommitment(userData: userData.span)
        else { return nil }
        let recipient = try Digest.sha256(publicKey)
        do throws(CryptoError) {
            guard recipient == commitment.recipient, try commitment.pcr16() == register else { return nil }
            return commitment
        } catch {
            throw AttestationRefusal(.unavailable, "SHA-384")
        }
    }
}
