/// Slashing by vote: anybody with stake may propose, for a bond; the stake that was there before decides.
///
/// A proposal holds its target's withdrawals until it is executed, which anybody may ask for once the vote is over. A
/// target that lost may appeal once: everybody votes again.
module k3s_daas::governance;

use k3s_daas::caps::AdminCap;
use k3s_daas::params;
use k3s_daas::staking::StakePool;
use sui::balance::{Self, Balance};
use sui::clock::Clock;
use sui::coin::{Self, Coin};
use sui::dynamic_field;
use sui::event;
use sui::sui::SUI;
use sui::table::{Self, Table};

// === Errors ===

/// The object is of another version of this package.
const EWrongVersion: u64 = 1;
/// Governance and pool must be of one cluster.
const EWrongCluster: u64 = 2;
/// The caller has no stake that may take part: none, slashed, or put down in this epoch or later.
const ENoWeight: u64 = 3;
/// A bond is exactly what the parameters say.
const EWrongBond: u64 = 4;
/// The evidence is no hash of 32 bytes.
const EInvalidEvidence: u64 = 5;
/// The evidence was slashed for, or is before a vote now.
const EEvidenceUsed: u64 = 6;
/// The fraction is zero or more than the whole.
const EInvalidFraction: u64 = 7;
/// The target has no stake here.
const ENoTarget: u64 = 8;
/// There is no such proposal.
const ENotFound: u64 = 9;
/// The proposal was executed or rejected.
const EClosed: u64 = 10;
/// The vote is over.
const EVoteOver: u64 = 11;
/// The vote, or the time to appeal after it, is not over.
const ETooEarly: u64 = 12;
/// One vote for each account and round.
const EAlreadyVoted: u64 = 13;
/// Nobody votes on itself.
const EOwnProposal: u64 = 14;
/// Only the target appeals, once, after a vote that passed and before the time for it is over.
const ENoAppeal: u64 = 15;
/// The object has this version already.
const ENotAnUpgrade: u64 = 16;

// === Constants ===

const VERSION: u64 = 1;

const OPEN: u8 = 1;
const EXECUTED: u8 = 2;
const REJECTED: u8 = 3;
/// The slasher acted on the same evidence while the vote went on.
const SUPERSEDED: u8 = 4;

const FIRST: u8 = 1;
const SECOND: u8 = 2;

const HASH_LENGTH: u64 = 32;
/// One in this many of the eligible stake must vote.
const QUORUM: u128 = 3;

// === Structs ===

public struct Governance has key {
    id: UID,
    version: u64,
}

public struct GovernanceV1 has store {
    cluster: ID,
    proposals: Table<u64, Proposal>,
    votes: Table<VoteKey, bool>,
    /// The last proposal about an evidence.
    evidence: Table<vector<u8>, u64>,
    bonds: Balance<SUI>,
    proposed: u64,
    no: u64,
}

/// Swift decodes it: field order is the contract, `ext` is for what comes later.
public struct Proposal has copy, drop, store {
    proposer: address,
    target: address,
    fraction: u64,
    evidence: vector<u8>,
    bond: u64,
    appeal_bond: u64,
    epoch: u64,
    /// The stake that may vote, without the target's.
    eligible: u64,
    round: u8,
    deadline_ms: u64,
    appeal_ms: u64,
    /// Stake that voted in this round, for the quorum; its power for and against, for the majority.
    turnout: u64,
    yes_power: u64,
    no_power: u64,
    status: u8,
    seq: u64,
    ext: vector<u8>,
}

public struct VoteKey has copy, drop, store {
    proposal: u64,
    round: u8,
    voter: address,
}

// === Events ===

public struct ProposalChanged has copy, drop {
    cluster: ID,
    no: u64,
    proposal_id: u64,
    proposal: Proposal,
}

public struct VoteCast has copy, drop {
    cluster: ID,
    no: u64,
    proposal_id: u64,
    voter: address,
    support: bool,
    stake: u64,
    power: u64,
    proposal: Proposal,
}

// === Public functions ===

