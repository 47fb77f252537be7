// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A worker's last heartbeats.
///
/// In Move: `worker_registry::WorkerV1`, up to the last field that is read.
public struct WorkerRecord: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Whose.
    public var owner: Address
    /// From 10 to 100.
    public var score: UInt64
    /// When the last one came.
    public var lastMilliseconds: UInt64
    /// The last ones, the oldest first.
    public var history: [WorkerPerformance]

    /// More than the contract keeps; one that keeps more is another contract.
    public static let maximumHistory = 256

    /// Puts one together.
    public init(
        cluster: Address, owner: Address, score: UInt64, lastMilliseconds: UInt64, history: [WorkerPerformance]
    ) {
        self.cluster = cluster
        self.owner = owner
        self.score = score
        self.lastMilliseconds = lastMilliseconds
        self.history = history
    }

    /// Reads the front of a record, whatever is added behind it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        owner = try reader.address()
        score = try reader.integer()
        lastMilliseconds = try reader.integer()
        let count = try reader.count(ofAtLeast: 22)
        guard count <= Self.maximumHistory else { throw BCSError(.overlong) }
        var history: [WorkerPerformance] = []
        for _ in 0..<count { history.append(try WorkerPerformance(from: &reader)) }
        self.history = history
    }
}
