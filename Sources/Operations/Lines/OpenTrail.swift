// SPDX-License-Identifier: Apache-2.0
public import AuditTrail
internal import Bytes
internal import Crypto
internal import Telemetry

/// A server's audit trail, and what it is called.
public struct OpenTrail: Sendable {
    /// Whose log it is.
    public let name: String
    /// The trail.
    public let trail: AuditTrail

    /// Opens it, and repairs what a crash left behind.
    public init(_ place: TrailPlace) throws(AuditTrailError) {
        var settings = AuditTrailSettings(folder: place.folder, log: place.name)
        settings.segmentBytes = place.segmentBytes
        name = place.name
        trail = try AuditTrail(settings)
    }

    /// How far it is, as `GET /audit/head` says it.
    func append(to body: inout ByteBuffer) {
        let head = trail.head
        var line = LineEncoder(.json)
        line.field("log", name)
        line.field("size", head.size)
        line.field("root", head.root.hex)
        body.append(line.finish().span)
    }
}