/// Proposes to slash a fraction (in hundredths of a percent) of all that `target` has. The evidence itself is published
/// elsewhere; its hash stands here. The bond is lost if the vote fails.
public fun propose_slashing(
    governance: &mut Governance,
    pool: &mut StakePool,
    bond: Coin<SUI>,
    target: address,
    fraction: u64,
    evidence: vector<u8>,
    clock: &Clock,
    ctx: &mut TxContext,
): u64 {
    let proposer = ctx.sender();
    let cluster = governance.check(pool);
    let epoch = ctx.epoch();
    let params = pool.params();
    assert!(pool.voting_stake(proposer, epoch) > 0, ENoWeight);
    assert!(bond.value() == params.proposal_bond(), EWrongBond);
    assert!(fraction > 0 && fraction <= params::whole(), EInvalidFraction);
    assert!(evidence.length() == HASH_LENGTH, EInvalidEvidence);
    assert!(!pool.is_evidence_used(evidence), EEvidenceUsed);
    assert!(pool.has_account(target), ENoTarget);
    assert!(pool.account(target).total() > 0, ENoTarget);
    let eligible = pool.eligible_stake(ctx);
    let own = pool.voting_stake(target, epoch).min(eligible);
    pool.hold(target);

    let state = governance.state_mut();
    if (state.evidence.contains(evidence)) {
        let last = state.evidence[evidence];
        assert!(state.proposals[last].status != OPEN, EEvidenceUsed);
        state.evidence.remove(evidence);
    };
    state.proposed = state.proposed + 1;
    let proposal_id = state.proposed;
    state.evidence.add(evidence, proposal_id);
    let value = bond.value();
    state.bonds.join(bond.into_balance());
    state.proposals.add(proposal_id, Proposal {
        proposer,
        target,
        fraction,
        evidence,
        bond: value,
        appeal_bond: 0,
        epoch,
        eligible: eligible - own,
        round: FIRST,
        deadline_ms: clock.timestamp_ms() + params.voting_ms(),
        appeal_ms: params.appeal_ms(),
        turnout: 0,
        yes_power: 0,
        no_power: 0,
        status: OPEN,
        seq: 0,
        ext: vector[],
    });
    state.changed(cluster, proposal_id);
    proposal_id
}

/// Votes with the stake power of what was staked before the proposal's epoch. Stake that moved since then counts nowhere.
public fun vote_on_proposal(
    governance: &mut Governance,
    pool: &StakePool,
    proposal_id: u64,
    support: bool,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let voter = ctx.sender();
    let cluster = governance.check(pool);
    let state = governance.state_mut();
    assert!(state.proposals.contains(proposal_id), ENotFound);
    let proposal = state.proposals[proposal_id];
    assert!(proposal.status == OPEN, EClosed);
    assert!(clock.timestamp_ms() <= proposal.deadline_ms, EVoteOver);
    assert!(voter != proposal.target, EOwnProposal);
    let stake = pool.voting_stake(voter, proposal.epoch);
    assert!(stake > 0, ENoWeight);
    let key = VoteKey { proposal: proposal_id, round: proposal.round, voter };
    assert!(!state.votes.contains(key), EAlreadyVoted);
    state.votes.add(key, support);
    let power = pool.get_stake_power(voter, clock);
    let counted = &mut state.proposals[proposal_id];
    counted.turnout = counted.turnout + stake;
    if (support) counted.yes_power = counted.yes_power + power
    else counted.no_power = counted.no_power + power;
    let no = state.next();
    let proposal = &mut state.proposals[proposal_id];
    proposal.seq = no;
    event::emit(VoteCast { cluster, no, proposal_id, voter, support, stake, power, proposal: *proposal });
}

/// Asks for a second vote, for the same bond. Lost if the second vote passes too.
public fun appeal(
    governance: &mut Governance,
    pool: &StakePool,
    bond: Coin<SUI>,
    proposal_id: u64,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let cluster = governance.check(pool);
    let now = clock.timestamp_ms();
    let voting_ms = pool.params().voting_ms();
    let state = governance.state_mut();
    assert!(state.proposals.contains(proposal_id), ENotFound);
    let proposal = &mut state.proposals[proposal_id];
    assert!(proposal.status == OPEN, EClosed);
    assert!(now > proposal.deadline_ms, ETooEarly);
    assert!(ctx.sender() == proposal.target && proposal.round == FIRST, ENoAppeal);
    assert!(proposal.has_passed() && now <= proposal.deadline_ms + proposal.appeal_ms, ENoAppeal);
    assert!(bond.value() == proposal.bond, EWrongBond);
    proposal.appeal_bond = bond.value();
    proposal.round = SECOND;
    proposal.deadline_ms = now + voting_ms;
    proposal.turnout = 0;
    proposal.yes_power = 0;
    proposal.no_power = 0;
    state.bonds.join(bond.into_balance());
    state.changed(cluster, proposal_id);
}

