// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Why bytes are not the message that they should be; closed, and its raw values are the labels of metrics.
public enum MessageFault: String, JSONFailure, Hashable, Sendable, CaseIterable {
    /// Not JSON, or not BCS.
    case malformed
    /// More bytes than a message of this kind has.
    case tooLarge = "too_large"
    /// A field that must be there is not.
    case missingField = "missing_field"
    /// A field is of another type, or stands twice.
    case wrongType = "wrong_type"
    /// A field's value is none that it can have.
    case badValue = "bad_value"

    /// Takes in what the parser refused.
    public init(_ error: JSONError) {
        switch error {
        case .tooLarge: self = .tooLarge
        case .duplicateKey, .wrongType: self = .wrongType
        case .malformed, .tooDeep, .number, .encoding, .memory: self = .malformed
        }
    }

    /// One sentence: a literal, so that nothing of a message can get into it.
    public var reason: StaticString {
        switch self {
        case .malformed: "the message cannot be read"
        case .tooLarge: "the message is too long"
        case .missingField: "a field is missing"
        case .wrongType: "a field is of another type, or stands twice"
        case .badValue: "a field has a value that it cannot have"
        }
    }
}
