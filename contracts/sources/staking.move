/// The pool of one cluster: who holds how much stake, what was slashed, who may act for the cluster.
///
/// The object id of the pool is the cluster's id. An account is never deleted, so that a slashing, a generation and a
/// node name cannot be shaken off by leaving and coming back.
module k3s_daas::staking;

use k3s_daas::account::{Self, StakeAccount};
use k3s_daas::caps::{Self, AdminCap, OperatorCap, SlasherCap};
use k3s_daas::names;
use k3s_daas::params::{Self, Params};
use k3s_daas::rewards::{Self, Rewards};
use k3s_daas::rights::{Self, Rights};
use k3s_daas::tiers;
use std::string::String;
use sui::balance::{Self, Balance};
use sui::clock::Clock;
use sui::coin::{Self, Coin};
use sui::dynamic_field;
use sui::event;
use sui::sui::SUI;
use sui::table::{Self, Table};

// === Errors ===

/// The pool is of another version of this package.
const EWrongVersion: u64 = 1;
/// The capability is of another cluster.
const EWrongCluster: u64 = 2;
/// The stake would stay below the least that counts.
const EBelowMinimum: u64 = 3;
/// There is a stake already: increase it.
const EAlreadyStaked: u64 = 4;
/// There is no such stake.
const ENotStaked: u64 = 5;
/// The account was slashed: restake first.
const ESlashed: u64 = 6;
/// The account was not slashed: nothing to restake after.
const ENotSlashed: u64 = 7;
/// An amount of zero changes nothing.
const EZeroAmount: u64 = 8;
/// More than there is.
const EInsufficientStake: u64 = 9;
/// Nothing is unbonding.
const ENothingUnbonding: u64 = 10;
/// The unbonding epochs are not over.
const EStillUnbonding: u64 = 11;
/// A proposal to slash this account is open: nothing is paid out before it is decided.
const EHeld: u64 = 12;
/// A node id is a label of RFC 1123.
const EInvalidNodeId: u64 = 13;
/// Somebody else's node has this id.
const ENodeTaken: u64 = 14;
/// The account's node has another id, and keeps it.
const EOtherNode: u64 = 15;
/// An evidence id is a hash of 32 bytes.
const EInvalidEvidence: u64 = 16;
/// This evidence was slashed for already.
const EEvidenceUsed: u64 = 17;
/// The fraction is zero or above what the caller may slash.
const EInvalidFraction: u64 = 18;
/// The slasher's limit for this epoch is reached.
const EEpochLimit: u64 = 19;
/// The pool has this version already.
const ENotAnUpgrade: u64 = 20;

// === Constants ===

const VERSION: u64 = 1;

// Why an account changed.
const STAKED: u8 = 1;
const INCREASED: u8 = 2;
const UNSTAKE_REQUESTED: u8 = 3;
const WITHDRAWN: u8 = 4;
const RESTAKED: u8 = 5;
const SLASHED: u8 = 6;
const SCORED: u8 = 7;

// What became of a capability.
const OFFERED: u8 = 1;
const RETRACTED: u8 = 2;
const GRANTED: u8 = 3;
const REVOKED: u8 = 4;

const HASH_LENGTH: u64 = 32;

// === Structs ===

/// The shared object of a cluster. Its state is the dynamic field under its version.
public struct StakePool has key {
    id: UID,
    version: u64,
}

public struct PoolV1 has store {
    params: Params,
    stakes: Table<address, StakeAccount>,
    /// Node ids and whose they are, for ever.
    nodes: Table<String, address>,
    /// Stakes, active and unbonding.
    vault: Balance<SUI>,
    /// What was slashed and lost as bonds, apart from the stakes.
    slashed: Balance<SUI>,
    rewards: Rewards,
    evidence: Table<vector<u8>, address>,
    /// Open proposals against an account.
    holds: Table<address, u64>,
    /// Stake that may vote, now and at the start of the epoch in which it changed last.
    eligible: u64,
    eligible_before: u64,
    eligible_epoch: u64,
    slash_epoch: u64,
    slashed_in_epoch: u64,
    rights: Rights,
    no: u64,
}

// === Events ===

public struct StakeChanged has copy, drop {
    cluster: ID,
    no: u64,
    owner: address,
    account: StakeAccount,
    cause: u8,
    /// The evidence id of a slashing; empty for every other cause.
    evidence: vector<u8>,
}

