// SPDX-License-Identifier: Apache-2.0
public import Bytes

extension ByteBuffer {
    /// Appends `text` as a JSON string, quotes and all.
    public mutating func append(json text: String) {
        var text = text
        text.withUTF8 { bytes in append(json: unsafe Span(_unsafeElements: bytes)) }
    }

    /// Appends bytes as a JSON string, quotes and all; what is not UTF-8 becomes U+FFFD, and all control characters are escaped.
    public mutating func append(json bytes: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                index += 1
                continue
            }
            let length = byte < 0x80 ? 0 : UTF8Sequence.length(bytes, at: index)
            // U+0080 to U+009F are control characters, too: a terminal may obey them.
            let isControl = length == 2 && byte == 0xC2 && bytes[index + 1] < 0xA0
            if length > 0, !isControl {
                index += length
                continue
            }
            append(bytes.extracting(start..<index))
            appendEscape(isControl ? bytes[index + 1] : byte, isControl: isControl || byte == 0x7F)
            index += max(1, length)
            start = index
        }
        append(bytes.extracting(start..<index))
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(_ byte: UInt8, isControl: Bool) {
        switch byte {
        case _ where isControl: appendNumber(byte)
        case UInt8(ascii: "\""): append("\\\"" as StaticString)
        case UInt8(ascii: "\\"): append("\\\\" as StaticString)
        case 0x0A: append("\\n" as StaticString)
        case 0x0D: append("\\r" as StaticString)
        case 0x09: append("\\t" as StaticString)
        case 0x00..<0x20: appendNumber(byte)
        default: append("\\ufffd" as StaticString)
        }
    }

    private mutating func appendNumber(_ number: UInt8) {
        append("\\u00" as StaticString)
        append(Hex.digit(number >> 4))
        append(Hex.digit(number & 15))
    }
}

/// The table of well-formed sequences, Unicode 15 §3.9 table 3-7.
enum UTF8Sequence {
    /// How long the sequence at `index` is; 0 if it is none.
    static func length(_ bytes: Span<UInt8>, at index: Int) -> Int {
        let (count, second): (Int, ClosedRange<UInt8>)
        switch bytes[index] {
        case 0x00..<0x80: return 1
        case 0xC2...0xDF: (count, second) = (2, 0x80...0xBF)
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: (count, second) = (3, 0x80...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (count, second) = (4, 0x80...0xBF)
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard index + count <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
        for place in index + 2..<index + count where bytes[place] & 0xC0 != 0x80 { return 0 }
        return count
    }
}
