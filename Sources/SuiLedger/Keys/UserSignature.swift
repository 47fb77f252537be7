// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto

/// A signature with the key that checks it, as the network carries it: `flag ‖ signature ‖ public key`.
///
/// Only signatures of one key are of this type. Others are recognised, so that they can be refused by name.
public struct UserSignature: Hashable, Sendable {
    /// Why bytes are no such signature.
    public enum Refusal: Error, Hashable, Sendable {
        /// Not the form of any signature.
        case malformed
        /// A multisig, zkLogin, passkey or validator signature.
        case unsupported(SignatureScheme)
    }

    /// Longer ones are not looked at: the longest that the network knows is well below.
    public static let maximumLength = 16 * 1024

    /// The key.
    public let publicKey: PublicKey
    /// 64 bytes.
    public let signature: [UInt8]

    /// Puts both together.
    public init(publicKey: PublicKey, signature: [UInt8]) {
        self.publicKey = publicKey
        self.signature = signature
    }

    /// Takes the bytes apart.
    public init(_ bytes: [UInt8]) throws(Refusal) {
        guard let flag = bytes.first, bytes.count <= Self.maximumLength, let scheme = SignatureScheme(rawValue: flag)
        else {
            throw .malformed
        }
        guard let curve = scheme.curve else { throw .unsupported(scheme) }
        let rest = Array(bytes.dropFirst())
        guard rest.count == Curve.signatureLength + curve.publicKeyLength,
            let key = PublicKey(curve, Array(rest[Curve.signatureLength...]))
        else { throw .malformed }
        publicKey = key
        signature = Array(rest[..<Curve.signatureLength])
    }

    /// Reads Base64.
    public init(base64 text: String) throws(Refusal) {
        guard text.utf8.count <= Self.maximumLength * 2, let bytes = Base64.decode(text) else { throw .malformed }
        try self.init(bytes)
    }

    /// The bytes.
    public var bytes: [UInt8] {
        [SignatureScheme(publicKey.curve).rawValue] + signature + publicKey.bytes
    }

    /// Base64, as requests carry it.
    public var base64: String { Base64.encode(bytes) }

    /// The address that the key signs for.
    public var signer: Address { Address(publicKey) }

    /// Whether the message was signed with this intent.
    public func isValid(over message: [UInt8], intent: Intent) -> Bool {
        publicKey.isValid(signature, over: intent.digest(of: message).bytes)
    }
}

extension Address {
    /// The address of a single key: the digest of its flag and bytes.
    public init(_ publicKey: PublicKey) {
        self.init(BLAKE2b.digest(of: [SignatureScheme(publicKey.curve).rawValue] + publicKey.bytes))
    }
}

extension PrivateKey {
    /// Signs a message with an intent.
    public func sign(_ message: [UInt8], intent: Intent) throws(CryptoError) -> UserSignature {
        UserSignature(publicKey: publicKey, signature: try sign(intent.digest(of: message).bytes))
    }
}