public struct ParamsChanged has copy, drop {
    cluster: ID,
    no: u64,
    params: Params,
}

public struct CapChanged has copy, drop {
    cluster: ID,
    no: u64,
    kind: u8,
    state: u8,
    cap: Option<ID>,
    holder: Option<address>,
}

/// The whole of the two funds, after money went in or out.
public struct FundsChanged has copy, drop {
    cluster: ID,
    no: u64,
    slashed: u64,
    pot: u64,
    reward_index: u128,
    total_weight: u64,
}

public struct RewardClaimed has copy, drop {
    cluster: ID,
    no: u64,
    owner: address,
    amount: u64,
    pot: u64,
}

// === Public functions: stake ===

/// Puts down a first stake for its owner's tier.
public fun stake(pool: &mut StakePool, payment: Coin<SUI>, clock: &Clock, ctx: &mut TxContext) {
    let cluster = object::id(pool);
    let owner = ctx.sender();
    let value = payment.value();
    let state = pool.state_mut();
    state.open_account(owner);
    let before = state.stakes[owner].votable();
    let minimum = state.params.thresholds().viewer_threshold();
    let account = &mut state.stakes[owner];
    assert!(!account.is_slashed(), ESlashed);
    assert!(account.amount() == 0, EAlreadyStaked);
    assert!(value >= minimum, EBelowMinimum);
    account.put(value, false, clock.timestamp_ms(), ctx.epoch());
    state.vault.join(payment.into_balance());
    state.changed(cluster, owner, before, STAKED, vector[], ctx.epoch());
}

/// Puts down a first stake for a node of this id. It does not count towards the owner's tier.
public fun stake_for_node(
    pool: &mut StakePool,
    payment: Coin<SUI>,
    node_id: String,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let cluster = object::id(pool);
    let owner = ctx.sender();
    let value = payment.value();
    assert!(names::is_label(&node_id), EInvalidNodeId);
    let state = pool.state_mut();
    state.open_account(owner);
    let before = state.stakes[owner].votable();
    let minimum = state.params.worker_minimum();
    state.claim_node(owner, node_id);
    let account = &mut state.stakes[owner];
    assert!(!account.is_slashed(), ESlashed);
    assert!(account.node_amount() == 0, EAlreadyStaked);
    assert!(value >= minimum, EBelowMinimum);
    account.put(value, true, clock.timestamp_ms(), ctx.epoch());
    state.vault.join(payment.into_balance());
    state.changed(cluster, owner, before, STAKED, vector[], ctx.epoch());
}

/// Adds to a stake. The time it was held for becomes the mean of old and new, weighted by amount.
public fun increase_stake(
    pool: &mut StakePool,
    payment: Coin<SUI>,
    for_node: bool,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let cluster = object::id(pool);
    let owner = ctx.sender();
    let value = payment.value();
    assert!(value > 0, EZeroAmount);
    let state = pool.state_mut();
    assert!(state.stakes.contains(owner), ENotStaked);
    let before = state.stakes[owner].votable();
    let account = &mut state.stakes[owner];
    assert!(!account.is_slashed(), ESlashed);
    assert!(account.bucket(for_node) > 0, ENotStaked);
    account.put(value, for_node, clock.timestamp_ms(), ctx.epoch());
    state.vault.join(payment.into_balance());
    state.changed(cluster, owner, before, INCREASED, vector[], ctx.epoch());
}

/// Takes stake out of use at once; it is paid out after the unbonding epochs. A second request merges with the first and
/// both wait for the later epoch.
public fun request_unstake(pool: &mut StakePool, amount: u64, for_node: bool, ctx: &mut TxContext) {
    let cluster = object::id(pool);
    let owner = ctx.sender();
    assert!(amount > 0, EZeroAmount);
    let state = pool.state_mut();
    assert!(state.stakes.contains(owner), ENotStaked);
    let before = state.stakes[owner].votable();
    let until = ctx.epoch() + state.params.unbonding_epochs();
    let account = &mut state.stakes[owner];
    assert!(amount <= account.bucket(for_node), EInsufficientStake);
    account.unbond(amount, for_node, until);
    // No rewards for stake on its way out; the operator scores the worker again if enough is left.
    if (for_node && state.rewards.has_share(owner)) state.rewards.set_weight(owner, 0);
    state.changed(cluster, owner, before, UNSTAKE_REQUESTED, vector[], ctx.epoch());
}

