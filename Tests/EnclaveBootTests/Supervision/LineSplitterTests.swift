// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import EnclaveBoot

@Suite struct LineSplitterTests {
    private static func lines(_ pieces: [String]) -> (whole: [String], rest: String?) {
        var splitter = LineSplitter()
        var lines: [String] = []
        for piece in pieces {
            let bytes = Array(piece.utf8)
            lines += splitter.take(bytes.span).map { String(decoding: $0, as: UTF8.self) }
        }
        return (lines, splitter.finish().map { String(decoding: $0, as: UTF8.self) })
    }

    @Test func `lines are the same however they are cut into pieces`() {
        let text = "one\ntwo\r\n\nthree"
        for size in 1...text.utf8.count {
            let bytes = Array(text.utf8)
            let pieces = stride(from: 0, to: bytes.count, by: size).map {
                String(decoding: bytes[$0..<min($0 + size, bytes.count)], as: UTF8.self)
            }
            let (whole, rest) = Self.lines(pieces)
            #expect(whole == ["one", "two", ""])
            #expect(rest == "three")
        }
    }

    @Test func `a line that does not end is cut, and costs no more memory`() {
        let (whole, rest) = Self.lines([String(repeating: "x", count: 2 * LineSplitter.longest + 5)])
        #expect(whole.map(\.count) == [LineSplitter.longest, LineSplitter.longest])
        #expect(rest == "xxxxx")
        let (exact, none) = Self.lines([String(repeating: "x", count: LineSplitter.longest - 1) + "\n"])
        #expect(exact.map(\.count) == [LineSplitter.longest - 1])
        #expect(none == nil)
    }
}
