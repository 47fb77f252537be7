// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// The namespace that belongs to an address: `seal-` and the whole address in base 32, lower case, 57 characters.
///
/// The name says whose it is, so that no table has to.
public enum HomeNamespace {
    private static let prefix: StaticString = "seal-"
    // RFC 4648 §6, lower case and without padding, as a DNS label may have it.
    private static let letters: StaticString = "abcdefghijklmnopqrstuvwxyz234567"
    private static let digits = 52

    /// Whether only we may make namespaces of this name.
    public static func isReserved(_ namespace: Span<UInt8>) -> Bool { Text.hasPrefix(namespace, prefix) }

    /// The home of an address.
    public static func name(of owner: Bytes32) -> String {
        var name = "\(prefix)"
        owner.withBytes { bytes in
            var (bits, count) = (UInt32(0), 0)
            for index in bytes.indices {
                bits = bits << 8 | UInt32(bytes[index])
                count += 8
                while count >= 5 {
                    count -= 5
                    name.unicodeScalars.append(letter(bits >> UInt32(count)))
                }
                bits &= (1 << UInt32(count)) - 1
            }
            // 256 bits are 51 letters and one bit more.
            name.unicodeScalars.append(letter(bits << UInt32(5 - count)))
        }
        return name
    }

    /// The address whose home a namespace is; `nil` unless the name is exactly what ``name(of:)`` would make.
    public static func owner(of namespace: Span<UInt8>) -> Bytes32? {
        guard let text = Text.rest(of: namespace, after: prefix), text.count == digits else { return nil }
        var bytes = [32 of UInt8](repeating: 0)
        var (bits, count, place) = (UInt32(0), 0, 0)
        for index in text.indices {
            guard let value = value(of: text[index]) else { return nil }
            bits = bits << 5 | value
            count += 5
            guard count >= 8 else { continue }
            count -= 8
            bytes[place] = UInt8(truncatingIfNeeded: bits >> UInt32(count))
            bits &= (1 << UInt32(count)) - 1
            place += 1
        }
        // Four bits are left over: one name per address.
        guard place == 32, bits == 0 else { return nil }
        return Bytes32(bytes.span)
    }

    private static func letter(_ value: UInt32) -> Unicode.Scalar {
        Unicode.Scalar(unsafe letters.utf8Start[Int(value & 31)])
    }

    private static func value(of letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - UInt8(ascii: "a"))
        case UInt8(ascii: "2")...UInt8(ascii: "7"): UInt32(letter - UInt8(ascii: "2")) + 26
        default: nil
        }
    }
}
