// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto

/// What a machine proves with, to k3s, that it is the one that had a node's name first: 64 lowercase digits, made on the machine.
///
/// Never printable. k3s takes it as text, so the text is what is hashed and signed for.
public struct NodePassword: Sendable, CustomStringConvertible {
    private let bytes: Bytes32

    /// Takes 32 bytes.
    public init(_ bytes: Bytes32) { self.bytes = bytes }

    /// Reads 64 lowercase digits; anything else is `nil`.
    public init?(_ text: String) {
        guard let bytes = Bytes32(hex: text) else { return nil }
        self.bytes = bytes
    }

    /// One that nobody can guess.
    public static func random() throws(CryptoError) -> NodePassword { NodePassword(try Bytes32.random()) }

    /// The digits, as k3s has them in its file and sends them.
    public var text: String { bytes.hex }

    /// SHA-256 of the text.
    public func digest() throws(CryptoError) -> Bytes32 {
        let digits = Array(text.utf8)
        return try SHA256.digest(of: digits.span)
    }

    /// Whether it is the one that was signed for, in a time that says nothing of how far they agree.
    public func matches(_ digest: Bytes32) throws(CryptoError) -> Bool { constantTimeEqual(try self.digest(), digest) }

    /// Says nothing of it.
    public var description: String { "node password" }
}
