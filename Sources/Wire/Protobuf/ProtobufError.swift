// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no Protocol Buffers message.
public struct ProtobufError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong; closed.
    public enum Code: String, Sendable, CaseIterable {
        /// The bytes end inside a field.
        case truncated
        /// A number takes more than ten bytes, or a field has the number zero or one that is too large.
        case malformed
        /// A field has a wire type that this message does not have there, or one that nobody uses any more.
        case wireType = "wire_type"
        /// A text is not UTF-8.
        case notText = "not_text"
    }

    /// What is wrong.
    public let code: Code

    /// Names a fault.
    public init(_ code: Code) { self.code = code }

    /// One sentence for a log.
    public var description: String {
        switch code {
        case .truncated: "the message ends inside a field"
        case .malformed: "a number or a tag is malformed"
        case .wireType: "a field has an unexpected wire type"
        case .notText: "a text is not UTF-8"
        }
    }
}
