// SPDX-License-Identifier: Apache-2.0
public import Wire

/// An enclave was entered, given a class or retired.
///
/// In Move: `enclave_registry::EnclaveChanged`.
public struct EnclaveChanged: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// The whole enclave.
    public var enclave: EnclaveEntry

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, enclave: EnclaveEntry
    ) {
        self.cluster = cluster
        self.number = number
        self.enclave = enclave
    }
}

extension EnclaveChanged: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        enclave.encode(into: &writer)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        enclave = try EnclaveEntry(from: &reader)
    }
}
