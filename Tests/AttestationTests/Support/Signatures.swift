// SPDX-License-Identifier: Apache-2.0

/// What can be done with a signature of ES384 without its key; arithmetic by hand.
enum Signatures {
    /// The order of P-384: FIPS 186-4 §D.1.2.4.
    static let order: [UInt8] =
        Array(repeating: 0xff, count: 24) + [
            0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec,
            0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
        ]

    /// The same document with *n - s* in the place of *s*.
    static func twin(of document: [UInt8]) -> [UInt8] {
        Array(document.dropLast(48)) + difference(order, Array(document.suffix(48)))
    }

    /// *r* and *s* as certificates have them.
    static func der(_ signature: [UInt8]) -> [UInt8] {
        let numbers = [signature.prefix(48), signature.suffix(48)].map { number in
            let digits = Array(number.drop { $0 == 0 })
            return DERTree.primitive(0x02, (digits[0] >= 0x80 ? [0] : []) + digits)
        }
        return DERTree.constructed(0x30, numbers).encoded
    }

    /// Subtracts numbers of the same length, of which the first is the larger.
    static func difference(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var digits = a
        var borrow = 0
        for index in a.indices.reversed() {
            let digit = Int(a[index]) - Int(b[index]) - borrow
            borrow = digit < 0 ? 1 : 0
            digits[index] = UInt8(digit + 256 * borrow)
        }
        return digits
    }
}
