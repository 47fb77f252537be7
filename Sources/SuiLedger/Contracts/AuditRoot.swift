// SPDX-License-Identifier: Apache-2.0
public import Wire

/// The head of the audit log's Merkle tree (RFC 9162) over its first entries.
///
/// In Move: `audit_anchor::Root`.
public struct AuditRoot: Hashable, Sendable {
    /// How many entries.
    public var size: UInt64
    /// The Merkle tree head.
    public var hash: [UInt8]
    /// When.
    public var atMilliseconds: UInt64

    /// Puts one together.
    public init(
        size: UInt64, hash: [UInt8], atMilliseconds: UInt64
    ) {
        self.size = size
        self.hash = hash
        self.atMilliseconds = atMilliseconds
    }
}

extension AuditRoot: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.integer(size)
        writer.bytes(hash)
        writer.integer(atMilliseconds)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        size = try reader.integer()
        hash = try reader.bytes()
        atMilliseconds = try reader.integer()
    }
}
