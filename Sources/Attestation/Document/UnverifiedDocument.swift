// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import Kernel
internal import Wire

/// An attestation document that is well-formed, and of which nothing is known to be true.
///
/// Only a ``Verifier`` makes an ``AttestedEnclave`` of it.
public struct UnverifiedDocument: Sendable {
    /// The name that the enclave is said to have.
    public let moduleID: String
    /// When it is said to have been made, to the millisecond.
    public let timestamp: WallTime
    /// The registers that are said to be locked: 48 bytes each.
    public let pcrs: [Int: [UInt8]]
    /// A key that the enclave is said to have chosen; of any length up to 1024 bytes, zero too.
    public let publicKey: [UInt8]?
    /// What the enclave is said to have added; of any length up to 1024 bytes, zero too.
    public let userData: [UInt8]?
    /// The challenge that it is said to answer; of any length up to 1024 bytes, zero too.
    public let nonce: [UInt8]?
    /// The leaf, in DER.
    public let certificate: [UInt8]
    /// The certificates above the leaf, in DER: the root is the first.
    public let cabundle: [[UInt8]]

    let module: ModuleName
    let envelope: SignedEnvelope

    private static let digest = "SHA384"
    /// Beyond it, milliseconds are no ``WallTime``: the year 2262.
    private static let latest = UInt64(Int64.max / 1_000_000)

    /// Reads a document whole: what is malformed, doubtful or not an enclave's is refused here.
    public init(_ bytes: Span<UInt8>) throws(AttestationRefusal) {
        let envelope = try SignedEnvelope(bytes)
        let fields = try Self.fields(envelope)
        if fields.isOfTPM { throw AttestationRefusal(.nitroTPM, "nitrotpm_pcrs") }
        guard let moduleID = fields.moduleID else { throw AttestationRefusal(.missingField, "module_id") }
        guard let digest = fields.digest else { throw AttestationRefusal(.missingField, "digest") }
        guard let timestamp = fields.timestamp else { throw AttestationRefusal(.missingField, "timestamp") }
        guard let pcrs = fields.pcrs else { throw AttestationRefusal(.missingField, "pcrs") }
        guard let certificate = fields.certificate else { throw AttestationRefusal(.missingField, "certificate") }
        guard let cabundle = fields.cabundle else { throw AttestationRefusal(.missingField, "cabundle") }
        module = try ModuleName(moduleID)
        guard digest == Self.digest else { throw AttestationRefusal(.wrongField, "digest") }
        guard timestamp > 0, timestamp <= Self.latest else { throw AttestationRefusal(.wrongField, "timestamp") }
        guard !pcrs.isEmpty, pcrs.values.allSatisfy({ $0.count == SHA384.digestLength }) else {
            throw AttestationRefusal(.wrongField, "pcrs")
        }
        try Self.check(certificate, atLeast: 1, "certificate")
        guard !cabundle.isEmpty else { throw AttestationRefusal(.wrongField, "cabundle") }
        for certificate in cabundle { try Self.check(certificate, atLeast: 1, "cabundle") }
        try Self.check(fields.publicKey ?? [], atLeast: 0, "public_key")
        try Self.check(fields.userData ?? [], atLeast: 0, "user_data")
        try Self.check(fields.nonce ?? [], atLeast: 0, "nonce")
        self.envelope = envelope
        self.moduleID = moduleID
        self.timestamp = WallTime(nanoseconds: Int64(timestamp) * 1_000_000)
        self.pcrs = pcrs
        self.certificate = certificate
        self.cabundle = cabundle
        publicKey = fields.publicKey
        userData = fields.userData
        nonce = fields.nonce
    }

    private static func fields(_ envelope: SignedEnvelope) throws(AttestationRefusal) -> DocumentFields {
        do throws(CBORError) {
            return try DocumentFields(envelope.payload.span)
        } catch {
            throw AttestationRefusal(error, "the payload")
        }
    }

    private static func check(
        _ bytes: [UInt8], atLeast least: Int, _ place: StaticString
    ) throws(AttestationRefusal) {
        guard bytes.count >= least, bytes.count <= DocumentFields.maximumBytes else {
            throw AttestationRefusal(.wrongField, place)
        }
    }
}
