// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Glibc
import Kernel
import Testing

@testable import AuditTrail

@Suite struct TrailWriterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func give(_ writer: inout TrailWriter, _ numbers: Range<Int>, padding: Int = 0) {
        var lines = ByteBuffer()
        for number in numbers { lines.append(contentsOf: TrailReading.object(number, padding: padding)) }
        writer.take(&lines)
    }

    @Test func `what was written is read back, from one opening to the next`() throws {
        for round in 0..<3 {
            var writer = try TrailWriter.open(folder.settings())
            Self.give(&writer, round * 10..<round * 10 + 10)
            let isDone = writer.drain(dropped: 0)
            #expect(isDone)
            let position = writer.position
            let reading = try TrailReading(folder.trail)
            #expect(reading.end == position && reading.damage.isEmpty)
            #expect(reading.numbers == Array(0..<round * 10 + 10))
        }
        #expect(try folder.segments() == ["00000000000000000000.jsonl"])
    }

    @Test func `the folder and its files are their owner's alone`() throws {
        let writer = try TrailWriter.open(folder.settings())
        #expect(try FileStatus.of(folder.trail).permissions == 0o700)
        #expect(try FileStatus.of("\(folder.trail)/00000000000000000000.jsonl").permissions == 0o600)
        withExtendedLifetime(writer) {}
    }

    @Test func `a segment that is full is followed by another, which knows what came before`() throws {
        var writer = try TrailWriter.open(folder.settings { $0.segmentBytes = 64 << 10 })
        for round in 0..<10 {
            Self.give(&writer, round * 100..<round * 100 + 100, padding: 100)
            let isDone = writer.drain(dropped: 0)
            #expect(isDone)
        }
        // Some 200 bytes an entry: 400 of them are more than a segment, 300 less.
        #expect(
            try folder.segments() == [
                "00000000000000000000.jsonl", "00000000000000000400.jsonl", "00000000000000000800.jsonl",
            ])
        let reading = try TrailReading(folder.trail)
        let position = writer.position
        #expect(reading.numbers == Array(0..<1000) && reading.damage.isEmpty && reading.end == position)
        // The last segment alone is enough to go on.
        for name in try folder.segments().dropLast() { try Folder.remove("\(folder.trail)/\(name)") }
        _ = consume writer
        let again = try TrailWriter.open(folder.settings())
        let position2 = again.position
        #expect(position2 == position)
    }

    @Test func `a segment that is old is followed by another, unless it is empty`() throws {
        let clock = Locked(WallTime(seconds: 1000))
        let settings = folder.settings {
            $0.segmentAge = .seconds(60)
            $0.clock = { clock.withLock { $0 } }
        }
        var writer = try TrailWriter.open(settings)
        for (time, count) in [(2000, 1), (2001, 2), (2060, 3), (2061, 4)] as [(Int64, Int)] {
            clock.withLock { $0 = WallTime(seconds: time) }
            Self.give(&writer, count - 1..<count)
            let isDone = writer.drain(dropped: 0)
            #expect(isDone)
        }
        // The first, begun at 1000, was empty until 2000; the second, begun at 2001, is as old as it may be at 2061.
        #expect(
            try folder.segments() == [
                "00000000000000000000.jsonl", "00000000000000000001.jsonl", "00000000000000000003.jsonl",
            ])
        #expect(try TrailReading(folder.trail).numbers == [0, 1, 2, 3])
    }

    @Test func `two cannot write one trail`() throws {
        let first = try TrailWriter.open(folder.settings())
        #expect(throws: AuditTrailError(.claimed, "")) { _ = try TrailWriter.open(folder.settings()) }
        withExtendedLifetime(first) {}
        _ = consume first
        _ = try TrailWriter.open(folder.settings())
    }

    @Test func `another log's folder is refused`() throws {
        _ = try TrailWriter.open(folder.settings())
        #expect(throws: AuditTrailError(.otherLog, "")) {
            _ = try TrailWriter.open(folder.settings { $0.log = "test@there" })
        }
    }

    @Test func `wherever the last batch was torn, what was acknowledged before is kept and the tail is told of`() throws
    {
        var writer = try TrailWriter.open(folder.settings())
        Self.give(&writer, 0..<3)
        _ = writer.drain(dropped: 0)
        let acknowledged = try folder.bytes("00000000000000000000.jsonl").count
        Self.give(&writer, 3..<6)
        _ = writer.drain(dropped: 0)
        _ = consume writer
        let name = "00000000000000000000.jsonl"
        let bytes = try folder.bytes(name)
        for cut in acknowledged...bytes.count {
            try folder.write(Array(bytes[..<cut]), name)
            let writer = try TrailWriter.open(folder.settings())
            let whole = bytes[acknowledged..<cut].count { $0 == UInt8(ascii: "\n") }
            let torn = bytes[..<cut].reversed().prefix { $0 != UInt8(ascii: "\n") }.count
            let reading = try TrailReading(folder.trail)
            #expect(reading.numbers == Array(0..<3 + whole))
            #expect(reading.damage.isEmpty && reading.torn == 0)
            #expect(reading.count(ofKind: "repaired") == (torn > 0 ? 1 : 0))
            #expect(reading.lines.last??.contains(",\"bytes\":\(torn)}") ?? false == (torn > 0))
            let (position, repaired) = (writer.position, writer.statistics.repaired)
            #expect(position == reading.end && repaired == UInt64(torn))
        }
    }

    @Test func `a segment whose header was torn never was`() throws {
        var settings = folder.settings { $0.segmentBytes = 64 << 10 }
        settings.notice = { notice in Issue.record("\(notice)") }
        var writer = try TrailWriter.open(settings)
        Self.give(&writer, 0..<400, padding: 100)
        _ = writer.drain(dropped: 0)
        Self.give(&writer, 400..<401)
        _ = writer.drain(dropped: 0)
        _ = consume writer
        let name = try #require(try folder.segments().last)
        #expect(name == "00000000000000000400.jsonl")
        let bytes = try folder.bytes(name)
        let header = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
        for cut in [0, 1, header / 2, header] {
            try folder.write(Array(bytes[..<cut]), name)
            var writer = try TrailWriter.open(settings)
            let size = writer.position.size
            #expect(size == 400)
            Self.give(&writer, 400..<401)
            _ = writer.drain(dropped: 0)
            #expect(try TrailReading(folder.trail).numbers == Array(0..<401))
        }
    }

    @Test func `a damaged line is left as it is, and the log goes on in another segment`() throws {
        let notices = Locked<[TrailNotice]>([])
        var writer = try TrailWriter.open(folder.settings())
        Self.give(&writer, 0..<5)
        _ = writer.drain(dropped: 0)
        let position = writer.position
        _ = consume writer
        let name = "00000000000000000000.jsonl"
        var bytes = try folder.bytes(name)
        let third = try #require(TrailReading(folder.trail).lines[2])
        let offset = try #require(bytes.indices.first { bytes[$0...].starts(with: Array(third.utf8)) })
        bytes[offset + third.utf8.count - 4] ^= 1
        bytes += Array("torn".utf8)
        try folder.write(bytes, name)
        var again = try TrailWriter.open(
            folder.settings { $0.notice = { notice in notices.withLock { $0.append(notice) } } })
        Self.give(&again, 5..<6)
        _ = again.drain(dropped: 0)
        #expect(try folder.bytes(name) == bytes)
        #expect(notices.withLock { $0 } == [.broken(segment: name, first: 2, count: 1)])
        #expect(try folder.segments() == [name, "00000000000000000005.jsonl"])
        let next = try folder.bytes("00000000000000000005.jsonl")
        var reader = try SegmentReader()
        let reading = try reader.read(next.span)
        // The tree is what it was: what is anchored of it stays right.
        #expect(reading.header?.start == position)
        let all = try TrailReading(folder.trail)
        #expect(all.numbers == [0, 1, 3, 4, 5])
        #expect(all.lines[5]?.hasSuffix(#","segment":"\#(name)","first":2,"count":1}"#) ?? false)
    }

    @Test func `a header that is damaged is known from the segment before it`() throws {
        let settings = folder.settings { $0.segmentBytes = 64 << 10 }
        var writer = try TrailWriter.open(settings)
        Self.give(&writer, 0..<400, padding: 100)
        _ = writer.drain(dropped: 0)
        Self.give(&writer, 400..<403)
        _ = writer.drain(dropped: 0)
        let position = writer.position
        _ = consume writer
        let name = try #require(try folder.segments().last)
        var bytes = try folder.bytes(name)
        bytes[20] ^= 1
        try folder.write(bytes, name)
        let again = try TrailWriter.open(settings)
        let broken = again.statistics.broken
        #expect(broken == 1)
        #expect(try folder.segments().last == "00000000000000000403.jsonl")
        let next = try folder.bytes("00000000000000000403.jsonl")
        var reader = try SegmentReader()
        let reading = try reader.read(next.span)
        #expect(reading.header?.start == position)
        // With neither, nothing says where it begins.
        _ = consume again
        try Folder.remove("\(folder.trail)/00000000000000000403.jsonl")
        try Folder.remove("\(folder.trail)/00000000000000000000.jsonl")
        #expect(throws: AuditTrailError(.unreadable, "")) { _ = try TrailWriter.open(settings) }
    }

    @Test func `what is written is on disk with the next wait for it, and counts from then on`() throws {
        var writer = try TrailWriter.open(folder.settings())
        for round in 0..<3 {
            Self.give(&writer, round * 2..<round * 2 + 2)
            let isDone = writer.spill(dropped: 0)
            #expect(isDone)
            #expect(try TrailReading(folder.trail).numbers == Array(0..<round * 2 + 2))
            let (position, settled, isEmpty) = (writer.position, writer.settled, writer.isEmpty)
            #expect(position.size == 0 && settled == 0 && !isEmpty)
        }
        let isDone = writer.drain(dropped: 0)
        #expect(isDone)
        let reading = try TrailReading(folder.trail)
        let (position, statistics, isEmpty) = (writer.position, writer.statistics, writer.isEmpty)
        #expect(reading.numbers == Array(0..<6) && position == reading.end && position.size == 6 && isEmpty)
        #expect(statistics.durable == 6 && statistics.batches == 1)
    }

    @Test func `what was written survives a process that ends before it was on disk`() throws {
        var writer = try TrailWriter.open(folder.settings())
        Self.give(&writer, 0..<4)
        let isDone = writer.spill(dropped: 0)
        #expect(isDone)
        _ = consume writer
        let again = try TrailWriter.open(folder.settings())
        let size = again.position.size
        #expect(size == 4)
        #expect(try TrailReading(folder.trail).numbers == Array(0..<4))
    }

    @Test func `a batch that is full is waited for although nobody asks`() throws {
        var writer = try TrailWriter.open(folder.settings())
        // Some 64 KB a line of 64,000 bytes and more: 33 are more than 2 MiB, 32 less.
        Self.give(&writer, 0..<32, padding: 64_000)
        _ = writer.spill(dropped: 0)
        let before = writer.position.size
        #expect(before == 0)
        Self.give(&writer, 32..<33, padding: 64_000)
        _ = writer.spill(dropped: 0)
        let (position, isEmpty) = (writer.position, writer.isEmpty)
        #expect(position.size == 33 && isEmpty)
    }

    @Test func `a segment is not followed by another while part of it is not on disk`() throws {
        var writer = try TrailWriter.open(folder.settings { $0.segmentBytes = 64 << 10 })
        for round in 0..<10 {
            Self.give(&writer, round * 100..<round * 100 + 100, padding: 100)
            _ = writer.spill(dropped: 0)
        }
        #expect(try folder.segments() == ["00000000000000000000.jsonl"])
        _ = writer.drain(dropped: 0)
        Self.give(&writer, 1000..<1001)
        _ = writer.spill(dropped: 0)
        #expect(try folder.segments() == ["00000000000000000000.jsonl", "00000000000000001000.jsonl"])
        #expect(try TrailReading(folder.trail).numbers == Array(0..<1001))
    }

    @Test func `lines that are no entry need no disk to be done with`() throws {
        var writer = try TrailWriter.open(folder.settings())
        var lines = ByteBuffer()
        lines.append("no object\n")
        writer.take(&lines)
        _ = writer.spill(dropped: 0)
        let (settled, isEmpty) = (writer.settled, writer.isEmpty)
        #expect(settled == 0 && !isEmpty)
        _ = writer.drain(dropped: 0)
        let (later, isEmptyLater) = (writer.settled, writer.isEmpty)
        #expect(later == 1 && isEmptyLater)
    }

    @Test func `lines that are no object are dropped, and the trail says how many`() throws {
        var writer = try TrailWriter.open(folder.settings())
        var lines = ByteBuffer()
        lines.append("no object\n{\"i\":1}\n\n{\"i\":2}\n")
        writer.take(&lines)
        _ = writer.drain(dropped: 3)
        _ = writer.drain(dropped: 3)
        let reading = try TrailReading(folder.trail)
        #expect(reading.numbers == [1, 2])
        try #require(reading.lines.count == 4 && reading.count(ofKind: "dropped") == 2)
        #expect(reading.lines[0]?.hasSuffix(",\"count\":3}") ?? false)
        #expect(reading.lines[3]?.hasSuffix(",\"count\":2}") ?? false)
        let statistics = writer.statistics
        #expect(statistics.dropped == 2)
    }

    @Test func `memory is kept for as many lines again, and given back once a quarter would do`() throws {
        var writer = try TrailWriter.open(folder.settings())
        var lines = ByteBuffer()
        // The writer and its caller have a buffer each, which change hands; some 250 bytes a line.
        for round in 0..<4 {
            for number in 0..<4000 { lines.append(contentsOf: TrailReading.object(number, padding: 240)) }
            let count = lines.count
            writer.take(&lines)
            let isDone = writer.drain(dropped: 0)
            let (isEmpty, capacity) = (lines.isEmpty, lines.capacity)
            #expect(isDone && isEmpty && (round == 0 || capacity >= count))
        }
        for _ in 0..<2 {
            lines.append(contentsOf: TrailReading.object(0))
            writer.take(&lines)
            _ = writer.drain(dropped: 0)
        }
        let capacity = lines.capacity
        #expect(capacity < 1 << 10)
        #expect(try TrailReading(folder.trail).numbers.count == 16_002)
    }

    @Test func `what else has a segment's name is not written over`() throws {
        var writer = try TrailWriter.open(folder.settings { $0.segmentBytes = 64 << 10 })
        Self.give(&writer, 0..<400, padding: 100)
        _ = writer.drain(dropped: 0)
        let name = "00000000000000000400.jsonl"
        let other = try folder.bytes("00000000000000000000.jsonl")
        try folder.write(other, name)
        Self.give(&writer, 400..<401)
        let isDone = writer.drain(dropped: 0)
        #expect(!isDone)
        #expect(try folder.bytes(name) == other)
        try Folder.remove("\(folder.trail)/\(name)")
        let isDoneThen = writer.drain(dropped: 0)
        #expect(isDoneThen)
        #expect(try TrailReading(folder.trail).numbers == Array(0..<401))
    }

    #if DEBUG
        @Test(arguments: ["write", "fdatasync"])
        func `a batch that cannot be made to last is cut off, and written once it can`(_ call: String) throws {
            let notices = Locked<[TrailNotice]>([])
            var writer = try TrailWriter.open(
                folder.settings { $0.notice = { notice in notices.withLock { $0.append(notice) } } })
            Self.give(&writer, 0..<2)
            _ = writer.drain(dropped: 0)
            let before = try folder.bytes("00000000000000000000.jsonl")
            Self.give(&writer, 2..<4)
            for _ in 0..<2 {
                let isDone = Faults.$only.withValue(call) {
                    Faults.$queue.withValue(Locked([ENOSPC])) { writer.drain(dropped: 0) }
                }
                #expect(!isDone)
                #expect(try folder.bytes("00000000000000000000.jsonl") == before)
                let (position, settled) = (writer.position, writer.settled)
                #expect(position.size == 2 && settled == 2)
            }
            Self.give(&writer, 4..<6)
            let isDone = writer.drain(dropped: 0)
            #expect(isDone)
            let reading = try TrailReading(folder.trail)
            #expect(reading.numbers == Array(0..<6) && reading.damage.isEmpty && reading.torn == 0)
            let statistics = writer.statistics
            #expect(statistics.failures == 2 && statistics.durable == 6 && statistics.lost == 0)
            #expect(
                notices.withLock { $0 } == [.failing(AuditTrailError(SystemError(call: "", errno: ENOSPC))), .working])
        }

        @Test(arguments: ["write", "fdatasync"])
        func `what was written and is not on disk is cut off with what fails, and written with it again`(
            _ call: String
        ) throws {
            var writer = try TrailWriter.open(folder.settings())
            Self.give(&writer, 0..<2)
            _ = writer.drain(dropped: 0)
            let before = try folder.bytes("00000000000000000000.jsonl")
            for round in 1..<3 {
                Self.give(&writer, round * 2..<round * 2 + 2)
                let isDone = writer.spill(dropped: 0)
                #expect(isDone)
            }
            let written = try folder.bytes("00000000000000000000.jsonl")
            Self.give(&writer, 6..<8)
            let isDone = Faults.$only.withValue(call) {
                Faults.$queue.withValue(Locked([ENOSPC])) { writer.drain(dropped: 0) }
            }
            let (size, isFailing) = (writer.position.size, writer.isFailing)
            #expect(!isDone && isFailing && size == 2)
            #expect(try folder.bytes("00000000000000000000.jsonl") == before)
            // Whether a disk works again is not believed before it was waited for.
            let isWritten = writer.spill(dropped: 0)
            let (sizeLater, isFailingLater) = (writer.position.size, writer.isFailing)
            #expect(isWritten && !isFailingLater && sizeLater == 8)
            let reading = try TrailReading(folder.trail)
            #expect(reading.numbers == Array(0..<8) && reading.damage.isEmpty && reading.torn == 0)
            // Each entry has the place that it had.
            #expect(try folder.bytes("00000000000000000000.jsonl").starts(with: written))
        }

        @Test func `what could not be cut off at once is cut off before anything else is written`() throws {
            var writer = try TrailWriter.open(folder.settings())
            Self.give(&writer, 0..<2)
            // Written, not on disk, and not cut off either; the next time it cannot be cut off at first.
            let isDone = Faults.$only.withValue("fdatasync") {
                Faults.$queue.withValue(Locked([EIO, EIO])) { writer.drain(dropped: 0) }
            }
            #expect(!isDone)
            let isCut = Faults.$only.withValue("ftruncate") {
                Faults.$queue.withValue(Locked([EIO, EIO])) { writer.drain(dropped: 0) }
            }
            #expect(!isCut)
            let isWritten = writer.drain(dropped: 0)
            #expect(isWritten)
            let reading = try TrailReading(folder.trail)
            #expect(reading.numbers == [0, 1] && reading.damage.isEmpty && reading.torn == 0)
        }

        @Test func `a segment that cannot be begun is begun later`() throws {
            var writer = try TrailWriter.open(folder.settings { $0.segmentBytes = 64 << 10 })
            Self.give(&writer, 0..<400, padding: 100)
            _ = writer.drain(dropped: 0)
            Self.give(&writer, 400..<401)
            for call in ["open", "write", "fdatasync", "fsync"] {
                let isDone = Faults.$only.withValue(call) {
                    Faults.$queue.withValue(Locked([ENOSPC])) { writer.drain(dropped: 0) }
                }
                #expect(!isDone, "\(call)")
                #expect(try folder.segments().count == 1, "\(call)")
            }
            let isDone = writer.drain(dropped: 0)
            #expect(isDone)
            #expect(try folder.segments().count == 2)
            #expect(try TrailReading(folder.trail).numbers == Array(0..<401))
        }

        @Test func `a header that could neither last nor be removed is in nobody's way later`() throws {
            var writer = try TrailWriter.open(folder.settings { $0.segmentBytes = 64 << 10 })
            Self.give(&writer, 0..<400, padding: 100)
            _ = writer.drain(dropped: 0)
            Self.give(&writer, 400..<401)
            // The disk becomes read-only: `lstat`, `open`, `write`, `fdatasync`, `ftruncate`, `lstat`, `unlink`.
            let becoming = Faults.$queue.withValue(Locked([nil, nil, nil, EROFS, EROFS, nil, EROFS])) {
                writer.drain(dropped: 0)
            }
            #expect(!becoming)
            let header = try folder.bytes("00000000000000000400.jsonl")
            #expect(header.last == UInt8(ascii: "\n") && header.count { $0 == UInt8(ascii: "\n") } == 1)
            let isReadOnly = Faults.$only.withValue("unlink") {
                Faults.$queue.withValue(Locked([EROFS])) { writer.drain(dropped: 0) }
            }
            #expect(!isReadOnly)
            #expect(try folder.bytes("00000000000000000400.jsonl") == header)
            let isDone = writer.drain(dropped: 0)
            #expect(isDone)
            #expect(try folder.segments() == ["00000000000000000000.jsonl", "00000000000000000400.jsonl"])
            let reading = try TrailReading(folder.trail)
            #expect(reading.numbers == Array(0..<401) && reading.damage.isEmpty && reading.torn == 0)
        }

        @Test func `what is given up at the end is counted`() throws {
            var writer = try TrailWriter.open(folder.settings())
            Self.give(&writer, 0..<3)
            _ = Faults.$only.withValue("write") {
                Faults.$queue.withValue(Locked([ENOSPC])) { writer.drain(dropped: 0) }
            }
            Self.give(&writer, 3..<5)
            writer.giveUp()
            let (lost, isEmpty) = (writer.statistics.lost, writer.isEmpty)
            #expect(lost == 5 && isEmpty)
        }
    #endif
}
