// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Other measurements are expected from here on.
///
/// In Move: `enclave_registry::MeasurementsChanged`.
public struct MeasurementsChanged: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// Under which measurements.
    public var configVersion: UInt64
    /// What is expected.
    public var measurements: EnclaveMeasurements

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, configVersion: UInt64, measurements: EnclaveMeasurements
    ) {
        self.cluster = cluster
        self.number = number
        self.configVersion = configVersion
        self.measurements = measurements
    }
}

extension MeasurementsChanged: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        writer.integer(configVersion)
        measurements.encode(into: &writer)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        configVersion = try reader.integer()
        measurements = try EnclaveMeasurements(from: &reader)
    }
}
