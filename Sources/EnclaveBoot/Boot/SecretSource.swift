// SPDX-License-Identifier: Apache-2.0
public import Attestation
public import Crypto

/// A secret that was brought: in locked memory, wiped when nobody holds it any more.
public final class HeldSecret: Sendable {
    /// The bytes.
    public let secret: Secret

    /// Takes over a secret.
    public init(_ secret: consuming Secret) { self.secret = secret }
}

/// Why secrets are not there.
public struct SecretSourceFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for a log; it never holds a byte of a secret.
    public let reason: String

    /// Names a reason.
    public init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}

/// Who brings an enclave its secrets.
public protocol SecretSource: Sendable {
    /// Waits until all of `names` are there, and puts those where programs look for them that belong there.
    ///
    /// It blocks; a failure is one that waiting longer does not mend.
    func receive(_ names: [SecretName]) throws(SecretSourceFailure) -> [SecretName: HeldSecret]
}
