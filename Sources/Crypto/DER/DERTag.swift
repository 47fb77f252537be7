// SPDX-License-Identifier: Apache-2.0

/// The types of elements that are met in certificates and envelopes: X.690 §8.1.2.
package enum DERTag {
    package static let boolean: UInt8 = 0x01
    package static let integer: UInt8 = 0x02
    package static let bitString: UInt8 = 0x03
    package static let octetString: UInt8 = 0x04
    package static let null: UInt8 = 0x05
    package static let objectIdentifier: UInt8 = 0x06
    package static let utf8String: UInt8 = 0x0c
    package static let printableString: UInt8 = 0x13
    package static let utcTime: UInt8 = 0x17
    package static let generalizedTime: UInt8 = 0x18
    package static let sequence: UInt8 = 0x30
    package static let set: UInt8 = 0x31

    /// What a field of this number is tagged with where its type alone would not tell; primitive ones hold no other elements.
    package static func field(_ number: UInt8, isPrimitive: Bool = false) -> UInt8 {
        (isPrimitive ? 0x80 : 0xa0) | number
    }
}
