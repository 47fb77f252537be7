// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// An enclave's signing key as its commitment names it.
public enum SigningKeyInfo {
    /// What stands before an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410 §4).
    private static let head: [UInt8] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]

    /// SHA-256 of the key's SubjectPublicKeyInfo.
    public static func digest(of key: Bytes32) throws(CryptoError) -> Bytes32 {
        let info = head + key.bytes
        return try SHA256.digest(of: info.span)
    }
}
