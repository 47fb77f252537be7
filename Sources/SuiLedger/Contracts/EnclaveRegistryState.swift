// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Where a cluster's registry keeps its enclaves, and which measurements count.
///
/// In Move: `enclave_registry::RegistryV1`, up to the last field that is read.
public struct EnclaveRegistryState: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// How often measurements were set: an enclave of an older number is retired.
    public var configVersion: UInt64
    /// The table of enclaves, by the key that they sign with.
    public var enclaves: Address
    /// The table of the keys that serve, by class.
    public var serving: Address

    /// Puts one together.
    public init(cluster: Address, configVersion: UInt64, enclaves: Address, serving: Address) {
        self.cluster = cluster
        self.configVersion = configVersion
        self.enclaves = enclaves
        self.serving = serving
    }

    /// Reads the front of a state, whatever is added behind it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        // An option is a list of at most one.
        if try reader.bool() { _ = try EnclaveMeasurements(from: &reader) }
        configVersion = try reader.integer()
        enclaves = try Self.table(&reader)
        serving = try Self.table(&reader)
    }

    /// A table is its id and its size.
    private static func table(_ reader: inout BCSReader) throws(BCSError) -> Address {
        let id = try reader.address()
        let _: UInt64 = try reader.integer()
        return id
    }
}
