// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTPClient

@Suite struct HeaderBlocksTests {
    private static func read(_ lines: String...) -> HeaderBlocks {
        var blocks = HeaderBlocks()
        for line in lines {
            let isTaken = blocks.append(Array((line + "\r\n").utf8))
            #expect(isTaken)
        }
        return blocks
    }

    @Test func `interim responses are dropped, lines after the head are trailers`() {
        let blocks = Self.read(
            "HTTP/1.1 100 Continue", "X: 1", "", "HTTP/2 200", "Content-Type:  application/grpc \t", "Empty:", "",
            "grpc-status: 5", "grpc-message: not%20found", "")
        #expect(blocks.status == 200 && blocks.isComplete)
        #expect(blocks.headers == [Header("content-type", "application/grpc"), Header("empty", "")])
        #expect(blocks.trailers == [Header("grpc-status", "5"), Header("grpc-message", "not%20found")])
    }

    @Test func `what is no field is none`() {
        let blocks = Self.read("HTTP/1.1 200 OK", "no colon", ": no name", "a: b", "")
        #expect(blocks.headers == [Header("a", "b")])
    }

    @Test func `a head is no longer than allowed`() {
        var blocks = HeaderBlocks()
        let isTaken = blocks.append(Array(repeating: 0x61, count: HeaderBlocks.maximumBytes))
        let isOneMoreTaken = blocks.append([0x61])
        #expect(isTaken && !isOneMoreTaken)
    }
}
