/// Requests to change the cluster, put on chain and carried out by the operator's controller as their submitter.
///
/// A request never does more than its submitter could do with kubectl: what stands here is checked again by RBAC and by
/// admission. The checks on chain keep out what could never succeed.
module k3s_daas::k8s_scheduler;

use k3s_daas::caps::{AdminCap, OperatorCap};
use k3s_daas::names;
use k3s_daas::seal::{Self, SealRegistry, SealToken};
use k3s_daas::staking::StakePool;
use k3s_daas::tiers;
use k3s_daas::worker_registry::WorkerRegistry;
use std::string::String;
use sui::clock::Clock;
use sui::dynamic_field;
use sui::event;
use sui::table::{Self, Table};

// === Errors ===

/// The scheduler is of another version of this package.
const EWrongVersion: u64 = 1;
/// Scheduler, pool, registries and handle must be of one cluster.
const EWrongCluster: u64 = 2;
/// The seal is expired, revoked, a worker's, or without stake.
const ESealNotLive: u64 = 3;
/// The tier may not ask for this.
const ETierTooLow: u64 = 4;
/// The seal was narrowed and does not allow this.
const ENotPermitted: u64 = 5;
/// Method, resource, namespace, name, manifest, address or priority is malformed or too long.
const EInvalidRequest: u64 = 6;
/// The submitter has as many open requests as there may be.
const ETooManyRequests: u64 = 7;
/// There is no such request.
const ENotFound: u64 = 8;
/// The request is not in a state from which it can go there.
const EInvalidTransition: u64 = 9;
/// The worker is not active, or its stake is too low.
const EWorkerNotEligible: u64 = 10;
/// The worker has as much to do as there may be.
const EWorkerBusy: u64 = 11;
/// Only the submitter cancels a request.
const ENotSubmitter: u64 = 12;
/// The scheduler has this version already.
const ENotAnUpgrade: u64 = 13;

// === Constants ===

const VERSION: u64 = 1;

const APPLY: u8 = 1;
const DELETE: u8 = 2;
const SCALE: u8 = 3;
const PATCH: u8 = 4;

const PENDING: u8 = 1;
const ASSIGNED: u8 = 2;
const COMPLETED: u8 = 3;
const FAILED: u8 = 4;
const CANCELLED: u8 = 5;

const HASH_LENGTH: u64 = 32;
const MAX_MANIFEST: u64 = 8_192;
const MAX_RESULT: u64 = 256;
const MAX_PRIORITY: u8 = 10;
const MAX_OPEN: u64 = 32;
const MAX_WORKLOAD: u64 = 16;

// === Structs ===

public struct Scheduler has key {
    id: UID,
    version: u64,
}

public struct SchedulerV1 has store {
    cluster: ID,
    requests: Table<u64, Request>,
    /// Open requests of a submitter.
    open: Table<address, u64>,
    /// Assigned requests of a worker.
    workloads: Table<address, u64>,
    submitted: u64,
    pending: u64,
    assigned: u64,
    no: u64,
}

/// Swift decodes it: field order is the contract, `ext` is for what comes later.
public struct Request has copy, drop, store {
    submitter: address,
    seal_id: ID,
    method: u8,
    resource: String,
    /// Empty for what has no namespace.
    namespace: String,
    name: String,
    /// The manifest or patch itself, or empty where `uri` says where it is.
    manifest: String,
    uri: String,
    /// SHA-256 of what is found at `uri`.
    content_hash: vector<u8>,
    priority: u8,
    status: u8,
    worker: Option<address>,
    result: String,
    submitted_ms: u64,
    assigned_ms: u64,
    finished_ms: u64,
    seq: u64,
    ext: vector<u8>,
}

// === Events ===

public struct RequestChanged has copy, drop {
    cluster: ID,
    no: u64,
    request_id: u64,
    request: Request,
}

// === Public functions: the submitter ===

