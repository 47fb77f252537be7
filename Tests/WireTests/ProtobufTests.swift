// SPDX-License-Identifier: Apache-2.0
import Testing
import Wire

// Expected bytes: https://protobuf.dev/programming-guides/encoding, its examples.
@Suite struct ProtobufTests {
    private static func written(_ body: (inout ProtobufWriter) -> Void) -> [UInt8] {
        var writer = ProtobufWriter()
        body(&writer)
        return writer.bytes
    }

    @Test func `fields are written as the guide shows them`() {
        #expect(Self.written { $0.number(1, 150) } == [0x08, 0x96, 0x01])
        #expect(Self.written { $0.string(2, "testing") } == [0x12, 0x07] + Array("testing".utf8))
        #expect(Self.written { $0.message(3) { $0.number(1, 150) } } == [0x1a, 0x03, 0x08, 0x96, 0x01])
        #expect(Self.written { $0.number(1, .max) } == [0x08] + Array(repeating: 0xff, count: 9) + [1])
        #expect(Self.written { $0.bytes(16, [0]) } == [0x82, 0x01, 0x01, 0x00])
    }

    @Test func `fields are read in any order, unknown ones are skipped`() throws {
        let message: [UInt8] = [
            0x1a, 0x03, 0x08, 0x96, 0x01,  // 3: {1: 150}
            0x25, 1, 0, 0, 0,  // 4: fixed 32
            0x29, 2, 0, 0, 0, 0, 0, 0, 0,  // 5: fixed 64
            0x12, 0x02, 0x68, 0x69,  // 2: "hi"
            0x30, 0x01,  // 6: true
        ]
        var seen: [Int: String] = [:]
        var reader = ProtobufReader(message.span)
        while let field = try reader.next() {
            switch field.number {
            case 2: seen[2] = try field.string()
            case 3:
                var inner = ProtobufReader(try field.span())
                let number = try inner.next()?.uint64()
                seen[3] = number.map { "\($0)" }
            case 4, 5: seen[field.number] = "\(try field.uint64())"
            case 6: seen[6] = "\(try field.bool())"
            default: Issue.record("an unexpected field")
            }
        }
        #expect(seen == [2: "hi", 3: "150", 4: "1", 5: "2", 6: "true"])
    }

    static let refused: [([UInt8], ProtobufError.Code)] = [
        ([0x08], .truncated), ([0x08, 0x80], .truncated), ([0x12, 0x05, 0x61], .truncated), ([0x25, 1, 2], .truncated),
        ([0x29, 1, 2, 3, 4, 5, 6, 7], .truncated), ([0x00, 0x01], .malformed), ([0x0b], .wireType), ([0x0f], .wireType),
        ([0x08] + Array(repeating: 0xff, count: 9) + [2], .malformed),
        ([0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], .truncated),
        ([0x12, 0x01, 0xff], .notText), ([0x0a, 0x00], .wireType),
    ]

    @Test(arguments: refused) func `what is malformed is refused`(_ bytes: [UInt8], _ code: ProtobufError.Code) {
        #expect(throws: ProtobufError(code)) {
            var reader = ProtobufReader(bytes.span)
            while let field = try reader.next() {
                if field.number == 1 { _ = try field.uint64() } else { _ = try field.string() }
            }
        }
    }
}
