// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// Why nothing is rendered: what is wrong, and what would be right.
public enum WiringRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The plan is not one; everything that is wrong with it.
    case plan(ConfigurationError)
    /// The authorities are no certificates, or more than those.
    case authorities(String)
    /// A file of the operator's cannot be kept as it is: its path, and why.
    case existing(String, String)
    /// What was rendered does not say what it should; it is a fault of ours.
    case rendered(String, String)

    /// One sentence or several lines for people.
    public var description: String {
        switch self {
        case .plan(let error): error.description
        case .authorities(let reason): "the certificate authority: \(reason)"
        case .existing(let path, let reason): "\(path): \(reason)"
        case .rendered(let path, let reason): "\(path): \(reason); please report it"
        }
    }
}
