// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// A signature of ES384: *r* and *s*, of 48 bytes each.
struct DocumentSignature {
    /// How many numbers P-384's points can be multiplied by: FIPS 186-4 §D.1.2.4.
    private static let order: [UInt8] =
        Array(repeating: 0xff, count: 24) + [
            0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec,
            0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
        ]

    /// The two numbers as OpenSSL wants them: `SEQUENCE { INTEGER, INTEGER }`.
    let der: [UInt8]

    /// Takes 96 bytes; each number must be in the curve's range.
    ///
    /// Large *s* are as frequent as small ones: security modules do not care, and neither may we. So a document has two
    /// right signatures, and is never told from another by its bytes.
    init(_ bytes: [UInt8]) throws(AttestationRefusal) {
        guard bytes.count == SignedEnvelope.signatureLength else {
            throw AttestationRefusal(.signatureForm, "its length")
        }
        let (r, s) = (bytes[..<48], bytes[48...])
        for number in [r, s] {
            guard number.contains(where: { $0 != 0 }), number.lexicographicallyPrecedes(Self.order) else {
                throw AttestationRefusal(.signatureForm, "its range")
            }
        }
        der = Self.sequence(r, s)
    }

    /// Two numbers as ASN.1 has them: `SEQUENCE { INTEGER, INTEGER }`.
    static func sequence(_ r: ArraySlice<UInt8>, _ s: ArraySlice<UInt8>) -> [UInt8] {
        let numbers = integer(r) + integer(s)
        // Two numbers of 66 bytes need a length of two bytes.
        let length = [UInt8(truncatingIfNeeded: numbers.count)]
        return [DERTag.sequence] + (numbers.count < 128 ? length : [0x81] + length) + numbers
    }

    private static func integer(_ number: ArraySlice<UInt8>) -> [UInt8] {
        let digits = number.drop { $0 == 0 }
        let padding: [UInt8] = (digits.first ?? 0x80) >= 0x80 ? [0] : []
        return [DERTag.integer, UInt8(digits.count + padding.count)] + padding + digits
    }
}
