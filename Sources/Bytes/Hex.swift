// SPDX-License-Identifier: Apache-2.0

/// Lowercase hexadecimal, the way keys and addresses are written.
public enum Hex {
    /// The digit of a value below 16, without a branch: many at a time, and in a time that says nothing of the value.
    @inlinable
    public static func digit(_ value: UInt8) -> UInt8 {
        // From ten on, the letters: 39 is the distance from what follows 9 to a.
        value &+ UInt8(ascii: "0") &+ ((value &+ 6) >> 4) &* 39
    }

    /// The value of a digit, or `nil` for anything but 0–9, a–f (and A–F where `upperCase` is allowed).
    @inlinable
    public static func value(_ digit: UInt8, upperCase: Bool = false) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F") where upperCase: digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The value of a lowercase digit, or more than 15 for what is none: without a branch, for many at a time and for secrets.
    @inlinable
    public static func raw(_ digit: UInt8) -> UInt8 {
        let (number, letter) = (digit &- UInt8(ascii: "0"), digit &- UInt8(ascii: "a"))
        return number < 10 ? number : letter < 6 ? letter + 10 : .max
    }

    /// Decodes exactly `2 × count` lowercase digits; anything else is `nil`.
    public static func decode(_ text: Span<UInt8>, count: Int) -> [UInt8]? {
        guard text.count == 2 * count else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in 0..<count {
            guard let high = value(text[2 * index]), let low = value(text[2 * index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// `bytes` as lowercase digits.
    public static func encode(_ bytes: [UInt8]) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            digits.append(digit(byte >> 4))
            digits.append(digit(byte & 15))
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
