// SPDX-License-Identifier: Apache-2.0
public import Wire

/// An account changed.
///
/// In Move: `staking::StakeChanged`.
public struct StakeChanged: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// Whose.
    public var owner: Address
    /// The whole account.
    public var account: StakeAccount
    /// Why.
    public var cause: UInt8
    /// The hash of the evidence.
    public var evidence: [UInt8]

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, owner: Address, account: StakeAccount, cause: UInt8, evidence: [UInt8]
    ) {
        self.cluster = cluster
        self.number = number
        self.owner = owner
        self.account = account
        self.cause = cause
        self.evidence = evidence
    }
}

extension StakeChanged: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        writer.address(owner)
        account.encode(into: &writer)
        writer.uint8(cause)
        writer.bytes(evidence)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        owner = try reader.address()
        account = try StakeAccount(from: &reader)
        cause = try reader.uint8()
        evidence = try reader.bytes()
    }
}
