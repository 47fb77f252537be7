// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto

extension ValueKind where Value == Bytes32 {
    /// Addresses and object ids: `0x` and 64 digits.
    static var identifier: ValueKind {
        ValueKind(
            "0xHEX",
            read: { text throws(ValueRefusal) in
                guard text.hasPrefix("0x"), let value = Bytes32(hex: String(text.dropFirst(2))) else {
                    throw ValueRefusal("must be 0x and 64 lowercase hexadecimal digits")
                }
                return value
            }, write: { "0x" + $0.hex })
    }

    /// Hashes: 64 digits.
    static var digest: ValueKind {
        ValueKind(
            "HEX",
            read: { text throws(ValueRefusal) in
                guard let value = Bytes32(hex: text) else {
                    throw ValueRefusal("must be 64 lowercase hexadecimal digits")
                }
                return value
            }, write: { $0.hex })
    }
}
