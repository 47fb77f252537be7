// SPDX-License-Identifier: Apache-2.0
public import Wire

/// One version of one object: what a transaction that takes an owned object must name.
public struct ObjectReference: Hashable, Sendable {
    /// Which object.
    public var id: Address
    /// Which version.
    public var version: UInt64
    /// The digest of that version.
    public var digest: Digest

    /// Names a version.
    public init(id: Address, version: UInt64, digest: Digest) {
        self.id = id
        self.version = version
        self.digest = digest
    }
}

extension ObjectReference: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(id)
        writer.integer(version)
        digest.encode(into: &writer)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        id = try reader.address()
        version = try reader.integer()
        digest = try Digest(from: &reader)
    }
}
