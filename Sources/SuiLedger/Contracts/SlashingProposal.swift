// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A vote on slashing somebody.
///
/// In Move: `governance::Proposal`.
public struct SlashingProposal: Hashable, Sendable {
    /// Who proposes.
    public var proposer: Address
    /// Who is to be slashed.
    public var target: Address
    /// How much, in hundredths of a percent.
    public var fraction: UInt64
    /// The hash of the evidence.
    public var evidence: [UInt8]
    /// The proposer's.
    public var bond: UInt64
    /// The target's, after an appeal.
    public var appealBond: UInt64
    /// Stake from before this epoch votes.
    public var epoch: UInt64
    /// The stake that may vote.
    public var eligible: UInt64
    /// 1, or 2 after an appeal.
    public var round: UInt8
    /// When the vote is over.
    public var deadlineMilliseconds: UInt64
    /// How long one may appeal.
    public var appealMilliseconds: UInt64
    /// The stake that voted.
    public var turnout: UInt64
    /// The power for it.
    public var yesPower: UInt64
    /// The power against it.
    public var noPower: UInt64
    /// Where it stands.
    public var status: UInt8
    /// The `no` of the last change: of two copies the higher is right.
    public var sequence: UInt64
    /// For later versions.
    public var ext: [UInt8]

    /// Puts one together.
    public init(
        proposer: Address, target: Address, fraction: UInt64, evidence: [UInt8], bond: UInt64, appealBond: UInt64,
        epoch: UInt64, eligible: UInt64, round: UInt8, deadlineMilliseconds: UInt64, appealMilliseconds: UInt64,
        turnout: UInt64, yesPower: UInt64, noPower: UInt64, status: UInt8, sequence: UInt64, ext: [UInt8]
    ) {
        self.proposer = proposer
        self.target = target
        self.fraction = fraction
        self.evidence = evidence
        self.bond = bond
        self.appealBond = appealBond
        self.epoch = epoch
        self.eligible = eligible
        self.round = round
        self.deadlineMilliseconds = deadlineMilliseconds
        self.appealMilliseconds = appealMilliseconds
        self.turnout = turnout
        self.yesPower = yesPower
        self.noPower = noPower
        self.status = status
        self.sequence = sequence
        self.ext = ext
    }
}

extension SlashingProposal: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(proposer)
        writer.address(target)
        writer.integer(fraction)
        writer.bytes(evidence)
        writer.integer(bond)
        writer.integer(appealBond)
        writer.integer(epoch)
        writer.integer(eligible)
        writer.uint8(round)
        writer.integer(deadlineMilliseconds)
        writer.integer(appealMilliseconds)
        writer.integer(turnout)
        writer.integer(yesPower)
        writer.integer(noPower)
        writer.uint8(status)
        writer.integer(sequence)
        writer.bytes(ext)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        proposer = try reader.address()
        target = try reader.address()
        fraction = try reader.integer()
        evidence = try reader.bytes()
        bond = try reader.integer()
        appealBond = try reader.integer()
        epoch = try reader.integer()
        eligible = try reader.integer()
        round = try reader.uint8()
        deadlineMilliseconds = try reader.integer()
        appealMilliseconds = try reader.integer()
        turnout = try reader.integer()
        yesPower = try reader.integer()
        noPower = try reader.integer()
        status = try reader.uint8()
        sequence = try reader.integer()
        ext = try reader.bytes()
    }
}