/// Puts a request up. Developers ask for things in namespaces, admins also for what has none, super for `kube-` too; a
/// narrowed seal asks for less.
public fun submit_k8s_request(
    scheduler: &mut Scheduler,
    pool: &StakePool,
    seals: &SealRegistry,
    token: &SealToken,
    method: u8,
    resource: String,
    namespace: String,
    name: String,
    manifest: String,
    uri: String,
    content_hash: vector<u8>,
    priority: u8,
    clock: &Clock,
    ctx: &mut TxContext,
): u64 {
    let submitter = ctx.sender();
    let cluster = scheduler.check(pool);
    assert!(token.token_cluster() == cluster, EWrongCluster);
    assert!(seals.is_live(pool, token.token_key(), ctx), ESealNotLive);
    let seal = seals.seal(token.token_key());
    assert!(seal.kind() == seal::user_kind(), ESealNotLive);

    assert!(method == APPLY || method == DELETE || method == SCALE || method == PATCH, EInvalidRequest);
    assert!(names::is_resource(&resource), EInvalidRequest);
    assert!(namespace.is_empty() || names::is_label(&namespace), EInvalidRequest);
    assert!(names::is_object_name(&name), EInvalidRequest);
    assert!(names::is_text(&manifest, MAX_MANIFEST), EInvalidRequest);
    assert!(priority >= 1 && priority <= MAX_PRIORITY, EInvalidRequest);
    if (uri.is_empty()) {
        assert!(content_hash.is_empty(), EInvalidRequest);
        assert!(method == DELETE || !manifest.is_empty(), EInvalidRequest);
    } else {
        assert!(names::is_endpoint(&uri) && content_hash.length() == HASH_LENGTH, EInvalidRequest);
        assert!(manifest.is_empty(), EInvalidRequest);
    };

    assert!(pool.tier(submitter) >= required_tier(&namespace), ETierTooLow);
    let permissions = seal.permissions();
    assert!(permissions.is_empty() || permits(&permissions, &resource, &namespace), ENotPermitted);
    let namespaces = seal.namespaces();
    assert!(namespaces.is_empty() || namespaces.contains(&namespace), ENotPermitted);

    let seal_id = seal.seal_id();
    let state = scheduler.state_mut();
    let open = state.open_of(submitter);
    assert!(open < MAX_OPEN, ETooManyRequests);
    set(&mut state.open, submitter, open + 1);
    state.submitted = state.submitted + 1;
    state.pending = state.pending + 1;
    let request_id = state.submitted;
    state.requests.add(request_id, Request {
        submitter,
        seal_id,
        method,
        resource,
        namespace,
        name,
        manifest,
        uri,
        content_hash,
        priority,
        status: PENDING,
        worker: option::none(),
        result: b"".to_string(),
        submitted_ms: clock.timestamp_ms(),
        assigned_ms: 0,
        finished_ms: 0,
        seq: 0,
        ext: vector[],
    });
    state.changed(cluster, request_id);
    request_id
}

/// Takes a request back that nobody works on.
public fun cancel_request(scheduler: &mut Scheduler, request_id: u64, clock: &Clock, ctx: &mut TxContext) {
    let state = scheduler.state_mut();
    assert!(state.requests.contains(request_id), ENotFound);
    let cluster = state.cluster;
    let request = &state.requests[request_id];
    assert!(request.submitter == ctx.sender(), ENotSubmitter);
    assert!(request.status == PENDING, EInvalidTransition);
    state.finish(cluster, request_id, CANCELLED, b"".to_string(), clock);
}

// === Public functions: the operator ===

