// SPDX-License-Identifier: Apache-2.0
public import Wire

/// One heartbeat.
///
/// In Move: `worker_registry::Performance`.
public struct WorkerPerformance: Hashable, Sendable {
    /// When.
    public var atMilliseconds: UInt64
    /// CPU in use.
    public var cpuPercent: UInt8
    /// Memory in use.
    public var memoryPercent: UInt8
    /// Pods that run there.
    public var pods: UInt32
    /// From 10 to 100.
    public var score: UInt64

    /// Puts one together.
    public init(
        atMilliseconds: UInt64, cpuPercent: UInt8, memoryPercent: UInt8, pods: UInt32, score: UInt64
    ) {
        self.atMilliseconds = atMilliseconds
        self.cpuPercent = cpuPercent
        self.memoryPercent = memoryPercent
        self.pods = pods
        self.score = score
    }
}

extension WorkerPerformance: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.integer(atMilliseconds)
        writer.uint8(cpuPercent)
        writer.uint8(memoryPercent)
        writer.integer(pods)
        writer.integer(score)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        atMilliseconds = try reader.integer()
        cpuPercent = try reader.uint8()
        memoryPercent = try reader.uint8()
        pods = try reader.integer()
        score = try reader.integer()
    }
}
