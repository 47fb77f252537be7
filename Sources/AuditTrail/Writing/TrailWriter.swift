// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import Kernel

/// The writing half of a trail: lines become entries, entries become batches, and a batch is on disk before the next is begun.
///
/// A batch is written piece by piece and then waited for, once. No thread: the trail's thread calls it, and so do tests. A batch that fails
/// is kept as it is and written again from its beginning, so that an entry has one place for good.
struct TrailWriter: ~Copyable, Sendable {
    /// Where the log stands on disk.
    private(set) var position: TrailPosition
    /// What became of the lines that came so far.
    private(set) var statistics: TrailStatistics
    /// How many of the lines that were taken need no more waiting.
    private(set) var settled: UInt64 = 0

    private let settings: AuditTrailSettings
    private let folder: TrailFolder
    private let lock: FileLock
    private var segment: SegmentWriter
    private var hasher: TreeHasher
    /// Lines that are in no batch.
    private var pending = ByteBuffer()
    /// The batch that is not yet on disk, how much of it was written, and where the log stands behind it.
    private var batch = ByteBuffer()
    private var written = 0
    private var reached: TrailPosition
    private var lines: UInt64 = 0
    /// Drops that the trail has told of, or will with the next batch.
    private var told: UInt64 = 0
    /// Whether the disk refused what was last brought.
    private(set) var isFailing = false

    /// A batch that is as long is waited for before more is put into it.
    static let batchBytes = 2 << 20
    /// So much memory is kept by a buffer whatever it is used for.
    private static let keptCapacity = 256 << 10

    private init(
        _ settings: AuditTrailSettings, _ opening: TrailOpening, lock: consuming FileLock,
        segment: consuming SegmentWriter, hasher: consuming TreeHasher
    ) {
        (self.settings, folder) = (settings, TrailFolder(settings.folder))
        self.lock = lock
        self.segment = segment
        self.hasher = hasher
        (position, reached) = (opening.position, opening.position)
        statistics = opening.statistics
        if opening.usable == nil { statistics.segments += 1 }
    }

    /// Opens the folder, and puts right what a crash left behind.
    static func open(_ settings: AuditTrailSettings) throws(AuditTrailError) -> TrailWriter {
        let folder = TrailFolder(settings.folder)
        try folder.make()
        return try open(settings, in: folder, holding: try folder.claim(within: settings.patience))
    }

    /// Opens a folder whose lock this process has, and puts right what a crash left behind.
    static func open(
        _ settings: AuditTrailSettings, in folder: TrailFolder, holding lock: consuming FileLock
    ) throws(AuditTrailError) -> TrailWriter {
        let opening = try TrailOpening(settings, in: folder)
        var writer = TrailWriter(
            settings, opening, lock: lock, segment: try segment(opening, settings), hasher: try hasher())
        for notice in opening.notices { settings.notice?(notice) }
        do throws(AuditTrailError) {
            for entry in opening.entries { try writer.record(entry) }
            try writer.write()
            try writer.sync()
        } catch {
            // It is kept, and written with what comes.
            writer.failed(error)
        }
        return writer
    }

    private static func segment(
        _ opening: TrailOpening, _ settings: AuditTrailSettings
    ) throws(AuditTrailError) -> SegmentWriter {
        if let usable = opening.usable { return try SegmentWriter.reopen(usable, in: settings.folder) }
        let header = SegmentHeader(log: settings.log, start: opening.position, began: settings.clock())
        return try SegmentWriter.begin(header, in: settings.folder)
    }

    private static func hasher() throws(AuditTrailError) -> TreeHasher {
        do throws(CryptoError) { return try TreeHasher() } catch { throw AuditTrailError(error) }
    }

    /// The head of the tree on disk.
    func head() throws(AuditTrailError) -> TreeHead { try position.head() }

    /// How many bytes wait.
    var count: Int { pending.count + batch.count }

    /// Whether nothing waits, neither to be written nor for the disk.
    var isEmpty: Bool { count == 0 && lines == 0 }

    /// Adds lines, and leaves the buffer empty.
    mutating func take(_ lines: inout ByteBuffer) {
        let used = lines.count
        if pending.isEmpty { swap(&pending, &lines) } else { pending.append(lines.span) }
        Self.empty(&lines, used: used)
    }

    /// Writes all that waits, and waits until it is on disk; false if the disk refused.
    ///
    /// `dropped` is how many lines were not taken so far.
    mutating func drain(dropped: UInt64) -> Bool { bring(dropped: dropped, isAwaited: true) }

    /// Writes all that waits, and waits for the disk only where a batch is full or the disk has refused before: the end of this
    /// process takes nothing back of it, the loss of power may.
    mutating func spill(dropped: UInt64) -> Bool { bring(dropped: dropped, isAwaited: isFailing) }

