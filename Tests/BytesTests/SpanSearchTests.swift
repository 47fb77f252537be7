// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing

@Suite struct SpanSearchTests {
    @Test func `a byte is found where it is first, wherever the search begins`() {
        let bytes: [UInt8] = [7, 1, 2, 1, 0]
        let expected: [(UInt8, Int, Int?)] = [
            (7, 0, 0), (7, 1, nil), (1, 0, 1), (1, 1, 1), (1, 2, 3), (1, 3, 3), (1, 4, nil), (0, 0, 4), (0, 4, 4),
            (0, 5, nil), (9, 0, nil),
        ]
        for (byte, start, index) in expected {
            let found = bytes.span.firstIndex(of: byte, from: start)
            #expect(found == index, "\(byte) from \(start)")
        }
    }

    @Test func `what is behind the end is not looked at`() {
        let bytes: [UInt8] = [1, 2, 3, 4]
        let found = bytes.span.extracting(first: 2).firstIndex(of: 3)
        #expect(found == nil)
        let none: [UInt8] = []
        let nothing = none.span.firstIndex(of: 0)
        #expect(nothing == nil)
    }
}
