/// The machines that stakers lend to a cluster: who they are, whether they work, how reliably.
///
/// The registry knows each worker's standing. Heartbeats go to an object of the worker's own, so that a thousand workers
/// do not wait for each other.
module k3s_daas::worker_registry;

use k3s_daas::caps::{AdminCap, OperatorCap, SlasherCap};
use k3s_daas::names;
use k3s_daas::staking::StakePool;
use k3s_daas::tiers;
use std::string::String;
use sui::clock::Clock;
use sui::coin::Coin;
use sui::dynamic_field;
use sui::event;
use sui::sui::SUI;
use sui::table::{Self, Table};

// === Errors ===

/// The object is of another version of this package.
const EWrongVersion: u64 = 1;
/// Registry, worker and pool must be of one cluster.
const EWrongCluster: u64 = 2;
/// The node's stake is below what its score asks for, was slashed, or is for another node id.
const EStakeTooLow: u64 = 3;
/// The owner's worker is registered and has not left.
const EAlreadyRegistered: u64 = 4;
/// The owner has no worker here.
const ENotRegistered: u64 = 5;
/// The worker is not in a state from which it can go there.
const EInvalidTransition: u64 = 6;
/// A node name is a label of RFC 1123.
const EInvalidNodeName: u64 = 7;
/// The node name was given out before. Names are never used twice.
const ENodeNameTaken: u64 = 8;
/// A join key is an X25519 public key of 32 bytes.
const EInvalidJoinKey: u64 = 9;
/// Only the worker's owner reports for it.
const ENotOwner: u64 = 10;
/// The last heartbeat is less than ten minutes old.
const ETooSoon: u64 = 11;
/// Usage is in percent.
const EInvalidUsage: u64 = 12;
/// The object has this version already.
const ENotAnUpgrade: u64 = 13;
/// A reason is at most 256 bytes of printable ASCII.
const EInvalidReason: u64 = 14;

// === Constants ===

const VERSION: u64 = 1;

const PENDING: u8 = 1;
const ACTIVE: u8 = 2;
const SUSPENDED: u8 = 3;
const SLASHED: u8 = 4;
const RETIRED: u8 = 5;

const JOIN_KEY_LENGTH: u64 = 32;
const MAX_REASON: u64 = 256;
const HEARTBEAT_MS: u64 = 10 * 60 * 1000;
const HISTORY: u64 = 32;

// === Structs ===

public struct WorkerRegistry has key {
    id: UID,
    version: u64,
}

public struct RegistryV1 has store {
    cluster: ID,
    workers: Table<address, WorkerEntry>,
    /// Node names given out and to whom, for ever.
    names: Table<String, address>,
    active: u64,
    no: u64,
}

/// A worker's standing. Swift decodes it: field order is the contract, `ext` is for what comes later.
public struct WorkerEntry has copy, drop, store {
    worker: ID,
    node_id: String,
    /// The Kubernetes name, given by the operator. Empty before the first activation.
    node_name: String,
    status: u8,
    /// What join material is sealed to. Never the material.
    join_key: vector<u8>,
    reason: String,
    registered_ms: u64,
    seq: u64,
    ext: vector<u8>,
}

/// One worker's own shared object.
public struct Worker has key {
    id: UID,
    version: u64,
}

public struct WorkerV1 has store {
    cluster: ID,
    owner: address,
    score: u64,
    last_ms: u64,
    history: vector<Performance>,
    no: u64,
}

/// One heartbeat.
public struct Performance has copy, drop, store {
    at_ms: u64,
    cpu_percent: u8,
    memory_percent: u8,
    pods: u32,
    score: u64,
}

// === Events ===

public struct WorkerChanged has copy, drop {
    cluster: ID,
    no: u64,
    owner: address,
    worker: WorkerEntry,
}

public struct HeartbeatRecorded has copy, drop {
    cluster: ID,
    worker: ID,
    no: u64,
    owner: address,
    performance: Performance,
}

// === Public functions: the worker's owner ===

