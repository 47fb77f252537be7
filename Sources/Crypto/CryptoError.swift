// SPDX-License-Identifier: Apache-2.0

/// What a cryptographic library cannot do: because it does not do its part (OpenSSL without SHA-2, a kernel without
/// randomness, no memory that can be locked), or because a key, a password or a box is not one.
public struct CryptoError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed; closed.
    public enum Code: String, Sendable, CaseIterable {
        case digestUnavailable = "digest_unavailable"
        case randomnessUnavailable = "randomness_unavailable"
        case outOfMemory = "out_of_memory"
        case invalidKey = "invalid_key"
        case wrongPassword = "wrong_password"
        case notOpened = "not_opened"
        case unexpectedEnvelope = "unexpected_envelope"
    }

    /// What failed.
    public let code: Code

    /// Names a failure.
    public init(_ code: Code) { self.code = code }

    /// One sentence for a log.
    public var description: String {
        switch code {
        case .digestUnavailable: "OpenSSL offers no SHA-2; is its default provider switched off in openssl.cnf?"
        case .randomnessUnavailable: "the kernel gives no random bytes"
        case .outOfMemory: "no memory for a secret"
        case .invalidKey: "the bytes are no private key of this curve"
        case .wrongPassword: "the password is wrong, or the bytes were changed"
        case .notOpened: "sealed to another key or for another purpose, or the bytes were changed"
        case .unexpectedEnvelope:
            "not CMS EnvelopedData for one recipient with RSAES-OAEP, SHA-256 and AES-256-CBC, and nothing else"
        }
    }
}
