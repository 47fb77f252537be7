// SPDX-License-Identifier: Apache-2.0
import Bytes
import Glibc
import Kernel
import Testing

@testable import Telemetry

struct LineWriterTests {
    #if DEBUG
        @Test(arguments: [[EINTR], [EINTR, EINTR, EINTR]])
        func `writes through interruptions`(_ faults: [CInt]) throws {
            let pipe = try Pipe()
            let counts = LineCounts()
            var writer = LineWriter(descriptor: Descriptor(owning: pipe.writer), path: nil, counts: counts)
            var batch = line("one")
            writer.take(&batch)
            Faults.$queue.withValue(Locked(faults)) { writer.drain() }
            #expect(pipe.readAll() == "one\n")
            #expect(counts.statistics == .init(dropped: 0, lost: 0, failures: 0))
        }
    #endif

    #if DEBUG
        @Test(arguments: [ENOSPC, EDQUOT, EIO, EAGAIN, ENOMEM, EFBIG])
        func `keeps lines through what may pass`(_ reason: CInt) throws {
            let pipe = try Pipe()
            let counts = LineCounts()
            var writer = LineWriter(descriptor: Descriptor(owning: pipe.writer), path: nil, counts: counts)
            var batch = line("one")
            writer.take(&batch)
            Faults.$queue.withValue(Locked([reason])) { writer.drain() }
            let kept = writer.count
            #expect(kept == 4)
            #expect(pipe.readAll() == "")
            batch = line("two")
            writer.take(&batch)
            writer.drain()
            #expect(pipe.readAll() == "one\ntwo\n")
            #expect(counts.statistics == .init(dropped: 0, lost: 0, failures: 1))
        }
    #endif

    #if DEBUG
        @Test(arguments: [EPIPE, EBADF])
        func `gives lines up when nobody will ever read them`(_ reason: CInt) throws {
            let pipe = try Pipe()
            let counts = LineCounts()
            var writer = LineWriter(descriptor: Descriptor(owning: pipe.writer), path: nil, counts: counts)
            var batch = line("one\ntwo")
            writer.take(&batch)
            Faults.$queue.withValue(Locked([reason])) { writer.drain() }
            let isEmpty = writer.isEmpty
            #expect(isEmpty)
            #expect(counts.statistics == .init(dropped: 0, lost: 2, failures: 1))
        }
    #endif

    @Test func `finishes a short write`() throws {
        let pipe = try Pipe()
        _ = fcntl(pipe.writer, F_SETFL, O_NONBLOCK)
        let counts = LineCounts()
        var writer = LineWriter(descriptor: Descriptor(owning: pipe.writer), path: nil, counts: counts)
        // More than a pipe holds (64 KiB): the kernel takes a part, then says EAGAIN.
        let text = (0..<30_000).map { "line \($0)" }.joined(separator: "\n")
        var batch = line(text)
        writer.take(&batch)
        writer.drain()
        var isLeft = !writer.isEmpty
        #expect(isLeft)
        var seen = pipe.readAll()
        while !writer.isEmpty {
            writer.drain()
            seen += pipe.readAll()
        }
        isLeft = !writer.isEmpty
        #expect(!isLeft)
        #expect(seen == text + "\n")
        #expect(counts.statistics.lost == 0)
    }

    /// A writer whose first line was cut in the middle by a full pipe.
    func cut(_ pipe: Pipe, path: String? = nil, counts: LineCounts) -> LineWriter {
        _ = fcntl(pipe.writer, F_SETFL, O_NONBLOCK)
        var writer = LineWriter(descriptor: Descriptor(owning: pipe.writer), path: path, counts: counts)
        var batch = line(String(repeating: "x", count: 100_000))
        writer.take(&batch)
        writer.drain()
        return writer
    }

    @Test func `begins a new line after one that was given up half written`() throws {
        let pipe = try Pipe()
        let counts = LineCounts()
        var writer = cut(pipe, counts: counts)
        writer.giveUp()
        let half = pipe.readAll()
        #expect(half.count < 100_000 && half.allSatisfy { $0 == "x" })
        var batch = line("next")
        writer.take(&batch)
        writer.drain()
        #expect(pipe.readAll() == "\nnext\n")
        batch = line("after")
        writer.take(&batch)
        writer.drain()
        #expect(pipe.readAll() == "after\n")
        #expect(counts.statistics.lost == 1)
    }

    @Test func `does not begin a new file with the end of an old line`() throws {
        let directory = try TemporaryDirectory()
        let pipe = try Pipe()
        let counts = LineCounts()
        var writer = cut(pipe, path: "\(directory.path)/log", counts: counts)
        var batch = line("next")
        writer.take(&batch)
        writer.reopen()
        writer.drain()
        #expect(directory.text(of: "log") == "next\n")
        #expect(counts.statistics.lost == 1)
    }

    #if DEBUG
        @Test func `keeps the old file when a new one cannot be opened`() throws {
            let pipe = try Pipe()
            let counts = LineCounts()
            var writer = LineWriter(descriptor: Descriptor(owning: pipe.writer), path: "/nowhere/log", counts: counts)
            writer.reopen()
            Faults.$queue.withValue(Locked([EMFILE])) { writer.reopen() }
            var batch = line("still")
            writer.take(&batch)
            writer.drain()
            #expect(pipe.readAll() == "still\n")
            #expect(counts.statistics == .init(dropped: 0, lost: 0, failures: 2))
        }
    #endif
}