/// Carries out what was decided, once: slashes or lets go, pays bonds back or into the slashed funds, ends the hold.
public fun execute_proposal(
    governance: &mut Governance,
    pool: &mut StakePool,
    proposal_id: u64,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let cluster = governance.check(pool);
    let now = clock.timestamp_ms();
    let state = governance.state_mut();
    assert!(state.proposals.contains(proposal_id), ENotFound);
    let proposal = state.proposals[proposal_id];
    assert!(proposal.status == OPEN, EClosed);
    assert!(now > proposal.deadline_ms, ETooEarly);
    let passed = proposal.has_passed();
    let may_appeal = passed && proposal.round == FIRST;
    assert!(!may_appeal || now > proposal.deadline_ms + proposal.appeal_ms, ETooEarly);

    let is_empty = pool.account(proposal.target).total() == 0;
    let status = if (!passed) REJECTED
    else if (pool.is_evidence_used(proposal.evidence) || is_empty) SUPERSEDED
    else EXECUTED;
    state.proposals[proposal_id].status = status;
    state.changed(cluster, proposal_id);

    let bond = state.bonds.split(proposal.bond);
    let appeal_bond = state.bonds.split(proposal.appeal_bond);
    pool.release(proposal.target);
    if (status == EXECUTED) pool.slash_by_vote(proposal.target, proposal.fraction, proposal.evidence, ctx);
    if (status == REJECTED) pool.forfeit(bond) else pay(bond, proposal.proposer, ctx);
    if (status == EXECUTED && proposal.appeal_bond > 0) pool.forfeit(appeal_bond)
    else pay(appeal_bond, proposal.target, ctx);
}

/// Brings the object to this package's version after an upgrade.
public fun migrate(governance: &mut Governance, pool: &StakePool, cap: &AdminCap) {
    pool.assert_admin(cap);
    assert!(governance.version < VERSION, ENotAnUpgrade);
    let state: GovernanceV1 = dynamic_field::remove(&mut governance.id, governance.version);
    assert!(state.cluster == object::id(pool), EWrongCluster);
    dynamic_field::add(&mut governance.id, VERSION, state);
    governance.version = VERSION;
}

// === Public functions: views ===

public fun get_proposal(governance: &Governance, proposal_id: u64): Proposal {
    let state = governance.state();
    assert!(state.proposals.contains(proposal_id), ENotFound);
    state.proposals[proposal_id]
}

/// 1 open, 2 executed, 3 rejected, 4 superseded.
public fun get_proposal_status(governance: &Governance, proposal_id: u64): u8 {
    governance.get_proposal(proposal_id).status
}

/// A third of the eligible stake voted, and more than half of the power that voted was for it.
public fun has_passed(proposal: &Proposal): bool {
    let quorum = (proposal.turnout as u128) * QUORUM >= (proposal.eligible as u128);
    quorum && proposal.yes_power > proposal.no_power
}

// === Package functions ===

public(package) fun new(cluster: ID, ctx: &mut TxContext): Governance {
    let mut governance = Governance { id: object::new(ctx), version: VERSION };
    let state = GovernanceV1 {
        cluster,
        proposals: table::new(ctx),
        votes: table::new(ctx),
        evidence: table::new(ctx),
        bonds: balance::zero(),
        proposed: 0,
        no: 0,
    };
    dynamic_field::add(&mut governance.id, VERSION, state);
    governance
}

#[allow(lint(share_owned))]
public(package) fun share(governance: Governance) {
    transfer::share_object(governance);
}

// === Private functions ===

fun state(governance: &Governance): &GovernanceV1 {
    assert!(governance.version == VERSION, EWrongVersion);
    dynamic_field::borrow(&governance.id, VERSION)
}

fun state_mut(governance: &mut Governance): &mut GovernanceV1 {
    assert!(governance.version == VERSION, EWrongVersion);
    dynamic_field::borrow_mut(&mut governance.id, VERSION)
}

fun check(governance: &Governance, pool: &StakePool): ID {
    let cluster = governance.state().cluster;
    assert!(cluster == object::id(pool), EWrongCluster);
    cluster
}

fun pay(bond: Balance<SUI>, to: address, ctx: &mut TxContext) {
    if (bond.value() == 0) bond.destroy_zero()
    else transfer::public_transfer(coin::from_balance(bond, ctx), to);
}

fun next(state: &mut GovernanceV1): u64 {
    state.no = state.no + 1;
    state.no
}

fun changed(state: &mut GovernanceV1, cluster: ID, proposal_id: u64) {
    let no = state.next();
    let proposal = &mut state.proposals[proposal_id];
    proposal.seq = no;
    event::emit(ProposalChanged { cluster, no, proposal_id, proposal: *proposal });
}

// === Test-only functions ===

#[test_only]
public fun set_version_for_testing(governance: &mut Governance, version: u64) {
    let state: GovernanceV1 = dynamic_field::remove(&mut governance.id, governance.version);
    dynamic_field::add(&mut governance.id, version, state);
    governance.version = version;
}
