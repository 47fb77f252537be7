// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Bytes
internal import Kernel

/// The log of anchorings as a trail of its own, opened when this controller anchors for the first time.
final class TrailAnchorLog: AnchorLog {
    /// How long the disk may take.
    static let patience = Duration.seconds(30)

    private struct Open {
        var trail: AuditTrail
        /// What the trail is known to have passed through.
        var base: TrailPosition
    }

    private let settings: AuditTrailSettings
    private let patience: Duration
    private let open = Locked<Open?>(nil)

    /// In this folder, under this name.
    init(_ settings: AuditTrailSettings, patience: Duration = TrailAnchorLog.patience) {
        self.settings = settings
        self.patience = patience
    }

    func position() throws(AnchorFailure) -> TrailPosition {
        if let open = open.withLock({ $0 }) { return open.trail.position }
        return try begin(from: nil).position
    }

    func mark(at size: UInt64) throws(AnchorFailure) -> AnchorMark? {
        guard try position().size >= size else { return nil }
        let folder = TrailFolder(settings.folder)
        do throws(AuditTrailError) {
            guard let holder = try Self.holder(of: size, in: folder) else { return nil }
            let known = holder.first == 0 ? TrailPosition() : nil
            let bytes = try folder.bytes(of: holder)
            var places: [Range<Int>] = []
            var reader = try SegmentReader(probe: size)
            let read = try reader.read(bytes.span, after: known) { line, _ in
                // Behind a line that is damaged begins what can be shown.
                guard let place = line.place else { return places.removeAll() }
                if line.index < size { places.append(place) }
            }
            guard let position = read.probed else { return nil }
            // From the last that says everything.
            let lines = places.suffix(AnchorProof.mostLines).map { Array(bytes[$0]) }
            guard let first = lines.lastIndex(where: { AnchoredHeads($0.span)?.isWhole ?? false }) else {
                return AnchorMark(position: position, heads: [])
            }
            reader = try SegmentReader(probe: size - UInt64(lines.count - first))
            let start = try reader.read(bytes.span, after: known).probed
            let texts = lines[first...].map { String(decoding: $0, as: UTF8.self) }
            let proved = start.flatMap { try? AnchorProof(start: $0, lines: texts).mark() }
            return proved?.position == position ? proved : AnchorMark(position: position, heads: [])
        } catch {
            // A segment that is none has nothing that would hold; others may have left what does.
            guard error.code != .unreadable else { return nil }
            throw AnchorFailure(.disk, "the log of anchorings cannot be read")
        }
    }

    func goOn(from base: TrailPosition) throws(AnchorFailure) -> TrailPosition {
        if let open = open.withLock({ $0 }) {
            if open.base == base || open.trail.position == base { return open.trail.position }
            close()
        }
        return try begin(from: base).position
    }

    func append(_ entry: borrowing ByteBuffer) throws(AnchorFailure) -> TrailPosition {
        guard let trail = open.withLock({ $0?.trail }) else { throw AnchorFailure(.disk, "the log is not open") }
        let dropped = trail.statistics.dropped
        trail.append(entry)
        guard trail.settle(within: patience), trail.statistics.dropped == dropped else {
            // It waits in memory, and would be there beside the one that is tried next. What is on disk is found when the log is opened.
            close()
            throw AnchorFailure(.disk, "the entry is not on disk")
        }
        return trail.position
    }

    func entry(_ index: UInt64) throws(AnchorFailure) -> [UInt8] {
        let folder = TrailFolder(settings.folder)
        do throws(AuditTrailError) {
            if let holder = try Self.holder(of: index, in: folder) {
                let lines = AnchorLines(try folder.bytes(of: holder))
                if let line = lines.first(where: { TrailLine($0.span)?.index == index }) { return line }
            }
        } catch { throw AnchorFailure(.disk, "the log of anchorings cannot be read") }
        throw AnchorFailure(.disk, "the log of anchorings lacks an entry")
    }

    func lastHeads() throws(AnchorFailure) -> [LogHead] {
        let folder = TrailFolder(settings.folder)
        var heads: [LogHead] = []
        var end = UInt64.max
        do throws(AuditTrailError) {
            // Mostly one line says everything; where older versions have written, what is behind goes before.
            for segment in try folder.segments().reversed() where segment.aside == nil {
                let bytes = try folder.bytes(of: segment)
                for line in AnchorLines(bytes) {
                    // A segment that was left behind where the log went on from elsewhere has a tail that is not the log's.
                    guard let place = TrailLine(line.span), place.index < end, let said = AnchoredHeads(line.span)
                    else {
                        continue
                    }
                    heads = HeadJudgement.merge(heads, over: said.heads)
                    if said.isWhole { return heads }
                }
                end = segment.first
            }
        } catch { throw AnchorFailure(.disk, "the log of anchorings cannot be read") }
        return heads
    }

    /// The segment with the entry of this number, or behind which it comes: another that begins before may have a tail that is not the log's.
    private static func holder(of index: UInt64, in folder: TrailFolder) throws(AuditTrailError) -> SegmentName? {
        try folder.segments().last { $0.aside == nil && $0.first <= index }
    }

    /// Ends it; it is opened again when it is needed.
    func close() {
        let ended = open.withLock { $0.take() }
        ended?.trail.close(within: patience)
    }

    /// What became of its entries.
    var statistics: TrailStatistics? { open.withLock { $0?.trail.statistics } }

    private func begin(from base: TrailPosition?) throws(AnchorFailure) -> AuditTrail {
        var settings = settings
        settings.from = base ?? TrailPosition()
        let trail: AuditTrail
        do throws(AuditTrailError) { trail = try AuditTrail(settings) } catch {
            switch error.code {
            case .claimed: throw AnchorFailure(.disk, "another process writes the log of anchorings")
            case .otherLog: throw AnchorFailure(.disk, "the folder of anchorings belongs to another controller")
            default: throw AnchorFailure(.disk, "the log of anchorings cannot be opened")
            }
        }
        let known = base ?? trail.position
        open.withLock { $0 = Open(trail: trail, base: known) }
        return trail
    }
}