/// Gives a request to the worker that the operator proposes, if that worker is fit for it.
public fun assign_worker(
    scheduler: &mut Scheduler,
    workers: &WorkerRegistry,
    pool: &StakePool,
    cap: &OperatorCap,
    request_id: u64,
    worker: address,
    clock: &Clock,
) {
    pool.assert_operator(cap);
    let cluster = scheduler.check(pool);
    assert!(workers.registry_cluster() == cluster, EWrongCluster);
    assert!(workers.is_worker_active(worker) && pool.is_node_staked(worker), EWorkerNotEligible);
    let state = scheduler.state_mut();
    assert!(state.requests.contains(request_id), ENotFound);
    let load = state.load_of(worker);
    assert!(load < MAX_WORKLOAD, EWorkerBusy);
    let request = &mut state.requests[request_id];
    assert!(request.status == PENDING, EInvalidTransition);
    request.status = ASSIGNED;
    request.worker = option::some(worker);
    request.assigned_ms = clock.timestamp_ms();
    set(&mut state.workloads, worker, load + 1);
    state.pending = state.pending - 1;
    state.assigned = state.assigned + 1;
    state.changed(cluster, request_id);
}

public fun complete_request(
    scheduler: &mut Scheduler,
    pool: &StakePool,
    cap: &OperatorCap,
    request_id: u64,
    result: String,
    clock: &Clock,
) {
    pool.assert_operator(cap);
    let cluster = scheduler.check(pool);
    assert!(names::is_text(&result, MAX_RESULT), EInvalidRequest);
    let state = scheduler.state_mut();
    assert!(state.requests.contains(request_id), ENotFound);
    assert!(state.requests[request_id].status == ASSIGNED, EInvalidTransition);
    state.finish(cluster, request_id, COMPLETED, result, clock);
}

/// Ends a request that cannot be carried out, assigned or not.
public fun fail_request(
    scheduler: &mut Scheduler,
    pool: &StakePool,
    cap: &OperatorCap,
    request_id: u64,
    result: String,
    clock: &Clock,
) {
    pool.assert_operator(cap);
    let cluster = scheduler.check(pool);
    assert!(names::is_text(&result, MAX_RESULT), EInvalidRequest);
    let state = scheduler.state_mut();
    assert!(state.requests.contains(request_id), ENotFound);
    let status = state.requests[request_id].status;
    assert!(status == PENDING || status == ASSIGNED, EInvalidTransition);
    state.finish(cluster, request_id, FAILED, result, clock);
}

/// Brings the scheduler to this package's version after an upgrade.
public fun migrate(scheduler: &mut Scheduler, pool: &StakePool, cap: &AdminCap) {
    pool.assert_admin(cap);
    assert!(scheduler.version < VERSION, ENotAnUpgrade);
    let state: SchedulerV1 = dynamic_field::remove(&mut scheduler.id, scheduler.version);
    assert!(state.cluster == object::id(pool), EWrongCluster);
    dynamic_field::add(&mut scheduler.id, VERSION, state);
    scheduler.version = VERSION;
}

// === Public functions: views ===

/// Requests that are neither finished nor cancelled.
public fun get_active_request_count(scheduler: &Scheduler): u64 {
    let state = scheduler.state();
    state.pending + state.assigned
}

public fun get_worker_workload(scheduler: &Scheduler, worker: address): u64 { scheduler.state().load_of(worker) }

/// 1 pending, 2 assigned, 3 completed, 4 failed, 5 cancelled.
public fun get_request_status(scheduler: &Scheduler, request_id: u64): u8 { scheduler.get_request(request_id).status }

public fun get_request(scheduler: &Scheduler, request_id: u64): Request {
    let state = scheduler.state();
    assert!(state.requests.contains(request_id), ENotFound);
    state.requests[request_id]
}

public fun submitter(request: &Request): address { request.submitter }

public fun worker(request: &Request): Option<address> { request.worker }

public fun result(request: &Request): String { request.result }

// === Package functions ===