/// Pays out what has unbonded.
public fun withdraw_unstaked(pool: &mut StakePool, ctx: &mut TxContext): Coin<SUI> {
    let cluster = object::id(pool);
    let owner = ctx.sender();
    let state = pool.state_mut();
    assert!(state.stakes.contains(owner), ENotStaked);
    assert!(state.open_holds(owner) == 0, EHeld);
    let before = state.stakes[owner].votable();
    let account = &mut state.stakes[owner];
    assert!(account.unbonding() > 0, ENothingUnbonding);
    assert!(ctx.epoch() >= account.unbond_epoch(), EStillUnbonding);
    let amount = account.pay_out();
    let paid = coin::take(&mut state.vault, amount, ctx);
    state.changed(cluster, owner, before, WITHDRAWN, vector[], ctx.epoch());
    paid
}

/// Comes back after a slashing, with fresh stake. Seals from before the slashing stay dead: they are of an older
/// generation.
public fun restake(
    pool: &mut StakePool,
    payment: Coin<SUI>,
    for_node: bool,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let cluster = object::id(pool);
    let owner = ctx.sender();
    let value = payment.value();
    assert!(value > 0, EZeroAmount);
    let state = pool.state_mut();
    assert!(state.stakes.contains(owner), ENotStaked);
    let before = state.stakes[owner].votable();
    let minimum = if (for_node) state.params.worker_minimum() else state.params.thresholds().viewer_threshold();
    let account = &mut state.stakes[owner];
    assert!(account.is_slashed(), ENotSlashed);
    assert!(!for_node || account.node_id().is_some(), ENotStaked);
    assert!(account.bucket(for_node) + value >= minimum, EBelowMinimum);
    account.put(value, for_node, clock.timestamp_ms(), ctx.epoch());
    account.hold_since(clock.timestamp_ms());
    state.vault.join(payment.into_balance());
    state.changed(cluster, owner, before, RESTAKED, vector[], ctx.epoch());
}

// === Public functions: slashing and rewards ===

/// Takes a fraction (in hundredths of a percent, at most the pool's) of all that the account has, cooling-down stake
/// too, once for each evidence id.
public fun slash(
    pool: &mut StakePool,
    cap: &SlasherCap,
    owner: address,
    fraction: u64,
    evidence: vector<u8>,
    ctx: &mut TxContext,
) {
    pool.assert_slasher(cap);
    let cluster = object::id(pool);
    let state = pool.state_mut();
    assert!(fraction <= state.params.slash_fraction(), EInvalidFraction);
    let taken = state.take(cluster, owner, fraction, evidence, ctx.epoch());
    if (state.slash_epoch != ctx.epoch()) {
        state.slash_epoch = ctx.epoch();
        state.slashed_in_epoch = 0;
    };
    state.slashed_in_epoch = state.slashed_in_epoch + taken;
    assert!(state.slashed_in_epoch <= state.params.slasher_epoch_limit(), EEpochLimit);
}

/// Moves slashed funds into the pot of the workers, shared by score from now on. Nothing slashed goes anywhere else.
public fun withdraw_slashed(pool: &mut StakePool, cap: &AdminCap, amount: u64) {
    pool.assert_admin(cap);
    let cluster = object::id(pool);
    let state = pool.state_mut();
    assert!(amount > 0, EZeroAmount);
    assert!(amount <= state.slashed.value(), EInsufficientStake);
    let funds = state.slashed.split(amount);
    state.rewards.fund(funds);
    state.funds_changed(cluster);
}

/// Pays the sender what its worker earned.
public fun claim_reward(pool: &mut StakePool, ctx: &mut TxContext): Coin<SUI> {
    let cluster = object::id(pool);
    let owner = ctx.sender();
    let state = pool.state_mut();
    let due = state.rewards.claim(owner);
    let amount = due.value();
    let pot = state.rewards.pot();
    let no = state.next();
    event::emit(RewardClaimed { cluster, no, owner, amount, pot });
    coin::from_balance(due, ctx)
}

// === Public functions: parameters and capabilities ===

