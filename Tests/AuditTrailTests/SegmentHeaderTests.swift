// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import TestSupport
import Testing

@testable import AuditTrail

@Suite struct SegmentHeaderTests {
    private static let a = String(repeating: "a1", count: 32)
    private static let b = String(repeating: "b2", count: 32)
    private static let text =
        #"{"segment":"k3s-daas/audit-log/v1","log":"webhook-server@cp1","first":5,"prev":"\#(b)","#
        + #""frontier":["\#(a)","\#(b)"],"began":"2026-11-22T05:30:00Z"}"#

    private static func read(_ text: String) -> SegmentHeader? { SegmentHeader(Array(text.utf8).span) }

    @Test func `a header is written as it is read`() throws {
        let header = try #require(Self.read(Self.text))
        #expect(header.log == "webhook-server@cp1")
        #expect(header.start.text == "5:\(Self.b):\(Self.a),\(Self.b)")
        #expect(header.began == RFC3339.read("2026-11-22T05:30:00Z"))
        var line = ByteBuffer()
        header.append(to: &line)
        #expect(String(decoding: line.bytes, as: UTF8.self) == Self.text + "\n")
    }

    @Test func `a header of another text is none`() {
        let wrong = [
            "", "{}", "[]", "x", Self.text + " ", " " + Self.text, Self.text.replacing("v1", "v2"),
            Self.text.replacing("\"first\":5", "\"first\":7"), Self.text.replacing("cp1", "cp 1"),
            Self.text.replacing("\"first\":5", "\"first\":-5"), Self.text.replacing(",\"began\"", ", \"began\""),
            Self.text.replacing("2026-11-22T05:30:00Z", "yesterday"),
            Self.text.replacing("{\"segment\"", "{\"x\":1,\"segment\""),
            Self.text.replacing("webhook-server@cp1", "webhook-server\\u0040cp1"),
            String(repeating: "x", count: SegmentHeader.longest + 1),
        ]
        for text in wrong { #expect(Self.read(text) == nil, "\(text)") }
    }

    private static func isUnfinished(_ bytes: [UInt8], log: String = "webhook-server@cp1", first: UInt64 = 5) -> Bool {
        SegmentHeader.isUnfinished(bytes.span, log: log, first: first)
    }

    @Test func `what is left of a header that was being written is known as that, and nothing else is`() {
        let whole = Array(Self.text.utf8)
        for count in 0...whole.count { #expect(Self.isUnfinished(Array(whole[..<count])), "\(count)") }
        #expect(!Self.isUnfinished(whole + [UInt8(ascii: "\n")]))
        // Up to the hash all is known; behind it anything may stand, but not for longer than a header can be.
        let opening = whole.count - Self.text.split(separator: "\"prev\":\"")[1].utf8.count
        for place in 0..<opening {
            var changed = Array(whole[...place])
            changed[place] = 0
            #expect(!Self.isUnfinished(changed), "\(place)")
        }
        for (count, isOne) in [(8191, true), (8192, true), (8193, false)] {
            let long = whole + Array(repeating: UInt8(ascii: "0"), count: count - whole.count)
            #expect(Self.isUnfinished(long) == isOne, "\(count)")
        }
        #expect(!Self.isUnfinished(whole, log: "webhook-server@cp2") && !Self.isUnfinished(whole, first: 50))
    }

    @Test func `a file that holds a header alone is known by it, whenever that was begun`() throws {
        let header = try #require(Self.read(Self.text))
        func isAll(_ text: String) -> Bool { header.isAll(of: Array(text.utf8).span) }
        let later = Self.text.replacing("2026-11-22T05:30:00Z", "2026-11-22T05:31:00Z")
        for text in ["", "{", Self.text, Self.text + "\n", later + "\n"] { #expect(isAll(text), "\(text)") }
        for text in [
            "\n", "x", Self.text + "\n{", Self.text + "\n\n", Self.text.replacing("cp1", "cp2") + "\n",
            Self.text.replacing(Self.a, Self.b) + "\n", Self.text.replacing("\"prev\":\"b2", "\"prev\":\"b3") + "\n",
        ] { #expect(!isAll(text), "\(text)") }
    }

    @Test func `the longest header that there can be is within its limit`() throws {
        let roots = try (0..<64).map { try SHA256.digest(of: [UInt8($0)].span) }
        let frontier = try #require(MerkleFrontier(size: .max, roots: roots))
        let name = String(repeating: "n", count: AuditTrailSettings.longestName)
        let header = SegmentHeader(
            log: name, start: TrailPosition(frontier: frontier, last: roots[63]),
            began: try #require(RFC3339.read("2026-11-22T05:30:00Z")))
        var line = ByteBuffer()
        header.append(to: &line)
        #expect(line.count < SegmentHeader.longest)
    }
}
