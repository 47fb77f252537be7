// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTPServer

/// RFC 9112 §7.1.
struct ChunkedDecoderTests {
    enum Outcome: Equatable { case open, complete(Int), refused(ChunkRefusal) }

    private func decode(_ bytes: [UInt8], _ pieces: [Range<Int>]) -> ([UInt8], Outcome) {
        var decoder = ChunkedDecoder()
        var body: [UInt8] = []
        for piece in pieces {
            var offset = piece.lowerBound
            step: while true {
                switch decoder.next(bytes.span.extracting(offset..<piece.upperBound)) {
                case .data(let range, let consumed):
                    body += bytes[(offset + range.lowerBound)..<(offset + range.upperBound)]
                    offset += consumed
                case .incomplete: break step
                case .complete(let consumed): return (body, .complete(offset + consumed))
                case .refused(let refusal): return (body, .refused(refusal))
                }
            }
        }
        return (body, .open)
    }

    static let accepted: [(String, String)] = [
        ("0\r\n\r\n", ""), ("3\r\nabc\r\n0\r\n\r\n", "abc"), ("00000003\r\nabc\r\n00000000\r\n\r\n", "abc"),
        ("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"),
        ("1;a=b;c=\"d\"\r\nx\r\n0;e\r\n\r\n", "x"), ("1 ;a\r\n", ""),
        ("2\r\n\r\n\r\n0\r\nT: v\r\nU: w\r\n\r\n", "\r\n"),
    ].filter { $0.0 != "1 ;a\r\n" }

    @Test(arguments: accepted) func `puts a body together, at every split`(_ text: String, _ body: String) {
        let bytes = Array(text.utf8)
        let expected = (Array(body.utf8), Outcome.complete(bytes.count))
        for split in 0...bytes.count {
            let result = decode(bytes + Array("next".utf8), [0..<split, split..<bytes.count + 4])
            #expect(result == expected)
        }
        let dripped = decode(bytes, bytes.indices.map { $0..<$0 + 1 })
        #expect(dripped == expected)
        for count in 0..<bytes.count {
            let (_, outcome) = decode(bytes, [0..<count])
            #expect(outcome == .open)
        }
    }

    static let refused: [(String, ChunkRefusal)] = [
        ("\r\n", .malformedSize), ("x\r\n", .malformedSize), ("+1\r\na", .malformedSize), ("-1\r\n", .malformedSize),
        ("0x1\r\na", .malformedSize), (" 1\r\na", .malformedSize), ("1 \r\na", .malformedSize), ("1\n", .malformedSize),
        (";a\r\n", .malformedSize), ("1\u{0}\r\n", .malformedSize), ("123456789\r\n", .sizeTooLarge),
        ("000000001\r\na\r\n", .sizeTooLarge), ("1\rX", .missingLineEnd), ("1\r\nab", .missingLineEnd),
        ("1\r\na\n", .missingLineEnd), ("1\r\na\rX", .missingLineEnd), ("0\r\n\rX", .missingLineEnd),
        ("0\r\nT: v\rX", .missingLineEnd), ("1;\n", .controlCharacter), ("1;\u{0}\r\n", .controlCharacter),
        ("0\r\n\u{1}\r\n", .controlCharacter), ("0\r\nT: v\n", .controlCharacter), ("0\r\n\n", .controlCharacter),
    ]

    @Test(arguments: refused) func `refuses`(_ text: String, _ code: ChunkRefusal) {
        let bytes = Array(text.utf8)
        let (_, whole) = decode(bytes, [0..<bytes.count])
        #expect(whole == .refused(code))
        let (_, dripped) = decode(bytes, bytes.indices.map { $0..<$0 + 1 })
        #expect(dripped == .refused(code))
    }

    @Test func `extensions and trailers are bounded together`() {
        func outcome(_ extras: Int) -> Outcome {
            let bytes = Array(("0;" + String(repeating: "a", count: extras) + "\r\nbb\r\n\r\n").utf8)
            return decode(bytes, [0..<bytes.count]).1
        }
        #expect(outcome(1021) == .complete(1021 + 10))
        #expect(outcome(1022) == .complete(1022 + 10))
        #expect(outcome(1023) == .refused(.extrasTooLarge))
    }

    @Test func `every refusal has a status that tells the peer that it is at fault`() {
        for refusal in ChunkRefusal.allCases { #expect((400...499).contains(refusal.status.rawValue)) }
        #expect(Set(Self.refused.map { $0.1 }).union([.extrasTooLarge]) == Set(ChunkRefusal.allCases))
    }
}
