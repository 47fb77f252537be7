// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing
import Wire

// Expected bytes: https://github.com/diem/bcs, README, and the tests of its reference implementation.
@Suite struct BCSTests {
    private static func written(_ body: (inout BCSWriter) -> Void) -> [UInt8] {
        var writer = BCSWriter()
        body(&writer)
        return writer.bytes
    }

    @Test func `integers are written least byte first`() {
        #expect(Self.written { $0.integer(UInt16(4660)) } == [0x34, 0x12])
        #expect(Self.written { $0.integer(UInt32(305_419_896)) } == [0x78, 0x56, 0x34, 0x12])
        #expect(
            Self.written { $0.integer(UInt64(1_311_768_467_750_121_216)) }
                == [0x00, 0xef, 0xcd, 0xab, 0x78, 0x56, 0x34, 0x12])
        #expect(Self.written { $0.integer(UInt128(1) << 127) } == Array(repeating: 0, count: 15) + [0x80])
    }

    static let lengths: [(Int, [UInt8])] = [
        (0, [0]), (1, [1]), (127, [0x7f]), (128, [0x80, 1]), (16384, [0x80, 0x80, 1]),
        (9487, [0x8f, 0x4a]), (Int(Int32.max), [0xff, 0xff, 0xff, 0xff, 0x07]),
    ]

    @Test(arguments: lengths) func `lengths are as short as they can be`(_ length: Int, _ bytes: [UInt8]) throws {
        #expect(Self.written { $0.length(length) } == bytes)
        var reader = BCSReader(bytes.span)
        #expect(try reader.length() == length)
        try reader.finish()
    }

    @Test(
        arguments: [[0x80, 0], [0x81, 0x80, 0], [0x80, 0x80, 0x80, 0x80, 0x08], [0xff, 0xff, 0xff, 0xff, 0xff, 1]]
            as [[UInt8]])
    func `a length that is too long or too large is refused`(_ bytes: [UInt8]) {
        #expect(throws: BCSError(.overlong)) {
            var reader = BCSReader(bytes.span)
            _ = try reader.length()
        }
    }

    @Test func `texts, bytes and options`() throws {
        let bytes = Self.written { writer in
            writer.string("çå∞≠¢õß∂ƒ∫")
            writer.bytes([1, 2])
            writer.isPresent(true)
            writer.uint8(8)
            writer.isPresent(false)
        }
        // From the README of the specification.
        let text: [UInt8] = [
            24, 0xc3, 0xa7, 0xc3, 0xa5, 0xe2, 0x88, 0x9e, 0xe2, 0x89, 0xa0, 0xc2, 0xa2, 0xc3, 0xb5, 0xc3, 0x9f, 0xe2,
            0x88, 0x82, 0xc6, 0x92, 0xe2, 0x88, 0xab,
        ]
        #expect(bytes == text + [2, 1, 2, 1, 8, 0])
        var reader = BCSReader(bytes.span)
        #expect(try reader.string() == "çå∞≠¢õß∂ƒ∫")
        #expect(try reader.bytes() == [1, 2])
        #expect(try reader.isPresent())
        #expect(try reader.uint8() == 8)
        #expect(try !reader.isPresent())
        try reader.finish()
    }

    @Test func `every prefix is truncated`() throws {
        let bytes = Self.written { writer in
            writer.string("abc")
            writer.integer(UInt64(7))
            writer.bool(true)
        }
        for count in 0..<bytes.count {
            let prefix = Array(bytes[..<count])
            #expect(throws: BCSError(.truncated)) {
                var reader = BCSReader(prefix.span)
                _ = try reader.string()
                _ = try reader.integer(UInt64.self)
                _ = try reader.bool()
            }
        }
    }

    @Test func `what is not canonical is refused`() {
        #expect(throws: BCSError(.unknownVariant)) {
            var reader = BCSReader([2].span)
            _ = try reader.bool()
        }
        #expect(throws: BCSError(.notText)) {
            var reader = BCSReader([1, 0xff].span)
            _ = try reader.string()
        }
        #expect(throws: BCSError(.trailing)) {
            var reader = BCSReader([1, 1].span)
            _ = try reader.bool()
            try reader.finish()
        }
        // A count that memory could not hold is refused before any is taken.
        #expect(throws: BCSError(.truncated)) {
            var reader = BCSReader([0xff, 0xff, 0xff, 0xff, 0x07, 1, 2, 3].span)
            _ = try reader.count(ofAtLeast: 32)
        }
    }
}
