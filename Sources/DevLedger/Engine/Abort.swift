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

    /// A sum that does not fit: no check of the contracts, but Move's own.
    static func arithmetic(_ module: String) -> Abort { Abort(module, arithmeticName) }

    private static let arithmeticName = "ARITHMETIC_ERROR"

    /// Whether it was Move that refused, and not a check of the contracts: such a refusal has no number.
    public var isArithmetic: Bool { name == Self.arithmeticName }

    /// `module::name`.
    public var description: String { "\(module)::\(name)" }
}

/// Adds as Move does: a sum that does not fit ends the call, where Swift would end the process.
func sum(_ a: UInt64, _ b: UInt64, _ module: String) throws(Abort) -> UInt64 {
    let (sum, isTooMuch) = a.addingReportingOverflow(b)
    guard !isTooMuch else { throw .arithmetic(module) }
    return sum
}
