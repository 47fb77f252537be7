// SPDX-License-Identifier: Apache-2.0
public import Wire

/// How many requests there are, and the tables that they are in.
///
/// In Move: `k8s_scheduler::SchedulerV1`, up to the last field that is read.
public struct SchedulerState: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// The table of requests, by number.
    public var requests: Address
    /// The table of the requests that a worker has in hand, by its owner.
    public var workloads: Address
    /// How many were ever submitted: the number of the newest.
    public var submitted: UInt64
    /// Requests that wait for a worker.
    public var pending: UInt64
    /// Requests that a worker has in hand.
    public var assigned: UInt64
    /// The number of the last change of a request.
    public var sequence: UInt64

    /// Requests that are neither finished nor cancelled; what no contract has is all there can be.
    public var open: UInt64 {
        let (sum, isTooMuch) = pending.addingReportingOverflow(assigned)
        return isTooMuch ? .max : sum
    }

    /// Puts one together.
    public init(
        cluster: Address, requests: Address, workloads: Address, submitted: UInt64, pending: UInt64, assigned: UInt64,
        sequence: UInt64
    ) {
        self.cluster = cluster
        self.requests = requests
        self.workloads = workloads
        self.submitted = submitted
        self.pending = pending
        self.assigned = assigned
        self.sequence = sequence
    }

    /// Reads the front of a state, whatever is added behind it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        requests = try Self.table(&reader)
        _ = try Self.table(&reader)
        workloads = try Self.table(&reader)
        submitted = try reader.integer()
        pending = try reader.integer()
        assigned = try reader.integer()
        sequence = try reader.integer()
    }

    /// A table is its id and its size.
    private static func table(_ reader: inout BCSReader) throws(BCSError) -> Address {
        let id = try reader.address()
        let _: UInt64 = try reader.integer()
        return id
    }
}
