// SPDX-License-Identifier: Apache-2.0
public import Wire

/// What a cluster's admin may set.
///
/// In Move: `params::Params`.
public struct ClusterParams: Hashable, Sendable {
    /// For the tiers.
    public var thresholds: TierThresholds
    /// The least stake of a node.
    public var workerMinimum: UInt64
    /// How long unstaking takes.
    public var unbondingEpochs: UInt64
    /// How long a vote lasts.
    public var votingMilliseconds: UInt64
    /// How long one may appeal.
    public var appealMilliseconds: UInt64
    /// What proposing costs if the vote fails.
    public var proposalBond: UInt64
    /// The most at once, in hundredths of a percent.
    public var slashFraction: UInt64
    /// The most in an epoch, in MIST.
    public var slasherEpochLimit: UInt64
    /// How long a seal lives if nobody says.
    public var sealEpochs: UInt64

    /// Puts one together.
    public init(
        thresholds: TierThresholds, workerMinimum: UInt64, unbondingEpochs: UInt64, votingMilliseconds: UInt64,
        appealMilliseconds: UInt64, proposalBond: UInt64, slashFraction: UInt64, slasherEpochLimit: UInt64,
        sealEpochs: UInt64
    ) {
        self.thresholds = thresholds
        self.workerMinimum = workerMinimum
        self.unbondingEpochs = unbondingEpochs
        self.votingMilliseconds = votingMilliseconds
        self.appealMilliseconds = appealMilliseconds
        self.proposalBond = proposalBond
        self.slashFraction = slashFraction
        self.slasherEpochLimit = slasherEpochLimit
        self.sealEpochs = sealEpochs
    }
}

extension ClusterParams: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        thresholds.encode(into: &writer)
        writer.integer(workerMinimum)
        writer.integer(unbondingEpochs)
        writer.integer(votingMilliseconds)
        writer.integer(appealMilliseconds)
        writer.integer(proposalBond)
        writer.integer(slashFraction)
        writer.integer(slasherEpochLimit)
        writer.integer(sealEpochs)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        thresholds = try TierThresholds(from: &reader)
        workerMinimum = try reader.integer()
        unbondingEpochs = try reader.integer()
        votingMilliseconds = try reader.integer()
        appealMilliseconds = try reader.integer()
        proposalBond = try reader.integer()
        slashFraction = try reader.integer()
        slasherEpochLimit = try reader.integer()
        sealEpochs = try reader.integer()
    }
}
