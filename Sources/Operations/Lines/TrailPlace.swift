// SPDX-License-Identifier: Apache-2.0

/// Where a server keeps its audit trail.
public struct TrailPlace: Sendable, Equatable {
    /// The folder of its segments.
    public var folder: String
    /// Whose log it is.
    public var name: String
    /// How long a segment grows.
    public var segmentBytes: Int
    /// Whether this process may begin while another still writes the trail, see ``AuditTrailSettings/handover``.
    public var handover: Bool

    /// Names a place.
    public init(folder: String, name: String, segmentBytes: Int, handover: Bool = false) {
        self.folder = folder
        self.name = name
        self.segmentBytes = segmentBytes
        self.handover = handover
    }
}
