// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A seal was minted, refreshed or revoked.
///
/// In Move: `seal::SealChanged`.
public struct SealChanged: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// Its key.
    public var key: SealKey
    /// The whole seal.
    public var seal: Seal
    /// Why.
    public var cause: UInt8

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, key: SealKey, seal: Seal, cause: UInt8
    ) {
        self.cluster = cluster
        self.number = number
        self.key = key
        self.seal = seal
        self.cause = cause
    }
}

extension SealChanged: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        key.encode(into: &writer)
        seal.encode(into: &writer)
        writer.uint8(cause)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        key = try SealKey(from: &reader)
        seal = try Seal(from: &reader)
        cause = try reader.uint8()
    }
}
