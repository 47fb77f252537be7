// SPDX-License-Identifier: Apache-2.0

/// A cryptographic library that does not do its part.
///
/// None of them depends on a peer: OpenSSL without SHA-256 (a configuration that loads no default provider),
/// a kernel without randomness, no memory that can be locked.
public struct CryptoError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed; closed.
    public enum Code: String, Sendable, CaseIterable {
        case digestUnavailable = "digest_unavailable"
        case randomnessUnavailable = "randomness_unavailable"
        case outOfMemory = "out_of_memory"
    }

    /// What failed.
    public let code: Code

    /// Names a failure.
    public init(_ code: Code) { self.code = code }

    /// One sentence for a log.
    public var description: String {
        switch code {
        case .digestUnavailable: "OpenSSL offers no SHA-256; is its default provider switched off in openssl.cnf?"
        case .randomnessUnavailable: "the kernel gives no random bytes"
        case .outOfMemory: "no memory for a secret"
        }
    }
}
