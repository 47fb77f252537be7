// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing

struct HexTests {
    @Test func `encodes and decodes every byte`() {
        let digits = "0123456789abcdef"
        let all = digits.flatMap { high in digits.map { String([high, $0]) } }.joined()
        #expect(Hex.encode((0...255).map { UInt8($0) }) == all)
        #expect(Hex.decode(Array(all.utf8).span, count: 256) == (0...255).map { UInt8($0) })
    }

    @Test func `every byte has a value below 16 as a lowercase digit, or none`() {
        let digits = Array("0123456789abcdef".utf8)
        for byte in UInt8.min ... .max {
            let place = digits.firstIndex(of: byte)
            #expect(Hex.raw(byte) < 16 ? Int(Hex.raw(byte)) == place : place == nil)
        }
    }

    @Test(arguments: ["", "0", "000", "0g", "G0", " 00", "0A", "é", "0\u{0}"])
    func `refuses what is not two lowercase digits`(_ text: String) {
        #expect(Hex.decode(Array(text.utf8).span, count: 1) == nil)
    }

    @Test func `upper case is read only where it is allowed`() {
        #expect(Hex.value(UInt8(ascii: "F")) == nil)
        #expect(Hex.value(UInt8(ascii: "F"), upperCase: true) == 15)
        #expect(Hex.value(UInt8(ascii: "G"), upperCase: true) == nil)
    }
}
