// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// Why certificates or keys could not be read or made.
public enum PKIFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The library did not do its part.
    case crypto(CryptoError)
    /// There is something between lines of dashes that is no certificate, or no certificate at all.
    case noCertificate
    /// There are more certificates than anybody needs.
    case tooMany(limit: Int)
    /// There is no private key over P-256, or it is encrypted.
    case noKey

    /// A phrase that can follow a file's name and a colon.
    public var description: String {
        switch self {
        case .crypto(let error): error.description
        case .noCertificate: "certificates in PEM are expected"
        case .tooMany(let limit): "more than \(limit) certificates"
        case .noKey: "a private key over P-256 in PEM is expected, not encrypted"
        }
    }

    /// Runs `body`, whose failures are the library's.
    static func wrapping<Value: ~Copyable>(_ body: () throws(CryptoError) -> Value) throws(PKIFailure) -> Value {
        do throws(CryptoError) { return try body() } catch { throw .crypto(error) }
    }
}
