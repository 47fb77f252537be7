// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import Testing

@testable import HTTPServer

/// Where a connection's streams are found, and where they come from.
struct StreamTableTests {
    private let pool = StreamPool()

    private func fill(_ table: StreamTable, _ count: Int) -> [HTTPServer.Stream] {
        (0..<count).map { number in
            let stream = pool.take()
            stream.id = Int32(number)
            table.insert(stream)
            return stream
        }
    }

    private func empty(_ table: StreamTable) {
        for stream in table.all {
            table.remove(stream)
            pool.give(stream)
        }
        #expect(table.count == 0)
        pool.trim()
    }

    /// Eight slots are there at first, then twice as many.
    @Test(arguments: [1, 7, 8, 9, 16, 17, 256]) func `each stream is found at its slot alone`(_ count: Int) {
        let table = StreamTable()
        let streams = fill(table, count)
        #expect(table.count == count && table.all.count == count)
        #expect(streams.map(\.slot) == Array(0..<count), "the lowest that is free")
        for stream in streams { #expect(table[stream.slot] == stream) }
        #expect(table[-1] == nil && table[count] == nil && table[Int.max] == nil)
        empty(table)
        #expect(table[0] == nil)
    }

    @Test func `a slot is used again, and only its own stream empties it`() {
        let table = StreamTable()
        let streams = fill(table, 9)
        table.remove(streams[4])
        #expect(table[4] == nil && table.count == 8)
        table.remove(streams[4])
        #expect(table.count == 8, "it is not there any more")
        let next = pool.take()
        table.insert(next)
        #expect(next.slot == 4 && table[4] == next && table.count == 9)
        table.remove(streams[4])
        #expect(table[4] == next && table.count == 9)
        pool.give(streams[4])
        empty(table)
    }

    @Test func `memory goes when there is no stream, and comes with the next`() {
        let table = StreamTable()
        _ = fill(table, 20)
        table.shrink()
        #expect(table.count == 20 && table[19] != nil, "streams stay")
        empty(table)
        table.shrink()
        #expect(table[0] == nil)
        let streams = fill(table, 3)
        #expect(streams.map(\.slot) == [0, 1, 2])
        empty(table)
    }

    @Test func `who has lasted too long is named, and the next to do so is known`() {
        let table = StreamTable()
        let streams = fill(table, 3)
        #expect(streams.count == 3)
        for (stream, time) in zip(streams, [30, 10, 20] as [UInt64]) {
            table.setDeadline(stream, Monotonic(nanoseconds: time))
        }
        #expect(table.nextDeadline == Monotonic(nanoseconds: 10))
        #expect(table.takeExpired(at: Monotonic(nanoseconds: 9)).isEmpty)
        #expect(table.takeExpired(at: Monotonic(nanoseconds: 20)).map(\.id) == [1, 2])
        #expect(table.nextDeadline == Monotonic(nanoseconds: 30))
        empty(table)
        #expect(table.nextDeadline == nil)
    }

    @Test func `a stream that was used is as new`() {
        let stream = pool.take()
        stream.phase = .reply
        stream.requestID = 7
        stream.isWhole = true
        stream.bodyBytes = 3
        stream.ending = .broken
        stream.body.append([1, 2, 3])
        stream.reply.append([UInt8](repeating: 0, count: 5000))
        pool.give(stream)
        let next = pool.take()
        #expect(next == stream, "it is the same memory")
        #expect(next.phase == .head && next.requestID == 0 && !next.isWhole && next.bodyBytes == 0)
        #expect(next.ending == nil && next.head == RequestHead() && next.headSize == 0)
        let (body, reply, kept) = (next.body.count, next.reply.count, next.reply.capacity)
        #expect(body == 0 && reply == 0 && kept == 0, "a large buffer is given back")
        pool.give(next)
    }

    @Test(arguments: [(255, 255), (256, 256), (257, 256), (1000, 256)]) func `so many streams are kept`(
        _ used: Int, _ kept: Int
    ) {
        let pool = StreamPool()
        let streams = (0..<used).map { _ in pool.take() }
        for stream in streams { pool.give(stream) }
        #expect(pool.count == used, "handles may be left")
        pool.trim()
        #expect(pool.count == kept)
    }
}
