// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Somebody voted.
///
/// In Move: `governance::VoteCast`.
public struct VoteCast: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// Which proposal.
    public var proposalID: UInt64
    /// Who voted.
    public var voter: Address
    /// For or against.
    public var support: Bool
    /// The stake that counts for the quorum.
    public var stake: UInt64
    /// The power that counts for the majority.
    public var power: UInt64
    /// The whole proposal.
    public var proposal: SlashingProposal

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, proposalID: UInt64, voter: Address, support: Bool, stake: UInt64,
        power: UInt64, proposal: SlashingProposal
    ) {
        self.cluster = cluster
        self.number = number
        self.proposalID = proposalID
        self.voter = voter
        self.support = support
        self.stake = stake
        self.power = power
        self.proposal = proposal
    }
}

extension VoteCast: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        writer.integer(proposalID)
        writer.address(voter)
        writer.bool(support)
        writer.integer(stake)
        writer.integer(power)
        proposal.encode(into: &writer)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        proposalID = try reader.integer()
        voter = try reader.address()
        support = try reader.bool()
        stake = try reader.integer()
        power = try reader.integer()
        proposal = try SlashingProposal(from: &reader)
    }
}