/// Stakes for a node and registers it, in one call.
public fun stake_and_register_worker(
    registry: &mut WorkerRegistry,
    pool: &mut StakePool,
    payment: Coin<SUI>,
    node_id: String,
    join_key: vector<u8>,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    pool.stake_for_node(payment, node_id, clock, ctx);
    registry.register_worker(pool, node_id, join_key, clock, ctx);
}

/// Registers the sender's node, for the operator to activate. Who retired or was slashed may register again.
public fun register_worker(
    registry: &mut WorkerRegistry,
    pool: &StakePool,
    node_id: String,
    join_key: vector<u8>,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let owner = ctx.sender();
    let cluster = registry.check(pool);
    assert!(pool.is_node_staked(owner), EStakeTooLow);
    assert!(pool.account(owner).node_id() == option::some(node_id), EStakeTooLow);
    assert!(join_key.length() == JOIN_KEY_LENGTH, EInvalidJoinKey);
    let now = clock.timestamp_ms();
    let state = registry.state_mut();
    if (state.workers.contains(owner)) {
        let entry = &mut state.workers[owner];
        assert!(entry.status == RETIRED || entry.status == SLASHED, EAlreadyRegistered);
        entry.status = PENDING;
        entry.join_key = join_key;
        entry.reason = b"".to_string();
        entry.registered_ms = now;
    } else {
        let worker = share_worker(cluster, owner, ctx);
        state.workers.add(owner, WorkerEntry {
            worker,
            node_id,
            node_name: b"".to_string(),
            status: PENDING,
            join_key,
            reason: b"".to_string(),
            registered_ms: now,
            seq: 0,
            ext: vector[],
        });
    };
    state.changed(cluster, owner);
}

/// Publishes the key to which the controller seals what the worker joins with.
public fun set_join_request(registry: &mut WorkerRegistry, join_key: vector<u8>, ctx: &mut TxContext) {
    let owner = ctx.sender();
    assert!(join_key.length() == JOIN_KEY_LENGTH, EInvalidJoinKey);
    let state = registry.state_mut();
    assert!(state.workers.contains(owner), ENotRegistered);
    let cluster = state.cluster;
    let entry = &mut state.workers[owner];
    assert!(entry.status != RETIRED && entry.status != SLASHED, EInvalidTransition);
    entry.join_key = join_key;
    state.changed(cluster, owner);
}

/// Leaves. The node name is not given out again.
public fun retire_worker(registry: &mut WorkerRegistry, ctx: &mut TxContext) {
    let owner = ctx.sender();
    let state = registry.state_mut();
    assert!(state.workers.contains(owner), ENotRegistered);
    let cluster = state.cluster;
    assert!(state.workers[owner].status != RETIRED, EInvalidTransition);
    state.become(cluster, owner, RETIRED, b"".to_string());
}

/// Reports how the worker is. Punctual heartbeats raise the score by one, missed ones lower it by one each.
public fun heartbeat(
    worker: &mut Worker,
    cpu_percent: u8,
    memory_percent: u8,
    pods: u32,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    assert!(cpu_percent <= 100 && memory_percent <= 100, EInvalidUsage);
    let id = object::id(worker);
    let now = clock.timestamp_ms();
    let state = worker.worker_state_mut();
    assert!(ctx.sender() == state.owner, ENotOwner);
    if (state.no > 0) {
        assert!(now >= state.last_ms + HEARTBEAT_MS, ETooSoon);
        let missed = (now - state.last_ms) / HEARTBEAT_MS - 1;
        state.score = if (missed == 0) (state.score + 1).min(tiers::max_score())
        else state.score - missed.min(state.score - tiers::min_score());
    };
    state.last_ms = now;
    state.no = state.no + 1;
    let performance = Performance { at_ms: now, cpu_percent, memory_percent, pods, score: state.score };
    if (state.history.length() == HISTORY) {
        state.history.remove(0);
    };
    state.history.push_back(performance);
    event::emit(HeartbeatRecorded {
        cluster: state.cluster,
        worker: id,
        no: state.no,
        owner: state.owner,
        performance,
    });
}

// === Public functions: operator and slasher ===

