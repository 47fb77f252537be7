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
    private let open = Locked<Open?>(nil)

    /// In this folder, under this name.
    init(_ settings: AuditTrailSettings) { self.settings = settings }

    func position() throws(AnchorFailure) -> TrailPosition {
        if let open = open.withLock({ $0 }) { return open.trail.position }
        return try begin(from: nil).position
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
        guard trail.settle(within: Self.patience), trail.statistics.dropped == dropped else {
            throw AnchorFailure(.disk, "the entry is not on disk")
        }
        return trail.position
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
        var end = bytes.count
        while end > 0 {
            let start = bytes[..<(end - 1)].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            let line = Array(bytes[start..<(end - 1)])
            if let record = AnchorRecord(line.span) { return record.heads.map { LogHead(log: $0.log, head: $0.head) } }
            end = start
        }
        return nil
    }

    /// Ends it; it is opened again when it is needed.
    func close() {
        let ended = open.withLock { $0.take() }
        ended?.trail.close(within: Self.patience)
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
