// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not the CBOR of what was asked for.
public struct CBORError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong; closed.
    public enum Code: String, Sendable, CaseIterable {
        /// The bytes end too early, or a length says more than there is.
        case truncated
        /// Bytes follow the value.
        case trailing
        /// A number or a length is written with more bytes than it needs.
        case notMinimal = "not_minimal"
        /// A head has a form that RFC 8949 reserves.
        case reserved
        /// A text or bytes come in pieces.
        case indefiniteString = "indefinite_string"
        /// A floating-point number, `undefined`, or a simple value that has no meaning here.
        case unsupported
        /// A break stands where no container of unknown length can end.
        case misplacedBreak = "misplaced_break"
        /// An item of another type stands there.
        case wrongType = "wrong_type"
        /// A number is beyond what was asked for.
        case outOfRange = "out_of_range"
        /// A text is not UTF-8.
        case notText = "not_text"
        /// Items are nested deeper than allowed.
        case tooDeep = "too_deep"
        /// A map or an array has more entries than allowed.
        case tooMany = "too_many"
        /// A map has a key twice.
        case duplicateKey = "duplicate_key"
    }

    /// What is wrong.
    public let code: Code

    /// Names a fault.
    public init(_ code: Code) { self.code = code }

    /// One sentence for a log.
    public var description: String {
        switch code {
        case .truncated: "the bytes end too early"
        case .trailing: "bytes follow the value"
        case .notMinimal: "a number is not written the shortest way"
        case .reserved: "a head has a reserved form"
        case .indefiniteString: "a text or bytes come in pieces"
        case .unsupported: "a value is of a kind that is not used here"
        case .misplacedBreak: "a break ends nothing"
        case .wrongType: "an item has an unexpected type"
        case .outOfRange: "a number is too large"
        case .notText: "a text is not UTF-8"
        case .tooDeep: "nested too deep"
        case .tooMany: "a container has too many entries"
        case .duplicateKey: "a map has a key twice"
        }
    }
}
