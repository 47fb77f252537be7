// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not the BCS of what was asked for.
public struct BCSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong; closed.
    public enum Code: String, Sendable, CaseIterable {
        /// The bytes end too early, or a length says more than there is.
        case truncated
        /// Bytes follow the value.
        case trailing
        /// A number is written with more bytes than it needs, or is larger than BCS allows.
        case overlong
        /// A boolean, an option or a variant has a number that it cannot have.
        case unknownVariant = "unknown_variant"
        /// A text is not UTF-8.
        case notText = "not_text"
        /// Values are nested deeper than allowed.
        case tooDeep = "too_deep"
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
        case .overlong: "a length is not written the shortest way"
        case .unknownVariant: "a variant is unknown"
        case .notText: "a text is not UTF-8"
        case .tooDeep: "nested too deep"
        }
    }
}
