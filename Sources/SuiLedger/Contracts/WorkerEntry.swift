// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A worker's standing.
///
/// In Move: `worker_registry::WorkerEntry`.
public struct WorkerEntry: Hashable, Sendable {
    /// The worker.
    public var worker: Address
    /// The node's id, if there is one.
    public var nodeID: String
    /// Its name in Kubernetes; empty before the first activation.
    public var nodeName: String
    /// Where it stands.
    public var status: UInt8
    /// What join material is sealed to.
    public var joinKey: [UInt8]
    /// Why it was suspended or slashed.
    public var reason: String
    /// When it registered.
    public var registeredMilliseconds: UInt64
    /// The `no` of the last change: of two copies the higher is right.
    public var sequence: UInt64
    /// For later versions.
    public var ext: [UInt8]

    /// Puts one together.
    public init(
        worker: Address, nodeID: String, nodeName: String, status: UInt8, joinKey: [UInt8], reason: String,
        registeredMilliseconds: UInt64, sequence: UInt64, ext: [UInt8]
    ) {
        self.worker = worker
        self.nodeID = nodeID
        self.nodeName = nodeName
        self.status = status
        self.joinKey = joinKey
        self.reason = reason
        self.registeredMilliseconds = registeredMilliseconds
        self.sequence = sequence
        self.ext = ext
    }
}

extension WorkerEntry: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(worker)
        writer.string(nodeID)
        writer.string(nodeName)
        writer.uint8(status)
        writer.bytes(joinKey)
        writer.string(reason)
        writer.integer(registeredMilliseconds)
        writer.integer(sequence)
        writer.bytes(ext)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        worker = try reader.address()
        nodeID = try reader.string()
        nodeName = try reader.string()
        status = try reader.uint8()
        joinKey = try reader.bytes()
        reason = try reader.string()
        registeredMilliseconds = try reader.integer()
        sequence = try reader.integer()
        ext = try reader.bytes()
    }
}
