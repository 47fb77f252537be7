// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// The envelope around a document: COSE_Sign1 of RFC 9052, as narrow as security modules write it.
struct SignedEnvelope: Sendable {
    /// What a security module can answer at most.
    static let maximumLength = 12_288
    static let signatureLength = 96

    private static let tag: UInt64 = 18
    /// `{1: -35}`: the algorithm is ES384, and there is nothing else.
    private static let protectedHeader: [UInt8] = [0xa1, 0x01, 0x38, 0x22]

    /// What was signed.
    let payload: [UInt8]
    /// *r* and *s*, of 48 bytes each.
    let signature: [UInt8]

    /// Takes an envelope apart; nothing may follow it.
    init(_ bytes: Span<UInt8>) throws(AttestationRefusal) {
        guard bytes.count <= Self.maximumLength else { throw AttestationRefusal(.tooLong, "the document") }
        let parts: Parts
        do throws(CBORError) {
            parts = try Parts(bytes)
        } catch {
            throw AttestationRefusal(error, "the envelope")
        }
        guard parts.protected == Self.protectedHeader else {
            throw AttestationRefusal(.wrongAlgorithm, "the protected header")
        }
        guard parts.isUnprotectedEmpty else { throw AttestationRefusal(.unprotectedHeader, "the unprotected header") }
        guard parts.signature.count == Self.signatureLength else {
            throw AttestationRefusal(.signatureForm, "its length")
        }
        payload = parts.payload
        signature = parts.signature
    }

    /// The bytes that the signature is over: RFC 9052 §4.4.
    var signedBytes: [UInt8] {
        var writer = CBORWriter(capacity: payload.count + 32)
        writer.array(4)
        writer.text("Signature1")
        writer.bytes(Self.protectedHeader)
        writer.bytes([])
        writer.bytes(payload)
        return writer.finish()
    }

    /// What lies in the envelope, before it is looked at.
    private struct Parts {
        let protected, payload, signature: [UInt8]
        let isUnprotectedEmpty: Bool

        init(_ bytes: Span<UInt8>) throws(CBORError) {
            var reader = CBORReader(bytes)
            if try reader.peek() == .tag {
                guard try reader.tag() == SignedEnvelope.tag else { throw CBORError(.wrongType) }
            }
            // The length must be told: no module leaves it open here, and there shall be one form.
            var parts = try reader.beginArray(limit: 4)
            guard parts.remaining == 4, try reader.hasNext(&parts) else { throw CBORError(.wrongType) }
            protected = Array(copying: try reader.bytes())
            _ = try reader.hasNext(&parts)
            var header = try reader.beginMap()
            isUnprotectedEmpty = header.remaining == 0
            while try reader.hasNext(&header) {
                try reader.skip()
                try reader.skip()
            }
            _ = try reader.hasNext(&parts)
            payload = Array(copying: try reader.bytes())
            _ = try reader.hasNext(&parts)
            signature = Array(copying: try reader.bytes())
            try reader.finish()
        }
    }
}
