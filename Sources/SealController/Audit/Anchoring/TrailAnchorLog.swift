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

    func position(at size: UInt64) throws(AnchorFailure) -> TrailPosition? {
        let position = try position()
        guard position.size > size else { return position.size == size ? position : nil }
        let folder = TrailFolder(settings.folder)
        do throws(AuditTrailError) {
            guard let holder = try folder.segments().last(where: { $0.aside == nil && $0.first <= size }) else {
                return nil
            }
            let bytes = try folder.bytes(of: holder)
            var reader = try SegmentReader(probe: size)
            return try reader.read(bytes.span, after: holder.first == 0 ? TrailPosition() : nil).probed
        } catch { throw AnchorFailure(.disk, "the log of anchorings cannot be read") }
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
            // The last that begins before it: another may have left a tail behind when the log went on from elsewhere.
            let holder = try folder.segments().last { $0.aside == nil && $0.first <= index }
            if let holder, let line = Self.line(index, in: try folder.bytes(of: holder)) { return line }
        } catch { throw AnchorFailure(.disk, "the log of anchorings cannot be read") }
        throw AnchorFailure(.disk, "the log of anchorings lacks an entry")
    }

    private static func line(_ index: UInt64, in bytes: [UInt8]) -> [UInt8]? {
        var end = bytes.lastIndex(of: UInt8(ascii: "\n"))
        while let stop = end {
            end = bytes[..<stop].lastIndex(of: UInt8(ascii: "\n"))
            let line = Array(bytes[(end.map { $0 + 1 } ?? 0)..<stop])
            if TrailLine(line.span)?.index == index { return line }
        }
        return nil
    }

    func lastHeads() throws(AnchorFailure) -> [LogHead] {
        let folder = TrailFolder(settings.folder)
        do throws(AuditTrailError) {
            // Mostly the last; a log that was just begun anew says nothing of the others yet.
            for segment in try folder.segments().reversed() where segment.aside == nil {
                if let heads = Self.lastHeads(in: try folder.bytes(of: segment)) { return heads }
            }
        } catch { throw AnchorFailure(.disk, "the log of anchorings cannot be read") }
        return []
    }

    private static func lastHeads(in bytes: [UInt8]) -> [LogHead]? {
        var end = bytes.lastIndex(of: UInt8(ascii: "\n"))
        while let stop = end {
            end = bytes[..<stop].lastIndex(of: UInt8(ascii: "\n"))
            let line = Array(bytes[(end.map { $0 + 1 } ?? 0)..<stop])
            if let said = AnchoredHeads(line.span), !said.isRestart { return said.heads }
        }
        return nil
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
