// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto
public import Wire

/// What a transaction, an object's version or a chain is named by: 32 bytes, written in Base58.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The bytes.
    public var raw: Bytes32

    /// Takes 32 bytes.
    public init(_ raw: Bytes32) { self.raw = raw }

    /// Reads Base58 of exactly 32 bytes.
    public init?(_ text: String) {
        guard let bytes = Base58.decode(text), let raw = Bytes32(bytes.span) else { return nil }
        self.raw = raw
    }

    /// Base58.
    public var description: String { Base58.encode(raw.bytes) }
}

extension Digest: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) { writer.countedBytes32(raw) }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) { raw = try reader.countedBytes32() }
}
