// SPDX-License-Identifier: Apache-2.0

/// A call that a contract refused; nothing of it has happened.
public struct Abort: Error, Hashable, Sendable, CustomStringConvertible {
    /// The module whose check failed.
    public let module: String
    /// The error's name there.
    public let name: String

    /// Names a refusal.
    public init(_ module: String, _ name: String) {
        self.module = module
        self.name = name
    }

    /// `module::name`.
    public var description: String { "\(module)::\(name)" }
}