public(package) fun new(cluster: ID, ctx: &mut TxContext): Scheduler {
    let mut scheduler = Scheduler { id: object::new(ctx), version: VERSION };
    let state = SchedulerV1 {
        cluster,
        requests: table::new(ctx),
        open: table::new(ctx),
        workloads: table::new(ctx),
        submitted: 0,
        pending: 0,
        assigned: 0,
        no: 0,
    };
    dynamic_field::add(&mut scheduler.id, VERSION, state);
    scheduler
}

#[allow(lint(share_owned))]
public(package) fun share(scheduler: Scheduler) {
    transfer::share_object(scheduler);
}

// === Private functions ===

fun state(scheduler: &Scheduler): &SchedulerV1 {
    assert!(scheduler.version == VERSION, EWrongVersion);
    dynamic_field::borrow(&scheduler.id, VERSION)
}

fun state_mut(scheduler: &mut Scheduler): &mut SchedulerV1 {
    assert!(scheduler.version == VERSION, EWrongVersion);
    dynamic_field::borrow_mut(&mut scheduler.id, VERSION)
}

fun check(scheduler: &Scheduler, pool: &StakePool): ID {
    let cluster = scheduler.state().cluster;
    assert!(cluster == object::id(pool), EWrongCluster);
    cluster
}

fun required_tier(namespace: &String): u8 {
    if (namespace.is_empty()) tiers::admin()
    else if (names::is_system_namespace(namespace)) tiers::superuser()
    else tiers::developer()
}

/// Whether one of a seal's permissions names this write: `*:*`, or the resource or a star, with or without the namespace,
/// and `write` or a star.
fun permits(permissions: &vector<String>, resource: &String, namespace: &String): bool {
    let mut subjects = vector[*resource, b"*".to_string()];
    if (!namespace.is_empty()) {
        vector[*resource, b"*".to_string()].do!(|subject| {
            let mut scoped = *namespace;
            scoped.append(b"/".to_string());
            scoped.append(subject);
            subjects.push_back(scoped);
        });
    };
    subjects.any!(|subject| {
        let mut write = *subject;
        write.append(b":write".to_string());
        let mut all = *subject;
        all.append(b":*".to_string());
        permissions.contains(&write) || permissions.contains(&all)
    })
}

fun open_of(state: &SchedulerV1, submitter: address): u64 {
    if (state.open.contains(submitter)) state.open[submitter] else 0
}

fun load_of(state: &SchedulerV1, worker: address): u64 {
    if (state.workloads.contains(worker)) state.workloads[worker] else 0
}

fun set(counts: &mut Table<address, u64>, key: address, value: u64) {
    if (counts.contains(key)) *&mut counts[key] = value else counts.add(key, value);
}

fun finish(
    state: &mut SchedulerV1,
    cluster: ID,
    request_id: u64,
    status: u8,
    result: String,
    clock: &Clock,
) {
    let request = &mut state.requests[request_id];
    let was = request.status;
    let submitter = request.submitter;
    let worker = request.worker;
    request.status = status;
    request.result = result;
    request.finished_ms = clock.timestamp_ms();
    if (was == ASSIGNED) {
        state.assigned = state.assigned - 1;
        let assigned = *worker.borrow();
        let load = state.load_of(assigned);
        set(&mut state.workloads, assigned, load - 1);
    } else {
        state.pending = state.pending - 1;
    };
    let open = state.open_of(submitter);
    set(&mut state.open, submitter, open - 1);
    state.changed(cluster, request_id);
}

fun changed(state: &mut SchedulerV1, cluster: ID, request_id: u64) {
    state.no = state.no + 1;
    let no = state.no;
    let request = &mut state.requests[request_id];
    request.seq = no;
    event::emit(RequestChanged { cluster, no, request_id, request: *request });
}

// === Test-only functions ===

#[test_only]
public fun set_version_for_testing(scheduler: &mut Scheduler, version: u64) {
    let state: SchedulerV1 = dynamic_field::remove(&mut scheduler.id, scheduler.version);
    dynamic_field::add(&mut scheduler.id, version, state);
    scheduler.version = version;
}
