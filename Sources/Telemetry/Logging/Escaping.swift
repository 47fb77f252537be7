// SPDX-License-Identifier: Apache-2.0
public import Bytes

/// How values that a peer chose get into a line, so that they stay one value of one line.
public enum Escaping {
    /// The longest value that is shown whole, in bytes; of a longer one the beginning, and `…`.
    public static let maximumValue = 1024
}

extension ByteBuffer {
    /// Appends `bytes` as the inside of a quoted string, in JSON's escapes, which serve logfmt as well.
    ///
    /// Escaped are quotes, backslashes, everything that ends a line or moves a cursor (C0, DEL, C1, U+2028,
    /// U+2029), and what makes text look other than it is (zero-width characters and changes of direction).
    /// Bytes that are no UTF-8 become U+FFFD, one each.
    public mutating func append(escaped bytes: Span<UInt8>) {
        if bytes.count <= Escaping.maximumValue, Self.isPlain(bytes) { return append(bytes) }
        var limit = min(bytes.count, Escaping.maximumValue)
        if limit < bytes.count {
            // Not in the middle of a character.
            var back = 0
            while back < 3, limit > 0, bytes[limit] & 0xC0 == 0x80 { (limit, back) = (limit - 1, back + 1) }
        }
        var index = 0
        var plain = 0  // where the run that needs no escape began
        while index < limit {
            let byte = bytes[index]
            if Self.isPlain(byte) {
                index += 1
                continue
            }
            if byte < 0x80 {
                append(bytes.extracting(plain..<index))
                append(escape: byte)
                index += 1
                plain = index
                continue
            }
            let (scalar, length) = Self.scalar(bytes, at: index, limit: limit)
            if let scalar, !Self.isTreacherous(scalar) {
                index += length
                continue
            }
            append(bytes.extracting(plain..<index))
            append(unicode: UInt16(truncatingIfNeeded: scalar ?? 0xFFFD))
            index += length
            plain = index
        }
        append(bytes.extracting(plain..<limit))
        if limit < bytes.count { append("…") }
    }

    /// Whether no byte needs an escape, or a second look: most values are codes, names and numbers.
    private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        let count = bytes.count
        guard count >= 8 else { return bytes.indices.allSatisfy { isPlain(bytes[$0]) } }
        var index = 0
        while index <= count - 8 {
            guard isPlain(word(bytes, at: index)) else { return false }
            index += 8
        }
        // The last eight, of which some were looked at already.
        return index == count || isPlain(word(bytes, at: count - 8))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func word(_ bytes: Span<UInt8>, at index: Int) -> UInt64 {
        unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
    }

    /// Eight bytes at a time: one that is less than a limit borrows into its top bit, one that equals another is zero in their XOR.
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let control = (word &- ones &* 0x20) & ~word
        let (quote, backslash, delete) = (word ^ ones &* 0x22, word ^ ones &* 0x5C, word ^ ones &* 0x7F)
        let equal = (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (delete &- ones) & ~delete
        return (word | control | equal) & (ones &* 0x80) == 0
    }

    private mutating func append(escape byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append(#"\""#)
        case UInt8(ascii: "\\"): append(#"\\"#)
        case UInt8(ascii: "\n"): append(#"\n"#)
        case UInt8(ascii: "\r"): append(#"\r"#)
        case UInt8(ascii: "\t"): append(#"\t"#)
        default: append(unicode: UInt16(byte))
        }
    }

    private mutating func append(unicode unit: UInt16) {
        append(#"\u"#)
        for digit in 1...4 { append(Hex.digit(UInt8(unit >> UInt16(16 - 4 * digit) & 15))) }
    }

    /// All of these are below U+10000, so one escape is enough.
    private static func isTreacherous(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x80...0x9F, 0xAD, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
        default: false
        }
    }

    /// The character that begins at `index`, or none and length 1: Unicode's table 3-7 of well-formed UTF-8.
    private static func scalar(_ bytes: Span<UInt8>, at index: Int, limit: Int) -> (UInt32?, Int) {
        let lead = bytes[index]
        let length: Int
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, low) = (3, 0xA0)  // no overlong form
        case 0xED: (length, high) = (3, 0x9F)  // no surrogate
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, low) = (4, 0x90)
        case 0xF4: (length, high) = (4, 0x8F)  // nothing above U+10FFFF
        case 0xF1...0xF3: length = 4
        default: return (nil, 1)
        }
        guard index + length <= limit else { return (nil, 1) }
        var scalar = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = bytes[index + offset]
            guard byte >= low, byte <= high else { return (nil, 1) }
            (low, high) = (0x80, 0xBF)
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        return (scalar, length)
    }
}
