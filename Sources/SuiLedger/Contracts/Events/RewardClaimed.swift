// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A worker was paid.
///
/// In Move: `staking::RewardClaimed`.
public struct RewardClaimed: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// Whose.
    public var owner: Address
    /// Counts for the owner's tier, in MIST.
    public var amount: UInt64
    /// In the workers' pot, in MIST.
    public var pot: UInt64

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, owner: Address, amount: UInt64, pot: UInt64
    ) {
        self.cluster = cluster
        self.number = number
        self.owner = owner
        self.amount = amount
        self.pot = pot
    }
}

extension RewardClaimed: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        writer.address(owner)
        writer.integer(amount)
        writer.integer(pot)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        owner = try reader.address()
        amount = try reader.integer()
        pot = try reader.integer()
    }
}
