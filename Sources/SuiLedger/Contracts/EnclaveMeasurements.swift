// SPDX-License-Identifier: Apache-2.0
public import Wire

/// What an enclave must measure.
///
/// In Move: `enclave_registry::Measurements`.
public struct EnclaveMeasurements: Hashable, Sendable {
    /// The image.
    public var pcr0: [UInt8]
    /// The kernel.
    public var pcr1: [UInt8]
    /// The application.
    public var pcr2: [UInt8]
    /// Keys and configuration; empty if not compared.
    public var pcr16: [UInt8]

    /// Puts one together.
    public init(
        pcr0: [UInt8], pcr1: [UInt8], pcr2: [UInt8], pcr16: [UInt8]
    ) {
        self.pcr0 = pcr0
        self.pcr1 = pcr1
        self.pcr2 = pcr2
        self.pcr16 = pcr16
    }
}

extension EnclaveMeasurements: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.bytes(pcr0)
        writer.bytes(pcr1)
        writer.bytes(pcr2)
        writer.bytes(pcr16)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        pcr0 = try reader.bytes()
        pcr1 = try reader.bytes()
        pcr2 = try reader.bytes()
        pcr16 = try reader.bytes()
    }
}