    private mutating func bring(dropped: UInt64, isAwaited: Bool) -> Bool {
        let used = pending.count
        do throws(AuditTrailError) {
            repeat {
                if batch.count < Self.batchBytes { try fill(dropped: dropped) }
                try write()
                if isAwaited || batch.count >= Self.batchBytes { try sync() }
            } while !pending.isEmpty
        } catch {
            failed(error)
            return false
        }
        if isFailing {
            isFailing = false
            settings.notice?(.working)
        }
        Self.empty(&pending, used: used)
        return true
    }

    /// Drops what waits and counts its lines as lost.
    mutating func giveUp() {
        let waiting = pending.span.indices.count { pending.span[$0] == UInt8(ascii: "\n") }
        statistics.lost += lines + UInt64(waiting)
        pending.removeAll()
        batch.removeAll()
        (lines, written) = (0, 0)
    }

    /// Empties a buffer, and keeps its memory for as many lines again; what a burst made grow is given back once a quarter would do.
    private static func empty(_ buffer: inout ByteBuffer, used: Int) {
        if buffer.capacity > max(keptCapacity, 4 * used) { buffer.release() } else { buffer.removeAll() }
    }

    /// Puts lines into the batch; begins another segment before, where it is time.
    private mutating func fill(dropped: UInt64) throws(AuditTrailError) {
        if batch.isEmpty, !segment.isBare, segment.size >= settings.segmentBytes || isOld {
            let header = SegmentHeader(log: settings.log, start: position, began: settings.clock())
            segment = try SegmentWriter.begin(header, in: folder.path)
            statistics.segments += 1
        }
        let untold = dropped + statistics.dropped - told
        if untold > 0 {
            try record(.dropped(count: untold))
            told += untold
        }
        // Lent from here, so that the batch can grow meanwhile.
        var lent = ByteBuffer()
        swap(&lent, &pending)
        defer { swap(&lent, &pending) }
        var start = 0
        // What is in the batch is not put there again if the rest fails.
        defer { lent.consume(start) }
        while start < lent.count, batch.count < Self.batchBytes {
            let end = lent.span.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? lent.count
            try add(lent.span.extracting(start..<end))
            lines += 1
            start = min(end + 1, lent.count)
        }
    }

    private var isOld: Bool {
        guard let age = settings.segmentAge else { return false }
        return settings.clock().nanoseconds &- segment.began.nanoseconds >= age.wholeNanoseconds
    }

    private mutating func record(_ entry: TrailEntry) throws(AuditTrailError) {
        var object = ByteBuffer(capacity: 256)
        entry.append(to: &object, at: settings.clock())
        try add(object.span)
    }

    /// Puts an object into the batch; what is no entry is counted as dropped.
    private mutating func add(_ object: Span<UInt8>) throws(AuditTrailError) {
        guard TrailLine.isObject(object) else {
            statistics.dropped += 1
            return
        }
        var line = ByteBuffer()
        swap(&line, &batch)
        defer { swap(&line, &batch) }
        let start = line.count
        TrailLine.append(object, index: reached.size, previous: reached.last, to: &line)
        do throws(CryptoError) {
            let leaf = try hasher.leaf(line.span.extracting(start..<line.count))
            try reached.advance(leaf, &hasher)
        } catch {
            line.truncate(to: start)
            throw AuditTrailError(error)
        }
        line.append(UInt8(ascii: "\n"))
    }

    /// Writes what is new in the batch.
    private mutating func write() throws(AuditTrailError) {
        guard written < batch.count else { return }
        var lent = ByteBuffer()
        swap(&lent, &batch)
        defer { swap(&lent, &batch) }
        let new = lent.span.extracting(droppingFirst: written)
        do throws(SystemError) { try segment.write(new) } catch { throw cutOff(error) }
        written = lent.count
    }

    /// Waits until the batch is on disk.
    private mutating func sync() throws(AuditTrailError) {
        if !batch.isEmpty {
            do throws(SystemError) { try segment.sync() } catch { throw cutOff(error) }
            statistics.batches += 1
            batch.removeAll()
            written = 0
        }
        statistics.durable += lines
        settled += lines
        lines = 0
        position = reached
    }

    /// The segment has cut off all of the batch, and gets it again from its beginning.
    private mutating func cutOff(_ error: SystemError) -> AuditTrailError {
        written = 0
        return AuditTrailError(error)
    }

    private mutating func failed(_ error: AuditTrailError) {
        statistics.failures += 1
        guard !isFailing else { return }
        isFailing = true
        settings.notice?(.failing(error))
    }
}
