// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A worker reported how it is.
///
/// In Move: `worker_registry::HeartbeatRecorded`.
public struct HeartbeatRecorded: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// The worker.
    public var worker: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// Whose.
    public var owner: Address
    /// The heartbeat.
    public var performance: WorkerPerformance

    /// Puts one together.
    public init(
        cluster: Address, worker: Address, number: UInt64, owner: Address, performance: WorkerPerformance
    ) {
        self.cluster = cluster
        self.worker = worker
        self.number = number
        self.owner = owner
        self.performance = performance
    }
}

extension HeartbeatRecorded: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.address(worker)
        writer.integer(number)
        writer.address(owner)
        performance.encode(into: &writer)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        worker = try reader.address()
        number = try reader.integer()
        owner = try reader.address()
        performance = try WorkerPerformance(from: &reader)
    }
}
