// SPDX-License-Identifier: Apache-2.0
public import Wire

/// How far a cluster's audit log is anchored, and the table that its roots are in.
///
/// In Move: `audit_anchor::AnchorV1`, up to the last field that is read.
public struct AnchorState: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// The table of roots, by their sequence numbers.
    public var roots: Address
    /// How many roots the table has.
    public var count: UInt64
    /// The last root's sequence number; 0 while there is none.
    public var sequence: UInt64
    /// How many entries the last root is over.
    public var size: UInt64

    /// Puts one together.
    public init(cluster: Address, roots: Address, count: UInt64, sequence: UInt64, size: UInt64) {
        self.cluster = cluster
        self.roots = roots
        self.count = count
        self.sequence = sequence
        self.size = size
    }

    /// Reads the front of a state, whatever is added behind it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        roots = try reader.address()
        count = try reader.integer()
        sequence = try reader.integer()
        size = try reader.integer()
    }
}