/// Lets a pending or suspended worker work, under a Kubernetes name that nobody had before, or the one it has.
public fun activate_worker(
    registry: &mut WorkerRegistry,
    pool: &StakePool,
    cap: &OperatorCap,
    owner: address,
    node_name: String,
) {
    pool.assert_operator(cap);
    let cluster = registry.check(pool);
    assert!(names::is_label(&node_name), EInvalidNodeName);
    let state = registry.state_mut();
    assert!(state.workers.contains(owner), ENotRegistered);
    let status = state.workers[owner].status;
    assert!(status == PENDING || status == SUSPENDED, EInvalidTransition);
    assert!(pool.is_node_staked(owner), EStakeTooLow);
    if (state.workers[owner].node_name != node_name) {
        assert!(!state.names.contains(node_name), ENodeNameTaken);
        state.names.add(node_name, owner);
        let entry = &mut state.workers[owner];
        entry.node_name = node_name;
    };
    state.become(cluster, owner, ACTIVE, b"".to_string());
}

/// Takes a worker out of service without touching its stake.
public fun suspend_worker(
    registry: &mut WorkerRegistry,
    pool: &StakePool,
    cap: &OperatorCap,
    owner: address,
    reason: String,
) {
    pool.assert_operator(cap);
    let cluster = registry.check(pool);
    assert!(names::is_text(&reason, MAX_REASON), EInvalidReason);
    let state = registry.state_mut();
    assert!(state.workers.contains(owner), ENotRegistered);
    assert!(state.workers[owner].status == ACTIVE, EInvalidTransition);
    state.become(cluster, owner, SUSPENDED, reason);
}

/// Carries a worker's score over to its account: from here on it counts for votes, required stake and rewards.
public fun update_score(
    registry: &WorkerRegistry,
    pool: &mut StakePool,
    cap: &OperatorCap,
    worker: &Worker,
    ctx: &mut TxContext,
) {
    pool.assert_operator(cap);
    let cluster = registry.check(pool);
    let of = worker.worker_state();
    assert!(of.cluster == cluster, EWrongCluster);
    let rewarded = registry.is_worker_active(of.owner) && pool.account(of.owner).node_amount() > 0;
    pool.set_score(of.owner, of.score, rewarded, ctx);
}

/// Slashes a worker's stake, within the slasher's limits, and puts it out of service.
public fun slash_worker(
    registry: &mut WorkerRegistry,
    pool: &mut StakePool,
    cap: &SlasherCap,
    owner: address,
    fraction: u64,
    evidence: vector<u8>,
    reason: String,
    ctx: &mut TxContext,
) {
    let cluster = registry.check(pool);
    assert!(names::is_text(&reason, MAX_REASON), EInvalidReason);
    pool.slash(cap, owner, fraction, evidence, ctx);
    let state = registry.state_mut();
    assert!(state.workers.contains(owner), ENotRegistered);
    state.become(cluster, owner, SLASHED, reason);
}

/// Brings the registry to this package's version after an upgrade.
public fun migrate(registry: &mut WorkerRegistry, pool: &StakePool, cap: &AdminCap) {
    pool.assert_admin(cap);
    assert!(registry.version < VERSION, ENotAnUpgrade);
    let state: RegistryV1 = dynamic_field::remove(&mut registry.id, registry.version);
    assert!(state.cluster == object::id(pool), EWrongCluster);
    dynamic_field::add(&mut registry.id, VERSION, state);
    registry.version = VERSION;
}

/// The same for a worker's own object, which anybody may bring along: there is nothing to decide in it.
public fun migrate_worker(worker: &mut Worker) {
    assert!(worker.version < VERSION, ENotAnUpgrade);
    let state: WorkerV1 = dynamic_field::remove(&mut worker.id, worker.version);
    dynamic_field::add(&mut worker.id, VERSION, state);
    worker.version = VERSION;
}

// === Public functions: views ===

public fun get_worker_info(registry: &WorkerRegistry, owner: address): WorkerEntry {
    let state = registry.state();
    assert!(state.workers.contains(owner), ENotRegistered);
    state.workers[owner]
}

public fun is_worker_active(registry: &WorkerRegistry, owner: address): bool {
    let state = registry.state();
    state.workers.contains(owner) && state.workers[owner].status == ACTIVE
}

public fun get_active_worker_count(registry: &WorkerRegistry): u64 { registry.state().active }

