// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// The key that a host must have, known by SHA-256 of its SubjectPublicKeyInfo (RFC 7469 §2.4).
///
/// For hosts whose certificates nobody else has signed: the key is known from elsewhere, and neither names, times nor authorities
/// count beside it.
public struct KeyPin: Hashable, Sendable {
    /// The 32 bytes.
    public let sha256: [UInt8]

    /// Takes a digest; `nil` unless there are 32 bytes.
    public init?(sha256: [UInt8]) {
        guard sha256.count == 32 else { return nil }
        self.sha256 = sha256
    }

    /// As libcurl wants it.
    var text: String { "sha256//" + Base64.encode(sha256) }
}
