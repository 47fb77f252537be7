// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing

struct ByteBufferTests {
    private func bytes(_ buffer: borrowing ByteBuffer) -> [UInt8] {
        let span = buffer.span
        return span.indices.map { span[$0] }
    }

    @Test func `what is appended is read in order`() {
        var buffer = ByteBuffer()
        buffer.append("ab" as StaticString)
        buffer.append(UInt8(ascii: "c"))
        buffer.append("dé" as String)
        buffer.append([0, 255])
        let content = bytes(buffer)
        #expect(content == [0x61, 0x62, 0x63, 0x64, 0xC3, 0xA9, 0, 255])
    }

    @Test(arguments: [
        (0, "0"), (7, "7"), (10, "10"), (-1, "-1"), (Int.max, "9223372036854775807"), (Int.min, "-9223372036854775808"),
    ]) func `writes decimal digits`(_ number: Int, _ text: String) {
        var buffer = ByteBuffer()
        buffer.append(decimal: number)
        let content = bytes(buffer)
        #expect(content == Array(text.utf8))
    }

    @Test func `writes the largest unsigned number`() {
        var buffer = ByteBuffer()
        buffer.append(decimal: UInt.max)
        let content = bytes(buffer)
        #expect(content == Array("18446744073709551615".utf8))
    }

    @Test func `keeps what is unread when it grows and when it moves`() {
        var buffer = ByteBuffer(capacity: 256)
        var expected: [UInt8] = []
        // Writes and reads of different sizes walk the content through the memory, over its end and beyond.
        for round in 0..<2_000 {
            let chunk = (0..<(round % 37)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ round) }
            buffer.append(chunk)
            expected += chunk
            let taken = min(expected.count, round % 29)
            buffer.consume(taken)
            expected.removeFirst(taken)
            guard bytes(buffer) == expected else {
                Issue.record("differs in round \(round)")
                return
            }
        }
        let count = buffer.count
        #expect(count == expected.count)
    }

    @Test func `reuses its memory once everything was read`() {
        var buffer = ByteBuffer(capacity: 256)
        for _ in 0..<100 {
            buffer.append([UInt8](repeating: 1, count: 200))
            buffer.consume(200)
        }
        let capacity = buffer.capacity
        #expect(capacity == 256)
    }

    @Test func `gives its memory back`() {
        var buffer = ByteBuffer(capacity: 1024)
        buffer.append(1)
        buffer.release()
        let (capacity, isEmpty) = (buffer.capacity, buffer.isEmpty)
        #expect(capacity == 0)
        #expect(isEmpty)
        buffer.append(2)
        let content = bytes(buffer)
        #expect(content == [2])
    }

    @Test func `truncates from the end`() {
        var buffer = ByteBuffer()
        buffer.append([1, 2, 3, 4])
        buffer.consume(1)
        buffer.truncate(to: 2)
        let content = bytes(buffer)
        #expect(content == [2, 3])
    }

    @Test func `room that was asked for is there, and only what was written counts`() {
        var buffer = ByteBuffer()
        let written = buffer.withRoom(100) { room in
            #expect(room.count >= 100)
            room[0] = 9
            return 1
        }
        #expect(written == 1)
        let content = bytes(buffer)
        #expect(content == [9])
    }

    @Test func `consuming more than there is ends the process`() async {
        await #expect(processExitsWith: .failure) {
            var buffer = ByteBuffer()
            buffer.append(1)
            buffer.consume(2)
        }
    }
}
