// SPDX-License-Identifier: Apache-2.0
internal import CSodium

/// A key that checks signatures.
public struct PublicKey: Hashable, Sendable {
    /// The scheme.
    public let curve: Curve
    /// The key as Sui writes it: 32 bytes for Ed25519, a compressed point of 33 for the others.
    public let bytes: [UInt8]

    /// Takes a key's bytes, or is `nil` where the length is wrong.
    ///
    /// Whether they are a point is found when a signature is checked.
    public init?(_ curve: Curve, _ bytes: [UInt8]) {
        guard bytes.count == curve.publicKeyLength else { return nil }
        self.curve = curve
        self.bytes = bytes
    }

    /// Whether the signature was made over the message by this key's other half.
    ///
    /// A signature that could be written in another way is refused: ECDSA's with a large *s*, Ed25519's with points of small
    /// order. The corresponding C functions are `crypto_sign_verify_detached` and `EVP_DigestVerify`.
    public func isValid(_ signature: [UInt8], over message: Span<UInt8>) -> Bool {
        guard signature.count == Curve.signatureLength else { return false }
        guard curve == .ed25519 else { return EllipticPublicKey(self)?.isValid(signature, over: message) ?? false }
        return unsafe message.withUnsafeBufferPointer { message in
            unsafe crypto_sign_verify_detached(signature, message.baseAddress, UInt64(message.count), bytes) == 0
        }
    }

    /// Whether the signature was made over the message by this key's other half.
    public func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool { isValid(signature, over: message.span) }
}
