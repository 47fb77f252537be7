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
        let (plus, slash) = alphabet == .standard ? (Int32(0x2b), Int32(0x2f)) : (0x2d, 0x5f)  // + and /, - and _
        // Negative once one character is no digit.
        var faults = SIMD4<Int32>.zero
        // Bits of the last digit that no byte is made of.
        var unread: Int32 = 0
        let bytes = [UInt8](capacity: end / 4 * 3 + 2) { bytes in
            var index = 0
            while index + 4 <= end {
                let group = SIMD4(
                    Int32(digits[index]), Int32(digits[index + 1]), Int32(digits[index + 2]), Int32(digits[index + 3]))
                let value = values(of: group, plus, slash)
                faults |= value
                bytes.append(UInt8(truncatingIfNeeded: value[0] << 2 | value[1] >> 4))
                bytes.append(UInt8(truncatingIfNeeded: value[1] << 4 | value[2] >> 2))
                bytes.append(UInt8(truncatingIfNeeded: value[2] << 6 | value[3]))
                index += 4
            }
            guard index < end else { return }
            // Two or three are left; what is missing counts as nothing.
            let zero = Int32(UInt8(ascii: "A"))
            let group = SIMD4(
                Int32(digits[index]), Int32(digits[index + 1]), index + 2 < end ? Int32(digits[index + 2]) : zero, zero)
            let value = values(of: group, plus, slash)
            faults |= value
            bytes.append(UInt8(truncatingIfNeeded: value[0] << 2 | value[1] >> 4))
            guard index + 2 < end else {
                unread = value[1] & 15
                return
            }
            bytes.append(UInt8(truncatingIfNeeded: value[1] << 4 | value[2] >> 2))
            unread = value[2] & 3
        }
        return faults.min() >= 0 && unread == 0 ? bytes : nil
    }

    /// What digits stand for; -1 for what is none.
    ///
    /// Without branches: digits are as good as random, and guessing wrong at each would cost more than all else.
    @inline(__always)
    private static func values(of digits: SIMD4<Int32>, _ plus: Int32, _ slash: Int32) -> SIMD4<Int32> {
        /// All bits where a digit is from `first` to `last`: both differences are negative then, and neither is below -256.
        @inline(__always) func mask(_ first: Int32, _ last: Int32) -> SIMD4<Int32> {
            (((first - 1) &- digits) & (digits &- (last + 1))) &>> 8
        }
        var values = SIMD4<Int32>(repeating: -1)
        values &+= mask(0x41, 0x5a) & (digits &- 64)
        values &+= mask(0x61, 0x7a) & (digits &- 70)
        values &+= mask(0x30, 0x39) & (digits &+ 5)
        values &+= mask(plus, plus) & 63
        values &+= mask(slash, slash) & 64
        return values
    }
}
