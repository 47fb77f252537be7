// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A current enclave committed to a state.
///
/// In Move: `enclave_registry::StateCommitted`.
public struct StateCommitted: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// Ed25519.
    public var signingKey: [UInt8]
    /// The `no` of the last change: of two copies the higher is right.
    public var sequence: UInt64
    /// The root.
    public var root: [UInt8]

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, signingKey: [UInt8], sequence: UInt64, root: [UInt8]
    ) {
        self.cluster = cluster
        self.number = number
        self.signingKey = signingKey
        self.sequence = sequence
        self.root = root
    }
}

extension StateCommitted: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        writer.bytes(signingKey)
        writer.integer(sequence)
        writer.bytes(root)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        signingKey = try reader.bytes()
        sequence = try reader.integer()
        root = try reader.bytes()
    }
}