public fun set_params(pool: &mut StakePool, cap: &AdminCap, params: Params) {
    pool.assert_admin(cap);
    let cluster = object::id(pool);
    let state = pool.state_mut();
    state.params = params;
    let no = state.next();
    event::emit(ParamsChanged { cluster, no, params });
}

/// The first step of handing over a capability: nothing changes until `to` accepts.
public fun offer_cap(pool: &mut StakePool, cap: &AdminCap, kind: u8, to: address) {
    pool.assert_admin(cap);
    let cluster = object::id(pool);
    let state = pool.state_mut();
    state.rights.offer(kind, to);
    state.cap_changed(cluster, kind, OFFERED, option::none(), option::some(to));
}

public fun retract_offer(pool: &mut StakePool, cap: &AdminCap, kind: u8, to: address) {
    pool.assert_admin(cap);
    let cluster = object::id(pool);
    let state = pool.state_mut();
    state.rights.close(kind, to);
    state.cap_changed(cluster, kind, RETRACTED, option::none(), option::some(to));
}

/// The second step. A new admin ends the old one; slashers and operators stand beside each other.
public fun accept_cap(pool: &mut StakePool, kind: u8, ctx: &mut TxContext) {
    let cluster = object::id(pool);
    let holder = ctx.sender();
    let state = pool.state_mut();
    state.rights.close(kind, holder);
    let granted = caps::grant(kind, cluster, holder, ctx);
    let replaced = state.rights.grant(kind, granted);
    if (replaced.is_some()) state.cap_changed(cluster, kind, REVOKED, replaced, option::none());
    state.cap_changed(cluster, kind, GRANTED, option::some(granted), option::some(holder));
}

/// Ends a slasher's or an operator's capability. The admin's own is ended by a new admin only.
public fun revoke_cap(pool: &mut StakePool, cap: &AdminCap, revoked: ID) {
    pool.assert_admin(cap);
    let cluster = object::id(pool);
    let state = pool.state_mut();
    let kind = state.rights.revoke(revoked);
    state.cap_changed(cluster, kind, REVOKED, option::some(revoked), option::none());
}

/// Brings the pool to this package's version after an upgrade.
public fun migrate(pool: &mut StakePool, cap: &AdminCap) {
    assert!(pool.version < VERSION, ENotAnUpgrade);
    assert!(cap.admin_cluster() == object::id(pool), EWrongCluster);
    let state: PoolV1 = dynamic_field::remove(&mut pool.id, pool.version);
    state.rights.assert_admin(object::id(cap));
    dynamic_field::add(&mut pool.id, VERSION, state);
    pool.version = VERSION;
}

// === Public functions: checks that other modules ask for ===

public fun assert_admin(pool: &StakePool, cap: &AdminCap) {
    assert!(cap.admin_cluster() == object::id(pool), EWrongCluster);
    pool.state().rights.assert_admin(object::id(cap));
}

public fun assert_slasher(pool: &StakePool, cap: &SlasherCap) {
    assert!(cap.slasher_cluster() == object::id(pool), EWrongCluster);
    pool.state().rights.assert_slasher(object::id(cap));
}

public fun assert_operator(pool: &StakePool, cap: &OperatorCap) {
    assert!(cap.operator_cluster() == object::id(pool), EWrongCluster);
    pool.state().rights.assert_operator(object::id(cap));
}

// === Public functions: views ===

public fun has_account(pool: &StakePool, owner: address): bool { pool.state().stakes.contains(owner) }

public fun account(pool: &StakePool, owner: address): &StakeAccount {
    let state = pool.state();
    assert!(state.stakes.contains(owner), ENotStaked);
    &state.stakes[owner]
}

/// The tier that the owner's active stake gives now; 0 for strangers, the slashed and those who left.
public fun tier(pool: &StakePool, owner: address): u8 {
    let state = pool.state();
    if (!state.stakes.contains(owner)) return tiers::none();
    let account = &state.stakes[owner];
    if (account.is_active()) state.params.thresholds().tier_of(account.amount()) else tiers::none()
}

/// Whether the owner's node holds what its score asks for.
public fun is_node_staked(pool: &StakePool, owner: address): bool {
    let state = pool.state();
    if (!state.stakes.contains(owner)) return false;
    let account = &state.stakes[owner];
    let required = tiers::required_worker_stake(state.params.worker_minimum(), account.score());
    account.is_active() && tiers::verify_minimum_stake(account.node_amount(), required)
}

