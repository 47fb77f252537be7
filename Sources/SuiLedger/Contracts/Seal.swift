// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Wire

/// What the cluster knows of a seal.
///
/// In Move: `seal::Seal`.
public struct Seal: Hashable, Sendable {
    /// Its id: stays when the secret is refreshed.
    public var sealID: Address
    /// Whose.
    public var owner: Address
    /// What it is for.
    public var kind: UInt8
    /// How often the owner was slashed.
    public var generation: UInt32
    /// What ties the secret to its owner.
    public var bind: Bytes32
    /// What it narrows the tier to; empty for all of it.
    public var permissions: [String]
    /// The namespaces that it is for; empty for all.
    public var namespaces: [String]
    /// When it was issued.
    public var issuedMilliseconds: UInt64
    /// The first epoch in which it is worth nothing.
    public var expiresEpoch: UInt64
    /// Whether it was revoked.
    public var revoked: Bool
    /// The `no` of the last change: of two copies the higher is right.
    public var sequence: UInt64
    /// For later versions.
    public var ext: [UInt8]

    /// Puts one together.
    public init(
        sealID: Address, owner: Address, kind: UInt8, generation: UInt32, bind: Bytes32, permissions: [String],
        namespaces: [String], issuedMilliseconds: UInt64, expiresEpoch: UInt64, revoked: Bool, sequence: UInt64,
        ext: [UInt8]
    ) {
        self.sealID = sealID
        self.owner = owner
        self.kind = kind
        self.generation = generation
        self.bind = bind
        self.permissions = permissions
        self.namespaces = namespaces
        self.issuedMilliseconds = issuedMilliseconds
        self.expiresEpoch = expiresEpoch
        self.revoked = revoked
        self.sequence = sequence
        self.ext = ext
    }
}

extension Seal: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(sealID)
        writer.address(owner)
        writer.uint8(kind)
        writer.integer(generation)
        writer.countedBytes32(bind)
        writer.strings(permissions)
        writer.strings(namespaces)
        writer.integer(issuedMilliseconds)
        writer.integer(expiresEpoch)
        writer.bool(revoked)
        writer.integer(sequence)
        writer.bytes(ext)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        sealID = try reader.address()
        owner = try reader.address()
        kind = try reader.uint8()
        generation = try reader.integer()
        bind = try reader.countedBytes32()
        permissions = try reader.strings()
        namespaces = try reader.strings()
        issuedMilliseconds = try reader.integer()
        expiresEpoch = try reader.integer()
        revoked = try reader.bool()
        sequence = try reader.integer()
        ext = try reader.bytes()
    }
}
