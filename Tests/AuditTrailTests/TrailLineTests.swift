// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Testing

@testable import AuditTrail

@Suite struct TrailLineTests {
    private static let zeros = String(repeating: "0", count: 64)
    private static let hash = String(repeating: "9f", count: 32)

    private static func line(_ object: String, _ index: UInt64, _ previous: String) throws -> String {
        var line = ByteBuffer()
        TrailLine.append(
            Array(object.utf8).span, index: index, previous: try #require(Bytes32(hex: previous)), to: &line)
        return String(decoding: line.bytes, as: UTF8.self)
    }

    private static func read(_ line: String) -> TrailLine? { TrailLine(Array(line.utf8).span) }

    @Test func `number and hash come first in the object`() throws {
        let first = try Self.line(#"{"kind":"act","who":"ann"}"#, 0, Self.zeros)
        #expect(first == #"{"n":0,"prev":"\#(Self.zeros)","kind":"act","who":"ann"}"#)
        let bare = try Self.line("{}", .max, Self.hash)
        #expect(bare == #"{"n":18446744073709551615,"prev":"\#(Self.hash)"}"#)
    }

    @Test func `they are read back`() throws {
        let first = try #require(Self.read(#"{"n":0,"prev":"\#(Self.zeros)","kind":"act"}"#))
        #expect(first.index == 0 && first.previous == Bytes32())
        let bare = try #require(Self.read(#"{"n":18446744073709551615,"prev":"\#(Self.hash)"}"#))
        #expect(bare.index == .max && bare.previous.hex == Self.hash)
    }

    @Test func `a line that the trail does not write is none`() {
        let wrong = [
            "", "{", "{}", #"{"n":1}"#, #"{"n":,"prev":"\#(Self.hash)"}"#, #"{"n":01,"prev":"\#(Self.hash)"}"#,
            #"{"n":18446744073709551616,"prev":"\#(Self.hash)"}"#, #"{"n":-1,"prev":"\#(Self.hash)"}"#,
            #"{"n":1,"prev":"\#(Self.hash.dropLast())"}"#, #"{"n":1,"prev":"\#(Self.hash)0"}"#,
            #"{"n":1,"prev":"\#(Self.hash.uppercased())"}"#, #"{"n":1,"prev":"\#(Self.hash)""#,
            #"{"n":1,"prev":"\#(Self.hash)" }"#, #"{"n":1,"prev":"\#(Self.hash)","a":1"#,
            #"{ "n":1,"prev":"\#(Self.hash)"}"#, #"{"n":1, "prev":"\#(Self.hash)"}"#,
            #"{"prev":"\#(Self.hash)","n":1}"#,
        ]
        for line in wrong { #expect(Self.read(line) == nil, "\(line)") }
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `an object may be as long as leaves room for number and hash`(_ extra: Int, _ isTaken: Bool) {
        let text = String(repeating: "x", count: TrailLine.longestObject - 8 + extra)
        let object = Array(#"{"a":"\#(text)"}"#.utf8)
        #expect(object.count == TrailLine.longestObject + extra)
        let isObject = TrailLine.isObject(object.span)
        #expect(isObject == isTaken)
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `a line may be 64 KiB long`(_ extra: Int, _ isRead: Bool) {
        let head = #"{"n":1,"prev":"\#(Self.hash)","a":""#
        let text = String(repeating: "x", count: 65536 - head.utf8.count - 2 + extra)
        #expect((Self.read(head + text + "\"}") != nil) == isRead)
    }

    @Test func `what is left of the next line is known as that, and nothing else is`() throws {
        let end = TrailPosition(
            frontier: try #require(MerkleFrontier(size: 4, roots: [Bytes32()])),
            last: try #require(Bytes32(hex: Self.hash)))
        func isUnfinished(_ bytes: [UInt8]) -> Bool { TrailLine.isUnfinished(bytes.span, behind: end) }
        let line = Array(#"{"n":4,"prev":"\#(Self.hash)","kind":"act"}"#.utf8)
        for count in 0...line.count { #expect(isUnfinished(Array(line[..<count])), "\(count)") }
        for place in 0..<#"{"n":4,"prev":"\#(Self.hash)""#.utf8.count {
            var changed = Array(line[...place])
            changed[place] = 0
            #expect(!isUnfinished(changed), "\(place)")
        }
        for (count, isOne) in [(65535, true), (65536, true), (65537, false)] {
            #expect(isUnfinished(line + Array(repeating: 0, count: count - line.count)) == isOne, "\(count)")
        }
    }

    @Test func `only what is in braces is an object`() {
        let texts = ["", "{", "}", "x}", "{x", "[]", "\"\"", "{}"]
        let found = texts.filter { TrailLine.isObject(Array($0.utf8).span) }
        #expect(found == ["{}"])
    }
}
