// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A worker's standing changed.
///
/// In Move: `worker_registry::WorkerChanged`.
public struct WorkerChanged: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// Whose.
    public var owner: Address
    /// The worker.
    public var worker: WorkerEntry

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, owner: Address, worker: WorkerEntry
    ) {
        self.cluster = cluster
        self.number = number
        self.owner = owner
        self.worker = worker
    }
}

extension WorkerChanged: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        writer.address(owner)
        worker.encode(into: &writer)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        owner = try reader.address()
        worker = try WorkerEntry(from: &reader)
    }
}
