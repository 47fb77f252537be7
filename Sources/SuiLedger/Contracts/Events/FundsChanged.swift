// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Slashed funds or the pot changed.
///
/// In Move: `staking::FundsChanged`.
public struct FundsChanged: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// Slashed and not shared out, in MIST.
    public var slashed: UInt64
    /// In the workers' pot, in MIST.
    public var pot: UInt64
    /// What a unit of score earned so far.
    public var rewardIndex: UInt128
    /// All scores that are rewarded.
    public var totalWeight: UInt64

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, slashed: UInt64, pot: UInt64, rewardIndex: UInt128, totalWeight: UInt64
    ) {
        self.cluster = cluster
        self.number = number
        self.slashed = slashed
        self.pot = pot
        self.rewardIndex = rewardIndex
        self.totalWeight = totalWeight
    }
}

extension FundsChanged: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        writer.integer(slashed)
        writer.integer(pot)
        writer.integer(rewardIndex)
        writer.integer(totalWeight)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        slashed = try reader.integer()
        pot = try reader.integer()
        rewardIndex = try reader.integer()
        totalWeight = try reader.integer()
    }
}
