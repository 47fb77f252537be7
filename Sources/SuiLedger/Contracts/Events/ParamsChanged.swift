// SPDX-License-Identifier: Apache-2.0
public import Wire

/// The cluster's parameters changed.
///
/// In Move: `staking::ParamsChanged`.
public struct ParamsChanged: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// All parameters.
    public var params: ClusterParams

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, params: ClusterParams
    ) {
        self.cluster = cluster
        self.number = number
        self.params = params
    }
}

extension ParamsChanged: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        params.encode(into: &writer)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        params = try ClusterParams(from: &reader)
    }
}
