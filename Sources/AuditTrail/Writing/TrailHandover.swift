// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// A trail that another process still writes: lines wait in the desk's memory until the folder is free, and then for the disk as ever.
///
/// Only the way to the folder is here. Who was first in asking for it gets it first, of two that wait.
struct TrailHandover: Sendable {
    private let settings: AuditTrailSettings
    private let desk: Monitor<TrailDesk>

    init(_ settings: AuditTrailSettings, _ desk: Monitor<TrailDesk>) { (self.settings, self.desk) = (settings, desk) }

    /// Opens the folder if it is nobody's, as a trail without a predecessor does; `nil` if it is another's.
    static func begin(_ settings: AuditTrailSettings) throws(AuditTrailError) -> TrailWriter? {
        let folder = TrailFolder(settings.folder)
        try folder.make()
        return try open(settings, in: folder, pausing: { false })
    }

    private static func open(
        _ settings: AuditTrailSettings, in folder: TrailFolder, pausing: () -> Bool
    ) throws(AuditTrailError) -> TrailWriter? {
        guard let turn = try folder.queue(pausing: pausing) else { return nil }
        defer { withExtendedLifetime(turn) {} }
        guard let lock = try folder.claim(pausing: pausing) else { return nil }
        return try TrailWriter.open(settings, in: folder, holding: lock)
    }

    /// What callers find meanwhile.
    static func desk() throws(AuditTrailError) -> TrailDesk {
        let position = TrailPosition()
        var desk = TrailDesk(written: TrailStatistics(), position: position, head: try position.head())
        desk.waitsSince = .now
        return desk
    }

    /// Waits for the folder and opens it; `nil` if the trail was closed before, or cannot be opened: then all lines are lost.
    func wait() -> TrailWriter? {
        let since = Monotonic.now
        var plan = HandoverPlan(since: since)
        settings.notice?(.waiting)
        do throws(AuditTrailError) {
            let folder = TrailFolder(settings.folder)
            guard let writer = try Self.open(settings, in: folder, pausing: { pause(&plan) }) else {
                finish { .neverOurs(lost: $0) }
                return nil
            }
            let (statistics, position, head) = (writer.statistics, writer.position, try writer.head())
            desk.withLock { desk in
                desk.written = statistics
                desk.position = position
                desk.head = head
                desk.waitsSince = nil
            }
            settings.notice?(.takenOver(after: Monotonic.now.since(since)))
            return writer
        } catch {
            finish { .unopened(error, lost: $0) }
            return nil
        }
    }

    /// Waits a little; whether to ask again.
    private func pause(_ plan: inout HandoverPlan) -> Bool {
        let (isClosing, end) = desk.withLock { ($0.isClosing, $0.waitsUntil) }
        let until: Monotonic
        switch plan.next(at: .now, isClosing: isClosing, end: end) {
        case .giveUp: return false
        case .wait(let next): until = next
        case .tell(let next):
            until = next
            settings.notice?(.late)
        }
        _ = desk.wait(until: until) { $0.isClosing == isClosing ? nil : () }
        return true
    }

    /// Ends the trail without a line on disk, and says how many are lost before anybody hears that this is over.
    private func finish(_ notice: (UInt64) -> TrailNotice) {
        let lost = desk.withLock { desk in
            desk.isClosing = true
            desk.filling.release()
            desk.written.lost = desk.taken
            return desk.taken
        }
        settings.notice?(notice(lost))
        let left = desk.withLock { desk in
            desk.isFinished = true
            return desk.takeWaiting(isRefused: true)
        }
        for waiting in left { waiting.then(false) }
        desk.notifyAll()
    }
}
