// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing

@Suite struct TextCodingTests {
    // RFC 4648 §10.
    static let base64: [(String, String)] = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test(arguments: base64) func `Base64 is that of the RFC`(_ plain: String, _ text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
        let bare = String(text.prefix { $0 != "=" })
        #expect(Base64.encode(Array(plain.utf8), .url) == bare)
        #expect(Base64.decode(bare, .url) == Array(plain.utf8))
    }

    @Test func `the two alphabets are apart`() {
        #expect(Base64.encode([0xfb, 0xff]) == "+/8=")
        #expect(Base64.encode([0xfb, 0xff], .url) == "-_8")
        #expect(Base64.decode("-_8=") == nil)
        #expect(Base64.decode("+/8", .url) == nil)
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "=Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Zg\n=", " Zg==", "Zm9v\n", "Zm9vé",
    ])
    func `Base64 has one form`(_ text: String) { #expect(Base64.decode(text) == nil) }

    // https://datatracker.ietf.org/doc/html/draft-msporny-base58-03, §5.
    static let base58: [([UInt8], String)] = [
        (Array("Hello World!".utf8), "2NEpo7TZRRrLZSi2U"),
        (
            Array("The quick brown fox jumps over the lazy dog.".utf8),
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"
        ),
        ([0, 0, 0x28, 0x7f, 0xb4, 0xcd], "11233QC4"), ([], ""), ([0], "1"),
    ]

    @Test(arguments: base58) func `Base58 is that of the draft`(_ bytes: [UInt8], _ text: String) {
        #expect(Base58.encode(bytes) == text)
        #expect(Base58.decode(text) == bytes)
    }

    @Test(arguments: ["0", "O", "I", "l", "a b", "é", String(repeating: "z", count: 129)])
    func `Base58 is nothing else`(_ text: String) { #expect(Base58.decode(text) == nil) }

    // BIP-173: the first is a test vector there; the data part counts up through the alphabet.
    @Test func `Bech32 is that of the proposal`() {
        let text = "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"
        // 32 groups of five bits, 0 to 31, are these 20 bytes.
        let bytes = Hex.decode(Array("00443214c74254b635cf84653a56d7c675be77df".utf8).span, count: 20)
        #expect(Bech32.decode(text, prefix: "abcdef") == bytes)
        #expect(Bech32.encode(bytes ?? [], prefix: "abcdef") == text)
        #expect(Bech32.decode(text.uppercased(), prefix: "abcdef") == bytes)
    }

    static let broken = [
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxv", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqx",
        "Abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef1bpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "abcdeg1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef1", "", "abcdef1qqqqqq",
    ]

    @Test(arguments: broken) func `Bech32 notices errors`(_ text: String) {
        #expect(Bech32.decode(text, prefix: "abcdef") == nil)
    }

    @Test func `all bytes go there and back`() {
        let bytes = (0..<80).map { UInt8(truncatingIfNeeded: $0 * 37 + 5) }
        for count in 0..<50 {
            let part = Array(bytes[..<count])
            #expect(Base58.decode(Base58.encode(part)) == part)
            #expect(Base64.decode(Base64.encode(part)) == part)
            #expect(Base64.decode(Base64.encode(part, .url), .url) == part)
            if count < 40 { #expect(Bech32.decode(Bech32.encode(part, prefix: "k"), prefix: "k") == part) }
        }
    }
}
