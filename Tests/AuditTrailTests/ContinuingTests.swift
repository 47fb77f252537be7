// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import AuditTrail

/// A log that several processes write in turn, each in a folder of its own.
@Suite(.timeLimit(.minutes(10))) struct ContinuingTests {
    private let here: TemporaryFolder
    private let there: TemporaryFolder

    init() throws { (here, there) = (try TemporaryFolder(), try TemporaryFolder()) }

    private func write(
        _ numbers: Range<Int>, in folder: TemporaryFolder, from: TrailPosition?, notices: [TrailNotice] = []
    ) throws -> TrailPosition {
        let heard = Locked<[TrailNotice]>([])
        let trail = try AuditTrail(
            folder.settings {
                $0.from = from
                $0.notice = { notice in heard.withLock { $0.append(notice) } }
            })
        for number in numbers { trail.append(TrailReading.object(number)) }
        #expect(trail.close(within: .seconds(300)))
        #expect(heard.withLock { $0 } == notices)
        return trail.position
    }

    @Test func `it goes on where the other stopped`() throws {
        let first = try write(0..<3, in: here, from: TrailPosition())
        let second = try write(3..<5, in: there, from: first)
        #expect(try there.segments() == ["00000000000000000003.jsonl"])
        let third = try write(5..<9, in: here, from: second)
        #expect(try here.segments() == ["00000000000000000000.jsonl", "00000000000000000005.jsonl"])
        // The same tree as if one had written all.
        let alone = try TemporaryFolder()
        #expect(try write(0..<9, in: alone, from: nil) == third)
    }

    @Test func `what is here already stays in use`() throws {
        let first = try write(0..<3, in: here, from: nil)
        _ = try write(3..<5, in: here, from: first)
        // It was told of less than is here, and that is how it began.
        let last = try write(5..<6, in: here, from: first)
        #expect(last.size == 6)
        #expect(try here.segments() == ["00000000000000000000.jsonl"])
        #expect(try TrailReading(here.trail).numbers == Array(0..<6))
        // From nothing everything goes on.
        #expect(try write(6..<7, in: here, from: TrailPosition()).size == 7)
    }

    @Test func `what is here and nowhere else is left, and told of`() throws {
        let first = try write(0..<3, in: here, from: nil)
        _ = try write(100..<102, in: here, from: first)
        let second = try write(3..<4, in: there, from: first)
        let last = try write(4..<5, in: here, from: second, notices: [.forked(at: 4)])
        #expect(try here.segments() == ["00000000000000000000.jsonl", "00000000000000000004.jsonl"])
        // The entry that says so, and the one that was written.
        #expect(last.size == 6)
        let bytes = try here.bytes("00000000000000000004.jsonl")
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""kind":"forked""#))
        #expect(try write(5..<6, in: here, from: last).size == 7)
    }

    @Test func `segments that begin behind the place are put aside`() throws {
        let first = try write(0..<3, in: here, from: nil)
        let second = try write(3..<4, in: there, from: first)
        let third = try write(4..<5, in: here, from: second)
        #expect(third.size == 5)
        // The other has gone on from its own end instead.
        let other = try write(50..<51, in: there, from: second)
        _ = try write(51..<52, in: here, from: other, notices: [.forked(at: 5)])
        #expect(
            try here.segments() == [
                "00000000000000000000.jsonl", "00000000000000000004.jsonl", "00000000000000000005.jsonl",
            ])
        _ = try write(60..<61, in: here, from: third, notices: [.forked(at: 5)])
        #expect(
            try here.segments() == [
                "00000000000000000000.jsonl", "00000000000000000004.jsonl", "00000000000000000005.jsonl",
                "00000000000000000005.forked-1.jsonl",
            ])
        #expect(try write(61..<62, in: here, from: nil).size == 8)
        // Both have passed through what was written first.
        #expect(try write(62..<63, in: here, from: second).size == 9)
    }
}
