// SPDX-License-Identifier: Apache-2.0

/// Why a document, or a value in it, is refused.
public enum JSONError: String, Error, Sendable, CaseIterable {
    /// Not JSON, by RFC 8259.
    case malformed
    /// Nested deeper than the parser allows.
    case tooDeep
    /// Longer than the parser allows.
    case tooLarge
    /// A number that no double holds.
    case number
    /// Not UTF-8.
    case encoding
    /// A key that decides stands twice in one object: two readers could see two documents.
    case duplicateKey
    /// A value of another type than its place demands.
    case wrongType
    /// Memory is short.
    case memory
}

/// A failure that can say that a document was refused; lets a reader throw one type for both.
public protocol JSONFailure: Error {
    /// Takes a refusal in.
    init(_ error: JSONError)
}

extension JSONError: JSONFailure {
    /// Stays what it is.
    public init(_ error: JSONError) { self = error }
}
