// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Why a review cannot be read; closed, so that it can be a metric's label.
///
/// The peer is told 400.
public enum ReviewError: String, JSONFailure, Sendable, CaseIterable {
    /// Not a JSON document.
    case malformed
    /// Longer or deeper than any review.
    case tooLarge = "too_large"
    /// A key that decides stands twice.
    case duplicateKey = "duplicate_key"
    /// A value of another type than its place demands.
    case wrongType = "wrong_type"
    /// Another kind than the endpoint's.
    case wrongKind = "wrong_kind"
    /// An API version that this server does not speak.
    case unknownVersion = "unknown_version"
    /// A field that decides is not there.
    case missingField = "missing_field"
    /// Two fields of which one may be there.
    case conflictingFields = "conflicting_fields"
    /// An operation that admission does not know.
    case unknownOperation = "unknown_operation"

    /// Takes in that the document was refused.
    public init(_ error: JSONError) {
        switch error {
        case .malformed, .number, .encoding, .memory: self = .malformed
        case .tooDeep, .tooLarge: self = .tooLarge
        case .duplicateKey: self = .duplicateKey
        case .wrongType: self = .wrongType
        }
    }

    /// One sentence for the reply; a literal, so that no peer's byte comes back.
    public var reason: StaticString {
        switch self {
        case .malformed: "the body is not a JSON document"
        case .tooLarge: "the document is longer or deeper than a review may be"
        case .duplicateKey: "a key that decides stands twice in one object"
        case .wrongType: "a field is of another type than the API says"
        case .wrongKind: "the document is of another kind than this endpoint answers"
        case .unknownVersion: "the API version is not one that this server speaks"
        case .missingField: "a required field is missing"
        case .conflictingFields: "two fields are set of which only one may be"
        case .unknownOperation: "the operation is not one of CREATE, UPDATE, DELETE and CONNECT"
        }
    }
}
