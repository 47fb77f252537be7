// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A request changed.
///
/// In Move: `k8s_scheduler::RequestChanged`.
public struct RequestChanged: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// Which request.
    public var requestID: UInt64
    /// The whole request.
    public var request: KubernetesRequest

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, requestID: UInt64, request: KubernetesRequest
    ) {
        self.cluster = cluster
        self.number = number
        self.requestID = requestID
        self.request = request
    }
}

extension RequestChanged: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        writer.integer(requestID)
        request.encode(into: &writer)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        requestID = try reader.integer()
        request = try KubernetesRequest(from: &reader)
    }
}
