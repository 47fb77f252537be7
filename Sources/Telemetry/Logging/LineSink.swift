// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import Kernel

/// Where lines go: taken at once, written by a thread of its own, never waited for.
///
/// A line costs its caller one short lock and one copy. What has gathered goes out in one `write`, at the latest
/// ``linger`` later. When the destination stalls, lines wait in a bounded memory; when that is full they are
/// dropped and counted: a full disk must not stop a cluster from being asked who may do what.
public final class LineSink: Sendable {
    /// Where lines end up.
    public enum Destination: Sendable, Equatable {
        /// The process's standard error.
        case standardError
        /// The process's standard output.
        case standardOutput
        /// A file, added to, created for its owner alone.
        case file(String)
    }

    /// What became of the lines.
    public struct Statistics: Sendable, Equatable {
        /// Lines that were not taken because memory was full or the sink closed.
        public let dropped: UInt64
        /// Lines that were taken and could not be written, whole or in part.
        public let lost: UInt64
        /// Calls that failed: `write`, and `open` when the file was to be opened again.
        public let failures: UInt64
    }

    /// How long a line waits for company.
    public static let linger = Duration.milliseconds(20)
    /// How long a destination that failed is left alone; a flush, a reopening and the end do not wait for it.
    public static let retryDelay = Duration.milliseconds(500)

    private let limit: Int
    private let desk: Monitor<Desk>
    private let counts: LineCounts

    /// Opens the destination and starts the thread; at most `limit` bytes of lines wait in memory.
    public convenience init(_ destination: Destination, limit: Int = 4 << 20) throws(SystemError) {
        switch destination {
        case .standardError: try self.init(descriptor: .standardError(), path: nil, limit: limit)
        case .standardOutput: try self.init(descriptor: .standardOutput(), path: nil, limit: limit)
        case .file(let path): try self.init(descriptor: .appending(to: path), path: path, limit: limit)
        }
    }

    /// Starts the thread on an open descriptor; `path` is what ``reopen()`` opens.
    package init(descriptor: consuming Descriptor, path: String?, limit: Int) throws(SystemError) {
        let counts = LineCounts()
        let desk = Monitor(Desk())
        self.limit = limit
        self.counts = counts
        self.desk = desk
        // The thread owns the writer, and holds the desk but not the sink: a sink that is dropped can end it.
        let writer = Monitor<LineWriter?>(LineWriter(descriptor: descriptor, path: path, counts: counts))
        // The thread is not joined: ``close(within:)`` must be able to give up on a destination that hangs.
        _ = try BackgroundThread(name: "lines") {
            guard let writer = writer.withLock({ $0.take() }) else { return }
            Self.run(writer, desk: desk, limit: limit)
        }
    }

    deinit {
        desk.withLock { $0.isClosing = true }
        desk.notifyAll()
    }

    /// Takes one line, which ends in a line feed and has no other; never blocks for long, never fails.
    public func append(_ line: borrowing ByteBuffer) {
        let count = line.count
        let limit = limit
        let (isTaken, isAwaited) = desk.withLock { desk -> (Bool, Bool) in
            let before = desk.filling.count
            guard !desk.isClosing, before + desk.held + count <= limit else { return (false, false) }
            desk.filling.append(line.span)
            desk.taken += UInt64(count)
            defer { desk.isIdle = false }
            return (true, desk.isIdle || (before < limit / 2 && before + count >= limit / 2))
        }
        if !isTaken { counts.add(1, .dropped) }
        if isAwaited { desk.notifyAll() }
    }

    /// Opens the file again, after what was taken so far is written: for who has renamed it.
    ///
    /// If it cannot be opened, the old one stays in use and the failure is counted.
    public func reopen() {
        desk.withLock { $0.wantsReopening = true }
        desk.notifyAll()
    }

    /// Waits until everything taken so far is written or given up; false if that takes longer than `patience`.
    @discardableResult
    public func flush(within patience: Duration = .seconds(1)) -> Bool {
        let target = desk.withLock { desk in
            desk.isUrgent = true
            return desk.taken
        }
        desk.notifyAll()
        return desk.wait(until: Monotonic.now.advanced(by: patience)) { $0.settled >= target ? () : nil } != nil
    }

    /// Writes what waits and ends the thread; lines that come later are dropped.
    @discardableResult
    public func close(within patience: Duration = .seconds(1)) -> Bool {
        desk.withLock { $0.isClosing = true }
        desk.notifyAll()
        return desk.wait(until: Monotonic.now.advanced(by: patience)) { $0.isFinished ? () : nil } != nil
    }

    /// What became of the lines so far.
    public var statistics: Statistics { counts.statistics }

    /// What callers and the thread share.
    private struct Desk: ~Copyable, Sendable {
        var filling = ByteBuffer()
        /// Bytes that the thread has taken and not yet written.
        var held = 0
        var taken: UInt64 = 0
        /// Bytes of `taken` that are written or given up.
        var settled: UInt64 = 0
        /// The thread waits without a deadline: whoever brings the first line wakes it.
        var isIdle = false
        var isUrgent = false
        var wantsReopening = false
        var isClosing = false
        var isFinished = false

        var isPressed: Bool { isUrgent || wantsReopening || isClosing }
    }

    /// The thread: wait for lines, wait for more, take all, write all.
    private static func run(_ writer: consuming LineWriter, desk: Monitor<Desk>, limit: Int) {
        var writer = writer
        var batch = ByteBuffer()
        while true {
            if writer.isEmpty {
                _ = desk.wait { desk in
                    if desk.isPressed || !desk.filling.isEmpty { return () }
                    desk.isIdle = true
                    return nil
                }
                _ = desk.wait(until: Monotonic.now.advanced(by: linger)) { desk in
                    desk.isIdle = false
                    return desk.isPressed || desk.filling.count >= limit / 2 ? () : nil
                }
            } else {
                // The destination failed. Lines gather meanwhile, up to the limit.
                _ = desk.wait(until: Monotonic.now.advanced(by: retryDelay)) { $0.isPressed ? () : nil }
            }
            let (wantsReopening, isClosing) = desk.withLock { desk -> (Bool, Bool) in
                swap(&batch, &desk.filling)
                desk.held += batch.count
                defer { (desk.isUrgent, desk.wantsReopening) = (false, false) }
                return (desk.wantsReopening, desk.isClosing)
            }
            writer.take(&batch)
            writer.drain()
            if wantsReopening {
                writer.reopen()
                writer.drain()
            }
            if isClosing { writer.giveUp() }
            desk.withLock { desk in
                desk.held = writer.count
                desk.settled = desk.taken - UInt64(desk.held + desk.filling.count)
                desk.isFinished = isClosing
            }
            desk.notifyAll()
            if isClosing { return }
        }
    }
}
