// SPDX-License-Identifier: Apache-2.0

/// Why a certificate, key or CA cannot be served with.
public struct TLSFailure: Error, Hashable, Sendable {
    /// The kind of failure; closed, so that it can be a metric's label and a test's target.
    public enum Code: String, Sendable, CaseIterable {
        case unreadable
        case noCertificate = "no_certificate"
        case noPrivateKey = "no_private_key"
        case encryptedKey = "encrypted_key"
        case mismatch
        case expired
        case notYetValid = "not_yet_valid"
        case badClientCA = "bad_client_ca"
        case weak
        case library
    }

    /// The kind of failure.
    public let code: Code
    /// What to look at; a literal, so that no byte of a key can get in.
    public let detail: StaticString

    init(_ code: Code, _ detail: StaticString) {
        self.code = code
        self.detail = detail
    }

    /// Failures are equal when their kind is.
    public static func == (a: Self, b: Self) -> Bool { a.code == b.code }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
