// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing

@testable import Telemetry

struct EscapingTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let expected: String
        var testDescription: String { name }

        init(_ name: String, _ bytes: [UInt8], _ expected: String) {
            (self.name, self.bytes, self.expected) = (name, bytes, expected)
        }

        init(_ name: String, _ text: String, _ expected: String) { self.init(name, Array(text.utf8), expected) }
    }

    // Well-formedness by table 3-7 of the Unicode Standard, chapter 3.9.
    static let vectors = [
        Vector("nothing", "", ""),
        Vector("plain", "sui:0x12ab", "sui:0x12ab"),
        Vector("quote", #"a"b"#, #"a\"b"#),
        Vector("backslash", #"a\b"#, #"a\\b"#),
        Vector("line feed", "a\nb", #"a\nb"#),
        Vector("carriage return", "a\rb", #"a\rb"#),
        Vector("tab", "a\tb", #"a\tb"#),
        Vector("NUL", "a\u{0}b", #"a\u0000b"#),
        Vector("escape", "\u{1B}[2J", #"\u001b[2J"#),
        Vector("unit separator", "\u{1F}", #"\u001f"#),
        Vector("DEL", "\u{7F}", #"\u007f"#),
        Vector("C1 begins", "\u{80}", #"\u0080"#),
        Vector("NEL", "\u{85}", #"\u0085"#),
        Vector("C1 ends", "\u{9F}", #"\u009f"#),
        Vector("after C1", "\u{A0}", "\u{A0}"),
        Vector("line separator", "\u{2028}", #"\u2028"#),
        Vector("right to left", "\u{202E}gpj", #"\u202egpj"#),
        Vector("zero width", "a\u{200B}b", #"a\u200bb"#),
        Vector("isolate", "\u{2066}", #"\u2066"#),
        Vector("byte order mark", "\u{FEFF}", #"\ufeff"#),
        Vector("umlaut, euro, emoji", "ü€😀", "ü€😀"),
        Vector("last scalar", "\u{10FFFF}", "\u{10FFFF}"),
        Vector("lone continuation", [0x61, 0x80, 0x62], #"a\ufffdb"#),
        Vector("cut two", [0xC3], #"\ufffd"#),
        Vector("cut three", [0xE2, 0x82], #"\ufffd\ufffd"#),
        Vector("cut four", [0xF0, 0x9F, 0x98], #"\ufffd\ufffd\ufffd"#),
        Vector("overlong line feed", [0xC0, 0x8A], #"\ufffd\ufffd"#),
        Vector("overlong three", [0xE0, 0x9F, 0xBF], #"\ufffd\ufffd\ufffd"#),
        Vector("overlong four", [0xF0, 0x8F, 0xBF, 0xBF], #"\ufffd\ufffd\ufffd\ufffd"#),
        Vector("surrogate", [0xED, 0xA0, 0x80], #"\ufffd\ufffd\ufffd"#),
        Vector("before surrogates", [0xED, 0x9F, 0xBF], "\u{D7FF}"),
        Vector("above Unicode", [0xF4, 0x90, 0x80, 0x80], #"\ufffd\ufffd\ufffd\ufffd"#),
        Vector("no lead", [0xFF, 0xFE], #"\ufffd\ufffd"#),
        Vector("bad then good", [0xE2, 0x28, 0xA1], #"\ufffd(\ufffd"#),
    ]

    @Test(arguments: vectors) func `keeps a value inside its quotes`(_ vector: Vector) {
        var text = ByteBuffer()
        text.append(escaped: vector.bytes.span)
        #expect(text.text == vector.expected)
    }

    @Test func `leaves no byte that could end a line or a string, whatever comes in`() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                var text = ByteBuffer()
                text.append(escaped: [first, second, 0x80, 0x22].span)
                #expect(text.span.indices.allSatisfy { text.span[$0] >= 0x20 && text.span[$0] != 0x7F })
                let scalars = Array(text.text.unicodeScalars)
                #expect(scalars.suffix(2) == ["\\", "\""] && scalars.dropLast(2).last != "\\")
            }
        }
    }

    @Test(arguments: [7, 8, 9, 15, 16, 17, 24])
    func `sees each byte wherever it stands, and in whatever company`(_ count: Int) {
        for byte in UInt8.min...UInt8.max {
            var alone = ByteBuffer()
            alone.append(escaped: [byte].span)
            for filler in [UInt8(ascii: "!"), UInt8(ascii: "~")] {
                for place in 0..<count {
                    var bytes = [UInt8](repeating: filler, count: count)
                    bytes[place] = byte
                    var text = ByteBuffer()
                    text.append(escaped: bytes.span)
                    let before = [UInt8](repeating: filler, count: place)
                    let expected = before + alone.bytes + [UInt8](repeating: filler, count: count - 1 - place)
                    #expect(text.bytes == expected, "\(byte) at \(place)")
                }
            }
        }
    }

    @Test func `shows a value whole up to the limit and no further`() {
        func shown(_ text: String) -> String {
            var buffer = ByteBuffer()
            buffer.append(escaped: Array(text.utf8).span)
            return buffer.text
        }
        #expect(Escaping.maximumValue == 1024)
        let (a1023, a1024) = (String(repeating: "a", count: 1023), String(repeating: "a", count: 1024))
        #expect(shown(a1023) == a1023)
        #expect(shown(a1024) == a1024)
        #expect(shown(a1024 + "b") == a1024 + "…")
        // A character that the limit would cut goes whole.
        #expect(shown(a1023 + "ü") == a1023 + "…")
        #expect(shown(a1023.dropLast() + "ü") == a1023.dropLast() + "ü")
        #expect(shown(a1023.dropLast() + "😀") == a1023.dropLast() + "…")
    }
}
