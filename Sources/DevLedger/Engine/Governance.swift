// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Slashing by vote: the contracts' `governance`.
struct Governance {
    private static let module = "governance"

    enum Status: UInt8 {
        case open = 1
        case executed = 2
        case rejected = 3
        case superseded = 4
    }

    struct Vote: Hashable {
        let proposal: UInt64
        let round: UInt8
        let voter: Address
    }

    let cluster: Address
    var version: UInt64 = 1
    let proposals = Table<UInt64, SlashingProposal>()
    let votes = Table<Vote, Bool>()
    let evidence = Table<[UInt8], UInt64>()
    var bonds: UInt64 = 0
    var proposed: UInt64 = 0
    var number: UInt64 = 0

    init(cluster: Address) { self.cluster = cluster }

    mutating func propose(
        _ bond: UInt64, target: Address, fraction: UInt64, evidence: [UInt8], _ pool: inout Pool,
        _ context: inout CallContext
    ) throws(Abort) -> UInt64 {
        try check(pool)
        let proposer = context.sender
        try pool.checkVersion()
        try require(try pool.votingStake(proposer, context.epoch) > 0, Self.module, "ENoWeight")
        try require(bond == pool.params.proposalBond, Self.module, "EWrongBond")
        try require((1...Tiers.whole).contains(fraction), Self.module, "EInvalidFraction")
        try require(evidence.count == 32, Self.module, "EInvalidEvidence")
        try require(!(try pool.isEvidenceUsed(evidence)), Self.module, "EEvidenceUsed")
        try require((pool.stakes[target]?.total ?? 0) > 0, Self.module, "ENoTarget")
        let eligible = try pool.eligibleStake(context.epoch)
        let own = min(try pool.votingStake(target, context.epoch), eligible)
        try pool.hold(target)
        if let last = self.evidence[evidence] {
            let isOpen = proposals[last]?.isOpen ?? false
            try require(!isOpen, Self.module, "EEvidenceUsed")
        }
        proposed += 1
        self.evidence[evidence] = proposed
        bonds = try sum(bonds, bond, Self.module)
        let proposal = SlashingProposal(
            proposer: proposer, target: target, fraction: fraction, evidence: evidence, bond: bond, appealBond: 0,
            epoch: context.epoch, eligible: eligible - own, round: 1,
            deadlineMilliseconds: context.milliseconds + pool.params.votingMilliseconds,
            appealMilliseconds: pool.params.appealMilliseconds, turnout: 0, yesPower: 0, noPower: 0,
            status: Status.open.rawValue, sequence: 0, ext: [])
        changed(proposed, proposal, &context)
        return proposed
    }

    mutating func vote(
        _ id: UInt64, support: Bool, _ pool: Pool, _ context: inout CallContext
    ) throws(Abort) {
        try check(pool)
        let voter = context.sender
        var proposal = try proposal(id)
        try require(proposal.isOpen, Self.module, "EClosed")
        try require(context.milliseconds <= proposal.deadlineMilliseconds, Self.module, "EVoteOver")
        try require(voter != proposal.target, Self.module, "EOwnProposal")
        let stake = try pool.votingStake(voter, proposal.epoch)
        try require(stake > 0, Self.module, "ENoWeight")
        let key = Vote(proposal: id, round: proposal.round, voter: voter)
        try require(!votes.contains(key), Self.module, "EAlreadyVoted")
        votes[key] = support
        let power = try pool.stakePower(voter, now: context.milliseconds)
        proposal.turnout = try sum(proposal.turnout, stake, Self.module)
        if support {
            proposal.yesPower = try sum(proposal.yesPower, power, Self.module)
        } else {
            proposal.noPower = try sum(proposal.noPower, power, Self.module)
        }
        number += 1
        proposal.sequence = number
        proposals[id] = proposal
        let event = VoteCast(
            cluster: cluster, number: number, proposalID: id, voter: voter, support: support, stake: stake,
            power: power, proposal: proposal)
        context.emit(.voteCast(event))
    }

