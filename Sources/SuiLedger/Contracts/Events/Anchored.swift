// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A root of the audit log was anchored.
///
/// In Move: `audit_anchor::Anchored`.
public struct Anchored: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// The `no` of the last change: of two copies the higher is right.
    public var sequence: UInt64
    /// The root.
    public var root: AuditRoot

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, sequence: UInt64, root: AuditRoot
    ) {
        self.cluster = cluster
        self.number = number
        self.sequence = sequence
        self.root = root
    }
}

extension Anchored: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        writer.integer(sequence)
        root.encode(into: &writer)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        sequence = try reader.integer()
        root = try AuditRoot(from: &reader)
    }
}
