// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A proposal was made, appealed or decided.
///
/// In Move: `governance::ProposalChanged`.
public struct ProposalChanged: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// Which proposal.
    public var proposalID: UInt64
    /// The whole proposal.
    public var proposal: SlashingProposal

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, proposalID: UInt64, proposal: SlashingProposal
    ) {
        self.cluster = cluster
        self.number = number
        self.proposalID = proposalID
        self.proposal = proposal
    }
}

extension ProposalChanged: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        writer.integer(proposalID)
        proposal.encode(into: &writer)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        proposalID = try reader.integer()
        proposal = try SlashingProposal(from: &reader)
    }
}