public fun get_stake_power(pool: &StakePool, owner: address, clock: &Clock): u64 {
    let account = pool.account(owner);
    let held = clock.timestamp_ms() - account.since_ms().min(clock.timestamp_ms());
    tiers::calculate_stake_power(account.votable(), account.score(), held)
}

public fun params(pool: &StakePool): Params { pool.state().params }

public fun is_evidence_used(pool: &StakePool, evidence: vector<u8>): bool { pool.state().evidence.contains(evidence) }

public fun vault_value(pool: &StakePool): u64 { pool.state().vault.value() }

public fun slashed_value(pool: &StakePool): u64 { pool.state().slashed.value() }

public fun pot_value(pool: &StakePool): u64 { pool.state().rewards.pot() }

public fun stakes_id(pool: &StakePool): ID { object::id(&pool.state().stakes) }

// === Package functions ===

/// An empty pool with the default parameters, and the first admin's capability on its way to the sender.
public(package) fun new(ctx: &mut TxContext): StakePool {
    let id = object::new(ctx);
    let cluster = id.to_inner();
    let holder = ctx.sender();
    let admin = caps::grant(caps::admin(), cluster, holder, ctx);
    let mut state = PoolV1 {
        params: params::default_params(),
        stakes: table::new(ctx),
        nodes: table::new(ctx),
        vault: balance::zero(),
        slashed: balance::zero(),
        rewards: rewards::new(ctx),
        evidence: table::new(ctx),
        holds: table::new(ctx),
        eligible: 0,
        eligible_before: 0,
        eligible_epoch: ctx.epoch(),
        slash_epoch: ctx.epoch(),
        slashed_in_epoch: 0,
        rights: rights::new(admin, ctx),
        no: 0,
    };
    let no = state.next();
    event::emit(ParamsChanged { cluster, no, params: state.params });
    state.cap_changed(cluster, caps::admin(), GRANTED, option::some(admin), option::some(holder));
    let mut pool = StakePool { id, version: VERSION };
    dynamic_field::add(&mut pool.id, VERSION, state);
    pool
}

#[allow(lint(share_owned))]
public(package) fun share(pool: StakePool) {
    transfer::share_object(pool);
}

/// What a passed proposal does: any fraction, no limit for the epoch.
public(package) fun slash_by_vote(
    pool: &mut StakePool,
    owner: address,
    fraction: u64,
    evidence: vector<u8>,
    ctx: &TxContext,
) {
    let cluster = object::id(pool);
    pool.state_mut().take(cluster, owner, fraction, evidence, ctx.epoch());
}

/// What a lost bond becomes.
public(package) fun forfeit(pool: &mut StakePool, bond: Balance<SUI>) {
    let cluster = object::id(pool);
    let state = pool.state_mut();
    state.slashed.join(bond);
    state.funds_changed(cluster);
}

public(package) fun hold(pool: &mut StakePool, owner: address) {
    let state = pool.state_mut();
    if (state.holds.contains(owner)) {
        let count = &mut state.holds[owner];
        *count = *count + 1;
    } else {
        state.holds.add(owner, 1);
    }
}

public(package) fun release(pool: &mut StakePool, owner: address) {
    let count = &mut pool.state_mut().holds[owner];
    *count = *count - 1;
}

/// The worker's score, and whether it takes part in the rewards from now on.
public(package) fun set_score(pool: &mut StakePool, owner: address, score: u64, rewarded: bool, ctx: &TxContext) {
    let cluster = object::id(pool);
    let state = pool.state_mut();
    let before = state.stakes[owner].votable();
    let account = &mut state.stakes[owner];
    account.set_score(score);
    let weight = if (rewarded && account.is_active()) score else 0;
    state.rewards.set_weight(owner, weight);
    state.changed(cluster, owner, before, SCORED, vector[], ctx.epoch());
}

/// All stake that could vote when this epoch began: what came later in the epoch cannot, and does not raise the quorum.
public(package) fun eligible_stake(pool: &StakePool, ctx: &TxContext): u64 {
    let state = pool.state();
    if (state.eligible_epoch == ctx.epoch()) state.eligible_before else state.eligible
}

