// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing

@Suite struct ArraySpanTests {
    @Test(arguments: [0, 1, 2, 255, 4096]) func `a copy has the bytes that were lent, in their order`(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
        let copy = [UInt8](copying: bytes.span)
        #expect(copy == bytes)
    }

    @Test func `a part is copied alone, and stays when its owner goes`() {
        var copy: [UInt8] = []
        do {
            var buffer = ByteBuffer()
            buffer.append("abcdef")
            buffer.consume(1)
            copy = [UInt8](copying: buffer.span.extracting(1..<4))
        }
        #expect(copy == Array("cde".utf8))
        let nothing = [UInt8](copying: ByteBuffer().span)
        #expect(nothing == [])
    }
}
