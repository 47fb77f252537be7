// SPDX-License-Identifier: Apache-2.0

/// What a certificate is for.
public enum SubjectName: Hashable, Sendable, CustomStringConvertible {
    /// A host's name.
    case dns(String)
    /// An address, as text.
    case address(String)

    /// The name alone.
    public var description: String {
        switch self {
        case .dns(let text), .address(let text): text
        }
    }
}
