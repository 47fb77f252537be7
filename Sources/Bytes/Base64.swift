// SPDX-License-Identifier: Apache-2.0

/// Base64 of RFC 4648, strict: one text for each byte string.
public enum Base64 {
    /// Which of the RFC's two alphabets.
    public enum Alphabet: Sendable {
        /// §4, with padding.
        case standard
        /// §5, without.
        case url
    }

    private static let standardDigits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlDigits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// `bytes` as text.
    public static func encode(_ bytes: [UInt8], _ alphabet: Alphabet = .standard) -> String {
        let digits = alphabet == .standard ? standardDigits : urlDigits
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let left = min(bytes.count - index, 3)
            var group = UInt32(bytes[index]) << 16
            if left > 1 { group |= UInt32(bytes[index + 1]) << 8 }
            if left > 2 { group |= UInt32(bytes[index + 2]) }
            for place in 0..<(left + 1) { text.append(digits[Int(group >> UInt32(18 - 6 * place) & 63)]) }
            if alphabet == .standard { text += Array(repeating: UInt8(ascii: "="), count: 3 - left) }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that a text stands for; `nil` for a stray character, wrong padding or bits that nobody reads.
    public static func decode(_ text: String, _ alphabet: Alphabet = .standard) -> [UInt8]? {
        let digits = Array(text.utf8)
        return decode(digits.span, alphabet)
    }

    /// The bytes that digits stand for; they are in one place, for a caller to wipe.
    public static func decode(_ digits: Span<UInt8>, _ alphabet: Alphabet = .standard) -> [UInt8]? {
        var end = digits.count
        if alphabet == .standard {
            guard end % 4 == 0 else { return nil }
            for _ in 0..<2 where end > 0 && digits[end - 1] == UInt8(ascii: "=") { end -= 1 }
        }
        guard end % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(end / 4 * 3 + 2)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for index in 0..<end {
            guard let value = value(digits[index], alphabet) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
                bits &= 1 << count - 1
            }
        }
        return bits == 0 ? bytes : nil
    }

    private static func value(_ digit: UInt8, _ alphabet: Alphabet) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): alphabet == .standard ? 62 : nil
        case UInt8(ascii: "/"): alphabet == .standard ? 63 : nil
        case UInt8(ascii: "-"): alphabet == .url ? 62 : nil
        case UInt8(ascii: "_"): alphabet == .url ? 63 : nil
        default: nil
        }
    }
}