/// The last 32 heartbeats, oldest first.
public fun get_performance_history(worker: &Worker): vector<Performance> { worker.worker_state().history }

public fun get_performance_score(worker: &Worker): u64 { worker.worker_state().score }

public fun registry_cluster(registry: &WorkerRegistry): ID { registry.state().cluster }

public fun worker(entry: &WorkerEntry): ID { entry.worker }

public fun node_id(entry: &WorkerEntry): String { entry.node_id }

public fun node_name(entry: &WorkerEntry): String { entry.node_name }

public fun status(entry: &WorkerEntry): u8 { entry.status }

public fun join_key(entry: &WorkerEntry): vector<u8> { entry.join_key }

public fun reason(entry: &WorkerEntry): String { entry.reason }

public fun at_ms(performance: &Performance): u64 { performance.at_ms }

public fun score(performance: &Performance): u64 { performance.score }

// === Package functions ===

public(package) fun new(cluster: ID, ctx: &mut TxContext): WorkerRegistry {
    let mut registry = WorkerRegistry { id: object::new(ctx), version: VERSION };
    let state = RegistryV1 { cluster, workers: table::new(ctx), names: table::new(ctx), active: 0, no: 0 };
    dynamic_field::add(&mut registry.id, VERSION, state);
    registry
}

#[allow(lint(share_owned))]
public(package) fun share(registry: WorkerRegistry) {
    transfer::share_object(registry);
}

// === Private functions ===

fun state(registry: &WorkerRegistry): &RegistryV1 {
    assert!(registry.version == VERSION, EWrongVersion);
    dynamic_field::borrow(&registry.id, VERSION)
}

fun state_mut(registry: &mut WorkerRegistry): &mut RegistryV1 {
    assert!(registry.version == VERSION, EWrongVersion);
    dynamic_field::borrow_mut(&mut registry.id, VERSION)
}

fun worker_state(worker: &Worker): &WorkerV1 {
    assert!(worker.version == VERSION, EWrongVersion);
    dynamic_field::borrow(&worker.id, VERSION)
}

fun worker_state_mut(worker: &mut Worker): &mut WorkerV1 {
    assert!(worker.version == VERSION, EWrongVersion);
    dynamic_field::borrow_mut(&mut worker.id, VERSION)
}

fun check(registry: &WorkerRegistry, pool: &StakePool): ID {
    let cluster = registry.state().cluster;
    assert!(cluster == object::id(pool), EWrongCluster);
    cluster
}

fun share_worker(cluster: ID, owner: address, ctx: &mut TxContext): ID {
    let mut worker = Worker { id: object::new(ctx), version: VERSION };
    let state = WorkerV1 { cluster, owner, score: tiers::max_score(), last_ms: 0, history: vector[], no: 0 };
    dynamic_field::add(&mut worker.id, VERSION, state);
    let id = object::id(&worker);
    transfer::share_object(worker);
    id
}

fun become(state: &mut RegistryV1, cluster: ID, owner: address, status: u8, reason: String) {
    let entry = &mut state.workers[owner];
    let was = entry.status;
    entry.status = status;
    entry.reason = reason;
    if (was == ACTIVE && status != ACTIVE) state.active = state.active - 1;
    if (was != ACTIVE && status == ACTIVE) state.active = state.active + 1;
    state.changed(cluster, owner);
}

fun changed(state: &mut RegistryV1, cluster: ID, owner: address) {
    state.no = state.no + 1;
    let no = state.no;
    let entry = &mut state.workers[owner];
    entry.seq = no;
    event::emit(WorkerChanged { cluster, no, owner, worker: *entry });
}

// === Test-only functions ===

#[test_only]
public fun set_version_for_testing(registry: &mut WorkerRegistry, version: u64) {
    let state: RegistryV1 = dynamic_field::remove(&mut registry.id, registry.version);
    dynamic_field::add(&mut registry.id, version, state);
    registry.version = version;
}

#[test_only]
public fun set_worker_version_for_testing(worker: &mut Worker, version: u64) {
    let state: WorkerV1 = dynamic_field::remove(&mut worker.id, worker.version);
    dynamic_field::add(&mut worker.id, version, state);
    worker.version = version;
}
