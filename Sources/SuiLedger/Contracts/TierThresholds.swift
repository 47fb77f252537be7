// SPDX-License-Identifier: Apache-2.0
public import Wire

/// The least stake, in MIST, that makes its owner what the field says.
///
/// In Move: `tiers::Thresholds`.
public struct TierThresholds: Hashable, Sendable {
    /// For reading.
    public var viewer: UInt64
    /// For namespaces.
    public var developer: UInt64
    /// For the cluster.
    public var admin: UInt64
    /// For everything.
    public var superuser: UInt64

    /// Puts one together.
    public init(
        viewer: UInt64, developer: UInt64, admin: UInt64, superuser: UInt64
    ) {
        self.viewer = viewer
        self.developer = developer
        self.admin = admin
        self.superuser = superuser
    }
}

extension TierThresholds: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.integer(viewer)
        writer.integer(developer)
        writer.integer(admin)
        writer.integer(superuser)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        viewer = try reader.integer()
        developer = try reader.integer()
        admin = try reader.integer()
        superuser = try reader.integer()
    }
}
