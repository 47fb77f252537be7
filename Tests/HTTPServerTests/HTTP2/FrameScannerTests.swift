// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTPServer

struct FrameScannerTests {
    private static let bytes =
        Frame.preface + Frame.settings([(4, 1)]).bytes + Frame(type: 0x0A, payload: [1, 2, 3]).bytes
        + Frame(type: 0x09, payload: [0x0B]).bytes + Frame(type: 0x10, payload: [0, 0, 0, 1]).bytes
        + Frame(type: 0xFF).bytes + Frame(type: 0x10).bytes
        + Frame(type: 0x11, payload: [UInt8](repeating: 0xFF, count: 70_000)).bytes
        + Frame.data(1, [0x10, 0x77]).bytes

    @Test func `finds what is passed over, and nothing in payloads`() {
        var scanner = FrameScanner()
        let found = scanner.scan(Self.bytes.span)
        #expect(found == (3, 2))
        #expect(scanner.smallData == 1)
    }

    @Test(arguments: [0: 1, 63: 1, 64: 0]) func `counts small pieces of bodies`(_ length: Int, _ count: Int) {
        var scanner = FrameScanner()
        let found = scanner.scan((Frame.preface + Frame.data(1, [UInt8](repeating: 0, count: length)).bytes).span)
        #expect(found == (0, 0) && scanner.smallData == count)
    }

    @Test func `finds the same however it is cut`() {
        for size in [1, 2, 8, 9, 10, 1000] {
            var scanner = FrameScanner()
            var total = (unknown: 0, priorityUpdates: 0)
            for start in stride(from: 0, to: Self.bytes.count, by: size) {
                let part = Array(Self.bytes[start..<min(start + size, Self.bytes.count)])
                let found = scanner.scan(part.span)
                total = (total.unknown + found.unknown, total.priorityUpdates + found.priorityUpdates)
            }
            #expect(total == (3, 2), "in parts of \(size)")
            #expect(scanner.smallData == 1)
        }
    }
}
