// SPDX-License-Identifier: Apache-2.0
public import Bytes
internal import Crypto
internal import Kernel

/// A log that nobody can change unnoticed: every entry names its predecessor's hash, and all of them are the leaves of one tree.
///
/// A line costs its caller one short lock and one copy. What has gathered is written at the latest ``AuditTrailSettings/linger`` later,
/// and is on disk ``AuditTrailSettings/syncAfter`` after that, or as soon as somebody waits for it. When the disk stalls, lines wait in a
/// bounded memory; when that is full they are dropped, counted, and the trail itself says how many.
public final class AuditTrail: Sendable {
    private let limit: Int
    private let piece: Int
    private let desk: Monitor<TrailDesk>

    /// So much is written at once: it is still in the processor's cache when it is hashed and copied.
    static let pieceBytes = 64 << 10

    /// Opens the folder, repairs what a crash left behind, and starts the thread.
    public init(_ settings: AuditTrailSettings) throws(AuditTrailError) {
        try settings.check()
        let handed: Monitor<TrailWriter?>
        if let writer = settings.handover ? try TrailHandover.begin(settings) : try TrailWriter.open(settings) {
            desk = Monitor(TrailDesk(written: writer.statistics, position: writer.position, head: try writer.head()))
            handed = Monitor(writer)
        } else {
            desk = Monitor(try TrailHandover.desk())
            handed = Monitor(nil)
        }
        limit = settings.memory
        piece = min(settings.memory / 2, Self.pieceBytes)
        let pace = TrailPace(linger: settings.linger, syncAfter: settings.syncAfter)
        let loop = TrailLoop(desk: desk, piece: piece, pace: pace)
        let handover = TrailHandover(settings, desk)
        do throws(SystemError) {
            // The thread is not joined: ``close(within:)`` must be able to give up on a disk that hangs.
            _ = try BackgroundThread(name: "audit") {
                if let writer = handed.withLock({ $0.take() }) { return loop.run(writer) }
                if let writer = handover.wait() { loop.run(writer) }
            }
        } catch { throw AuditTrailError(error) }
    }

    deinit {
        desk.withLock { $0.isClosing = true }
        desk.notifyAll()
    }

    /// Takes one JSON object in one line, which ends in a line feed and has no other; never blocks for long, never fails.
    ///
    /// The object has neither `n` nor `prev`: the trail puts them first.
    public func append(_ line: borrowing ByteBuffer) {
        let limit = limit
        let isEntry = line.count > 0 && line.count <= TrailLine.longestObject + 1
        let isAwaited = desk.withLock { desk -> Bool in
            guard isEntry, desk.hasRoom(for: line.count, limit: limit) else {
                desk.dropped += 1
                return false
            }
            return desk.take(line.span, pressedAt: piece)
        }
        if isAwaited { desk.notifyAll() }
    }

    /// Takes one line as ``append(_:)`` does, and calls `then` once it is on disk; with false at once if it is not taken, and as soon as the
    /// disk refuses it.
    ///
    /// For acts that must be recorded before they are done. What was refused may still be written later.
    public func append(_ line: borrowing ByteBuffer, whenDurable then: @escaping @Sendable (Bool) -> Void) {
        let limit = limit
        let isEntry = line.count > 0 && line.count <= TrailLine.longestObject + 1
        let isTaken = desk.withLock { desk -> Bool in
            guard isEntry, desk.hasRoom(for: line.count, limit: limit) else {
                desk.dropped += 1
                return false
            }
            _ = desk.take(line.span, pressedAt: piece)
            desk.waiting.append(TrailDesk.Waiting(target: desk.taken, then: then))
            desk.isUrgent = true
            return true
        }
        if isTaken { desk.notifyAll() } else { then(false) }
    }

    /// Waits until all that was taken so far is on disk; false if that takes longer than `patience`.
    @discardableResult
    public func settle(within patience: Duration) -> Bool {
        let target = desk.withLock { desk in
            desk.isUrgent = true
            return desk.taken
        }
        desk.notifyAll()
        let deadline = Monotonic.now.advanced(by: patience)
        return desk.wait(until: deadline) { $0.settled >= target || $0.isFinished ? $0.settled >= target : nil }
            ?? false
    }

    /// Calls `then` once all that was taken so far is on disk, or with false as soon as the disk refuses it; from the trail's thread.
    public func whenDurable(_ then: @escaping @Sendable (Bool) -> Void) {
        let isSettled = desk.withLock { desk -> Bool? in
            if desk.settled >= desk.taken { return true }
            guard !desk.isFinished else { return false }
            desk.waiting.append(TrailDesk.Waiting(target: desk.taken, then: then))
            desk.isUrgent = true
            return nil
        }
        if let isSettled { then(isSettled) } else { desk.notifyAll() }
    }

    /// How long another process has kept the folder from us; `nil` once it is ours.
    ///
    /// Until then head, position and what the thread counts are those of no entry.
    public var waited: Duration? { desk.withLock { $0.waitsSince.map { Monotonic.now.since($0) } } }

    /// Size and root of what is on disk.
    public var head: TreeHead { desk.withLock { $0.head } }

    /// What is needed to go on from what is on disk, elsewhere.
    public var position: TrailPosition { desk.withLock { $0.position } }

    /// What became of the lines so far.
    public var statistics: TrailStatistics { desk.withLock { $0.statistics } }

    /// Writes what waits and ends the thread; lines that come later are dropped.
    ///
    /// What the disk refuses then is given up and counted as lost, and all lines if another process still has the folder after half of
    /// `patience`: the rest is for the disk. True once all is written and the folder is free again.
    @discardableResult
    public func close(within patience: Duration) -> Bool {
        let now = Monotonic.now
        let deadline = now.advanced(by: patience)
        desk.withLock { desk in
            desk.isClosing = true
            desk.waitsUntil = now.advanced(by: patience / 2)
        }
        desk.notifyAll()
        return desk.wait(until: deadline) { $0.isFinished ? $0.written.lost == 0 : nil } ?? false
    }
}