/// The stake of the owner that was there before `epoch` and may still vote.
public(package) fun voting_stake(pool: &StakePool, owner: address, epoch: u64): u64 {
    let state = pool.state();
    if (!state.stakes.contains(owner)) return 0;
    if (state.stakes[owner].weight_epoch() >= epoch) return 0;
    state.stakes[owner].votable()
}

// === Private functions ===

// The only two ways to the state, and both check the version.

fun state(pool: &StakePool): &PoolV1 {
    assert!(pool.version == VERSION, EWrongVersion);
    dynamic_field::borrow(&pool.id, VERSION)
}

fun state_mut(pool: &mut StakePool): &mut PoolV1 {
    assert!(pool.version == VERSION, EWrongVersion);
    dynamic_field::borrow_mut(&mut pool.id, VERSION)
}

fun next(state: &mut PoolV1): u64 {
    state.no = state.no + 1;
    state.no
}

fun open_account(state: &mut PoolV1, owner: address) {
    if (state.stakes.contains(owner)) return;
    state.stakes.add(owner, account::empty());
}

fun claim_node(state: &mut PoolV1, owner: address, node_id: String) {
    if (state.nodes.contains(node_id)) {
        assert!(state.nodes[node_id] == owner, ENodeTaken);
    } else {
        state.nodes.add(node_id, owner);
    };
    let account = &mut state.stakes[owner];
    let known = account.node_id();
    if (known.is_none()) account.set_node_id(node_id)
    else assert!(known == option::some(node_id), EOtherNode);
}

/// Slashes all that the account has and sets it apart.
fun take(
    state: &mut PoolV1,
    cluster: ID,
    owner: address,
    fraction: u64,
    evidence: vector<u8>,
    epoch: u64,
): u64 {
    assert!(fraction > 0 && fraction <= params::whole(), EInvalidFraction);
    assert!(evidence.length() == HASH_LENGTH, EInvalidEvidence);
    assert!(!state.evidence.contains(evidence), EEvidenceUsed);
    assert!(state.stakes.contains(owner), ENotStaked);
    let before = state.stakes[owner].votable();
    let account = &mut state.stakes[owner];
    let taken = account.slash(fraction);
    assert!(taken > 0, EInsufficientStake);
    state.evidence.add(evidence, owner);
    let moved = state.vault.split(taken);
    state.slashed.join(moved);
    if (state.rewards.has_share(owner)) state.rewards.set_weight(owner, 0);
    state.changed(cluster, owner, before, SLASHED, evidence, epoch);
    state.funds_changed(cluster);
    taken
}

fun open_holds(state: &PoolV1, owner: address): u64 {
    if (state.holds.contains(owner)) state.holds[owner] else 0
}

/// Every change of an account ends here: totals, number, event.
fun changed(
    state: &mut PoolV1,
    cluster: ID,
    owner: address,
    before: u64,
    cause: u8,
    evidence: vector<u8>,
    epoch: u64,
) {
    if (state.eligible_epoch != epoch) {
        state.eligible_before = state.eligible;
        state.eligible_epoch = epoch;
    };
    let after = state.stakes[owner].votable();
    state.eligible = state.eligible - before + after;
    let no = state.next();
    let account = &mut state.stakes[owner];
    account.set_seq(no);
    event::emit(StakeChanged { cluster, no, owner, account: *account, cause, evidence });
}

fun cap_changed(
    state: &mut PoolV1,
    cluster: ID,
    kind: u8,
    become: u8,
    cap: Option<ID>,
    holder: Option<address>,
) {
    let no = state.next();
    event::emit(CapChanged { cluster, no, kind, state: become, cap, holder });
}

fun funds_changed(state: &mut PoolV1, cluster: ID) {
    let no = state.next();
    event::emit(FundsChanged {
        cluster,
        no,
        slashed: state.slashed.value(),
        pot: state.rewards.pot(),
        reward_index: state.rewards.index(),
        total_weight: state.rewards.total_weight(),
    });
}

// === Test-only functions ===

#[test_only]
public fun set_version_for_testing(pool: &mut StakePool, version: u64) {
    let state: PoolV1 = dynamic_field::remove(&mut pool.id, pool.version);
    dynamic_field::add(&mut pool.id, version, state);
    pool.version = version;
}
