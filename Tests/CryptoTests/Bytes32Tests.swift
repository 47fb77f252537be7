// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Crypto

@Suite struct Bytes32Tests {
    static let digits = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

    @Test func `reads and writes 64 digits in order`() {
        let value = Bytes32(hex: Self.digits)
        #expect(value?.bytes == Array(0..<32))
        #expect(value?.hex == Self.digits)
        let copied = Bytes32(Array(0..<32).span)
        #expect(value == copied)
        let last = value?.withBytes { $0[31] }
        #expect(last == 31)
    }

    @Test(arguments: [
        "", String(digits.dropLast()), digits + "0", digits.uppercased(), String(digits.dropLast()) + "g",
        "0x" + digits.dropLast(2), "é" + digits.dropLast(2),
    ])
    func `refuses anything else`(_ text: String) {
        #expect(Bytes32(hex: text) == nil)
    }

    @Test(arguments: [31, 33, 0])
    func `refuses another number of bytes`(_ count: Int) {
        let value = Bytes32([UInt8](repeating: 1, count: count).span)
        #expect(value == nil)
    }

    @Test(arguments: 0..<32)
    func `every byte counts in a comparison`(_ index: Int) throws {
        var bytes = [UInt8](repeating: 0xA5, count: 32)
        let before = Bytes32(bytes.span)
        bytes[index] ^= 1
        let after = Bytes32(bytes.span)
        let (one, other) = (try #require(before), try #require(after))
        #expect(one != other)
        #expect(!constantTimeEqual(one, other))
        #expect(constantTimeEqual(one, one))
        #expect(Set([one, other, one]).count == 2)
    }

    @Test func `strings of another length are not equal`() {
        let verdicts = [
            constantTimeEqual([1, 2].span, [1, 2].span), constantTimeEqual([1, 2].span, [1, 3].span),
            constantTimeEqual([1, 2].span, [1, 2, 0].span), constantTimeEqual([UInt8]().span, [UInt8]().span),
        ]
        #expect(verdicts == [true, false, false, true])
    }
}
