// SPDX-License-Identifier: Apache-2.0
public import Wire

/// An enclave that proved what it runs.
///
/// In Move: `enclave_registry::Enclave`.
public struct EnclaveEntry: Hashable, Sendable {
    /// Ed25519.
    public var signingKey: [UInt8]
    /// What secrets are sealed to.
    public var recipientKey: [UInt8]
    /// Its TLS key.
    public var tlsSpkiSHA256: [UInt8]
    /// Its configuration.
    public var configSHA256: [UInt8]
    /// Keys and configuration; empty if not compared.
    public var pcr16: [UInt8]
    /// Where it is found.
    public var endpoint: String
    /// Who entered it.
    public var registrant: Address
    /// 1 basic, 2 standard, 3 premium.
    public var enclaveClass: UInt8
    /// Under which measurements.
    public var configVersion: UInt64
    /// When it was attested.
    public var documentMilliseconds: UInt64
    /// Whether it was taken out of service.
    public var retired: Bool
    /// The `no` of the last change: of two copies the higher is right.
    public var sequence: UInt64
    /// For later versions.
    public var ext: [UInt8]

    /// Puts one together.
    public init(
        signingKey: [UInt8], recipientKey: [UInt8], tlsSpkiSHA256: [UInt8], configSHA256: [UInt8], pcr16: [UInt8],
        endpoint: String, registrant: Address, enclaveClass: UInt8, configVersion: UInt64, documentMilliseconds: UInt64,
        retired: Bool, sequence: UInt64, ext: [UInt8]
    ) {
        self.signingKey = signingKey
        self.recipientKey = recipientKey
        self.tlsSpkiSHA256 = tlsSpkiSHA256
        self.configSHA256 = configSHA256
        self.pcr16 = pcr16
        self.endpoint = endpoint
        self.registrant = registrant
        self.enclaveClass = enclaveClass
        self.configVersion = configVersion
        self.documentMilliseconds = documentMilliseconds
        self.retired = retired
        self.sequence = sequence
        self.ext = ext
    }
}

extension EnclaveEntry: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.bytes(signingKey)
        writer.bytes(recipientKey)
        writer.bytes(tlsSpkiSHA256)
        writer.bytes(configSHA256)
        writer.bytes(pcr16)
        writer.string(endpoint)
        writer.address(registrant)
        writer.uint8(enclaveClass)
        writer.integer(configVersion)
        writer.integer(documentMilliseconds)
        writer.bool(retired)
        writer.integer(sequence)
        writer.bytes(ext)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        signingKey = try reader.bytes()
        recipientKey = try reader.bytes()
        tlsSpkiSHA256 = try reader.bytes()
        configSHA256 = try reader.bytes()
        pcr16 = try reader.bytes()
        endpoint = try reader.string()
        registrant = try reader.address()
        enclaveClass = try reader.uint8()
        configVersion = try reader.integer()
        documentMilliseconds = try reader.integer()
        retired = try reader.bool()
        sequence = try reader.integer()
        ext = try reader.bytes()
    }
}
