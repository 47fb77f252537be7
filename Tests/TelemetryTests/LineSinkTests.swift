// SPDX-License-Identifier: Apache-2.0
import Bytes
import Glibc
import Kernel
import Testing

@testable import Telemetry

struct LineSinkTests {
    @Test func `writes every line of every thread, whole`() throws {
        let directory = try TemporaryDirectory()
        let sink = try LineSink(.file("\(directory.path)/log"))
        let body: @Sendable (Int) -> Void = { thread in
            for index in 0..<5000 { sink.append(line("\(thread) \(index)")) }
        }
        let first = try BackgroundThread(name: "one") { body(1) }
        let second = try BackgroundThread(name: "two") { body(2) }
        first.join()
        second.join()
        #expect(sink.close(within: .seconds(30)))
        let lines = try #require(directory.text(of: "log")).split(separator: "\n").map(String.init)
        // Each thread's lines are all there, in its order.
        #expect(lines.filter { $0.hasPrefix("1 ") } == (0..<5000).map { "1 \($0)" })
        #expect(lines.filter { $0.hasPrefix("2 ") } == (0..<5000).map { "2 \($0)" })
        #expect(lines.count == 10_000)
        #expect(sink.statistics == .init(dropped: 0, lost: 0, failures: 0))
    }

    @Test func `a new file belongs to its owner alone, an old one is added to`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/log"
        let previous = umask(0)
        defer { umask(previous) }
        for text in ["one", "two"] {
            let sink = try LineSink(.file(path))
            sink.append(line(text))
            #expect(sink.close(within: .seconds(30)))
        }
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(directory.text(of: "log") == "one\ntwo\n")
    }

    @Test func `refuses a file that cannot be opened`() {
        #expect { try LineSink(.file("/nowhere/log")) } throws: { ($0 as? SystemError)?.errno == ENOENT }
    }

    @Test func `flushes without being told to`() throws {
        let pipe = try Pipe()
        let sink = try LineSink(descriptor: Descriptor(owning: pipe.writer), path: nil, limit: 1 << 16)
        sink.append(line("alone"))
        // Blocks until the thread writes; ends with the test's time limit if it never does.
        var ready = pollfd(fd: pipe.reader.raw, events: Int16(POLLIN), revents: 0)
        let start = Monotonic.now
        #expect(poll(&ready, 1, 30_000) == 1)
        #expect(Monotonic.now.since(start) < .seconds(10))  // 20 ms, on a machine that is not busy
        #expect(pipe.readAll() == "alone\n")
    }

    @Test func `follows a file that was renamed`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/log"
        let sink = try LineSink(.file(path))
        sink.append(line("old"))
        #expect(rename(path, path + ".1") == 0)
        sink.reopen()
        #expect(sink.flush(within: .seconds(30)))
        // The flush may have been answered by the round before the reopening; this one is not.
        while access(path, F_OK) != 0 { sink.flush(within: .seconds(30)) }
        sink.append(line("new"))
        #expect(sink.close(within: .seconds(30)))
        #expect(directory.text(of: "log.1") == "old\n")
        #expect(directory.text(of: "log") == "new\n")
    }

    /// A sink on a pipe that takes nothing more.
    func stalled(_ pipe: Pipe, limit: Int) throws -> LineSink {
        _ = fcntl(pipe.writer, F_SETFL, O_NONBLOCK)
        let filler = [UInt8](repeating: 0x2E, count: 4096)
        while write(pipe.writer, filler, filler.count) > 0 {}
        return try LineSink(descriptor: Descriptor(owning: pipe.writer), path: nil, limit: limit)
    }

    @Test func `takes lines up to its limit and drops the rest`() throws {
        let pipe = try Pipe()
        let sink = try stalled(pipe, limit: 40)
        // Nine bytes and a line feed each.
        for index in 1...4 { sink.append(line("line 000\(index)")) }
        #expect(sink.statistics.dropped == 0)
        sink.append(line("x"))
        #expect(sink.statistics.dropped == 1)
        #expect(!sink.flush(within: .milliseconds(1)))
        _ = pipe.readAll()
        #expect(sink.flush(within: .seconds(30)))
        #expect(pipe.readAll() == "line 0001\nline 0002\nline 0003\nline 0004\n")
        sink.append(line("again"))
        #expect(sink.close(within: .seconds(30)))
        #expect(pipe.readAll() == "again\n")
        #expect(sink.statistics.dropped == 1)
        #expect(sink.statistics.lost == 0)
    }

    @Test(arguments: [(9, 0), (10, 0), (11, 1)])
    func `counts a line that is longer than everything`(_ length: Int, _ dropped: UInt64) throws {
        let pipe = try Pipe()
        let sink = try stalled(pipe, limit: 10)
        sink.append(line(String(repeating: "x", count: length - 1)))
        #expect(sink.statistics.dropped == dropped)
    }

    @Test func `outlives its reader`() throws {
        var pipe: Pipe? = try Pipe()
        let sink = try LineSink(descriptor: Descriptor(owning: pipe?.writer ?? -1), path: nil, limit: 1 << 16)
        pipe = nil
        sink.append(line("nobody"))
        #expect(sink.flush(within: .seconds(30)))
        sink.append(line("hears"))
        #expect(sink.flush(within: .seconds(30)))
        #expect(sink.statistics == .init(dropped: 0, lost: 2, failures: 2))
    }

    @Test func `a full disk loses what waits when it is closed, and says so`() throws {
        let sink = try LineSink(.file("/dev/full"))
        sink.append(line("one"))
        sink.append(line("two"))
        #expect(sink.close(within: .seconds(30)))
        #expect(sink.statistics.lost == 2)
        #expect(sink.statistics.failures >= 1)
        sink.append(line("late"))
        #expect(sink.statistics.dropped == 1)
    }

    @Test func `ends its thread and closes its file when it is dropped`() throws {
        let pipe = try Pipe()
        do {
            let sink = try LineSink(descriptor: Descriptor(owning: pipe.writer), path: nil, limit: 1 << 16)
            sink.append(line("last"))
        }
        // Reading ends only when the last writer is gone.
        var all: [UInt8] = []
        var byte: UInt8 = 0
        while read(pipe.reader.raw, &byte, 1) == 1 { all.append(byte) }
        #expect(all == Array("last\n".utf8))
    }
}
