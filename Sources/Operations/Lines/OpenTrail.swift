// SPDX-License-Identifier: Apache-2.0
public import AuditTrail
internal import Bytes
internal import Crypto
public import Telemetry

/// A server's audit trail, and what it is called.
public struct OpenTrail: Sendable {
    /// Whose log it is.
    public let name: String
    /// The trail.
    public let trail: AuditTrail
    private let journal: TrailJournal

    /// Opens it, and repairs what a crash left behind.
    ///
    /// Where it is to be taken over from another process and then cannot be opened, `unopened` hears why, from the trail's thread.
    public init(
        _ place: TrailPlace, unopened: @escaping @Sendable (AuditTrailError) -> Void = { _ in }
    ) throws(AuditTrailError) {
        let journal = TrailJournal()
        self.journal = journal
        var settings = AuditTrailSettings(folder: place.folder, log: place.name)
        settings.segmentBytes = place.segmentBytes
        settings.handover = place.handover
        settings.notice = { notice in
            journal.take(notice)
            if case .unopened(let error, _) = notice { unopened(error) }
        }
        name = place.name
        trail = try AuditTrail(settings)
    }

    /// Says in `log` what has happened to it and what will.
    public func report(to log: Log) { journal.begin(log) }

    /// Adds how far it is, as `GET /audit/head` says it; nothing, and false, while another process writes it.
    func append(to body: inout ByteBuffer) -> Bool {
        guard trail.waited == nil else { return false }
        let head = trail.head
        var line = LineEncoder(.json)
        line.field("log", name)
        line.field("size", head.size)
        line.field("root", head.root.hex)
        body.append(line.finish().span)
        return true
    }
}