    mutating func appeal(_ bond: UInt64, _ id: UInt64, _ pool: Pool, _ context: inout CallContext) throws(Abort) {
        try check(pool)
        let now = context.milliseconds
        try pool.checkVersion()
        var proposal = try proposal(id)
        try require(proposal.isOpen, Self.module, "EClosed")
        try require(now > proposal.deadlineMilliseconds, Self.module, "ETooEarly")
        try require(context.sender == proposal.target && proposal.round == 1, Self.module, "ENoAppeal")
        let isInTime = now <= proposal.deadlineMilliseconds + proposal.appealMilliseconds
        try require(proposal.hasPassed && isInTime, Self.module, "ENoAppeal")
        try require(bond == proposal.bond, Self.module, "EWrongBond")
        proposal.appealBond = bond
        proposal.round = 2
        proposal.deadlineMilliseconds = now + pool.params.votingMilliseconds
        (proposal.turnout, proposal.yesPower, proposal.noPower) = (0, 0, 0)
        bonds = try sum(bonds, bond, Self.module)
        changed(id, proposal, &context)
    }

    mutating func execute(_ id: UInt64, _ pool: inout Pool, _ context: inout CallContext) throws(Abort) {
        try check(pool)
        let now = context.milliseconds
        var proposal = try proposal(id)
        try require(proposal.isOpen, Self.module, "EClosed")
        try require(now > proposal.deadlineMilliseconds, Self.module, "ETooEarly")
        let hasPassed = proposal.hasPassed
        let mayAppeal = hasPassed && proposal.round == 1
        let isAppealOver = now > proposal.deadlineMilliseconds + proposal.appealMilliseconds
        try require(!mayAppeal || isAppealOver, Self.module, "ETooEarly")
        let isEmpty = try pool.account(proposal.target).total == 0
        let status: Status =
            !hasPassed
            ? .rejected : (try pool.isEvidenceUsed(proposal.evidence)) || isEmpty ? .superseded : .executed
        proposal.status = status.rawValue
        changed(id, proposal, &context)
        bonds -= proposal.bond + proposal.appealBond
        try pool.release(proposal.target)
        if status == .executed { try pool.take(proposal.target, proposal.fraction, proposal.evidence, &context) }
        if status == .rejected {
            try pool.forfeit(proposal.bond, &context)
        } else {
            Self.pay(proposal.bond, to: proposal.proposer, &context)
        }
        if status == .executed && proposal.appealBond > 0 {
            try pool.forfeit(proposal.appealBond, &context)
        } else {
            Self.pay(proposal.appealBond, to: proposal.target, &context)
        }
    }

    mutating func migrate(_ pool: Pool, _ cap: Capability) throws(Abort) {
        try pool.check(cap)
        try require(version < 1, Self.module, "ENotAnUpgrade")
        try require(cluster == pool.id, Self.module, "EWrongCluster")
        version = 1
    }

    func proposal(_ id: UInt64) throws(Abort) -> SlashingProposal {
        try checkVersion()
        guard let proposal = proposals[id] else { throw Abort(Self.module, "ENotFound") }
        return proposal
    }

    private func checkVersion() throws(Abort) { try require(version == 1, Self.module, "EWrongVersion") }

    private func check(_ pool: Pool) throws(Abort) {
        try checkVersion()
        try require(cluster == pool.id, Self.module, "EWrongCluster")
    }

    private static func pay(_ bond: UInt64, to: Address, _ context: inout CallContext) {
        if bond > 0 { context.payments.append(Payment(to: to, amount: bond)) }
    }

    private mutating func changed(_ id: UInt64, _ proposal: SlashingProposal, _ context: inout CallContext) {
        number += 1
        var proposal = proposal
        proposal.sequence = number
        proposals[id] = proposal
        let event = ProposalChanged(cluster: cluster, number: number, proposalID: id, proposal: proposal)
        context.emit(.proposalChanged(event))
    }
}

extension SlashingProposal {
    var isOpen: Bool { status == Governance.Status.open.rawValue }

    /// A third of the eligible stake voted, and more than half of the power that voted was for it.
    var hasPassed: Bool { UInt128(turnout) * 3 >= UInt128(eligible) && yesPower > noPower }
}
