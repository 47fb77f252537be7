// Written by hack/verify-contracts --write. Do not edit: change Tests/Vectors/contract-scenarios.json.
/// A chain for tests: people, clusters, a clock. One function for each function of the contracts, which is one
/// transaction: it takes the objects that the call needs, makes the coin, calls and puts everything back.
#[test_only]
module k3s_daas::world;

use k3s_daas::account::StakeAccount;
use k3s_daas::audit_anchor::{Self, AuditAnchor, Root};
use k3s_daas::caps::{AdminCap, OperatorCap, SlasherCap};
use k3s_daas::cluster::{Self, ClusterCreated};
use k3s_daas::enclave_registry::{Self, Enclave, EnclaveRegistry};
use k3s_daas::governance::{Self, Governance, Proposal};
use k3s_daas::k8s_scheduler::{Self, Request, Scheduler};
use k3s_daas::params::Params;
use k3s_daas::seal::{Self, Seal, SealKey, SealRegistry, SealToken};
use k3s_daas::staking::{Self, StakePool};
use k3s_daas::worker_registry::{Self, Performance, Worker, WorkerEntry, WorkerRegistry};
use std::string::String;
use sui::bcs;
use sui::clock::{Self, Clock};
use sui::coin;
use sui::event;
use sui::sui::SUI;
use sui::test_scenario::{Self, Scenario};

// === Structs ===

public struct World {
    scenario: Scenario,
    clock: Clock,
    clusters: vector<Cluster>,
}

public struct Cluster has copy, drop {
    pool: ID,
    seals: ID,
    workers: ID,
    scheduler: ID,
    enclaves: ID,
    governance: ID,
    audit: ID,
}

// === Public functions ===

public fun begin(): World {
    let mut scenario = test_scenario::begin(@0x0);
    let clock = clock::create_for_testing(scenario.ctx());
    World { scenario, clock, clusters: vector[] }
}

public fun end(world: World) {
    let World { scenario, clock, clusters: _ } = world;
    clock.destroy_for_testing();
    let _ = scenario.end();
}

public fun epoch(world: &mut World, epoch: u64) {
    while (world.scenario.ctx().epoch() < epoch) {
        let _ = world.scenario.next_epoch(@0x0);
    }
}

public fun ms(world: &mut World, ms: u64) {
    world.clock.set_for_testing(ms);
}

/// How many events the last transaction emitted.
public fun saw_all(number: u32) {
    assert!(event::num_events() == number);
}

/// One of the events of the last transaction, byte for byte. `unknown` are the places of ids that only a run can tell.
public fun saw<T: copy + drop>(
    world: &World,
    cluster: u64,
    at: u64,
    mut expected: vector<u8>,
    unknown: vector<u64>,
) {
    let events = event::events_by_type<T>();
    assert!(at < events.length());
    let id = bcs::to_bytes(&world.clusters[cluster - 1].pool);
    patch(&mut expected, 0, &id, 0);
    same(&events[at], expected, unknown);
}

/// A value, byte for byte.
public fun same<T>(value: &T, mut expected: vector<u8>, unknown: vector<u64>) {
    let actual = bcs::to_bytes(value);
    assert!(actual.length() == expected.length());
    unknown.do!(|place| patch(&mut expected, place, &actual, place));
    assert!(actual == expected);
}

public fun audit_anchor_anchor(
    world: &mut World,
    by: address,
    audit: u64,
    pool: u64,
    cap: u64,
    seq: u64,
    size: u64,
    hash: vector<u8>,
) {
    world.next(by);
    let mut audit: AuditAnchor = world.scenario.take_shared_by_id(world.clusters[audit - 1].audit);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_operator(cap);
    audit_anchor::anchor(&mut audit, &pool, &cap, seq, size, hash, &world.clock);
    test_scenario::return_shared(audit);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun audit_anchor_get_root(
    world: &mut World,
    by: address,
    audit: u64,
    seq: u64,
): Root {
    world.next(by);
    let audit: AuditAnchor = world.scenario.take_shared_by_id(world.clusters[audit - 1].audit);
    let result = audit_anchor::get_root(&audit, seq);
    test_scenario::return_shared(audit);
    result
}

public fun audit_anchor_get_seq(
    world: &mut World,
    by: address,
    audit: u64,
): u64 {
    world.next(by);
    let audit: AuditAnchor = world.scenario.take_shared_by_id(world.clusters[audit - 1].audit);
    let result = audit_anchor::get_seq(&audit);
    test_scenario::return_shared(audit);
    result
}

public fun audit_anchor_migrate(
    world: &mut World,
    by: address,
    audit: u64,
    pool: u64,
    cap: u64,
) {
    world.next(by);
    let mut audit: AuditAnchor = world.scenario.take_shared_by_id(world.clusters[audit - 1].audit);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    audit_anchor::migrate(&mut audit, &pool, &cap);
    test_scenario::return_shared(audit);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun cluster_create_cluster(
    world: &mut World,
    by: address,
) {
    world.next(by);
    cluster::create_cluster(world.scenario.ctx());
    world.created();
}

public fun cluster_stake_and_mint_seal(
    world: &mut World,
    by: address,
    pool: u64,
    seals: u64,
    payment: u64,
    key: u256,
    bind: vector<u8>,
    permissions: vector<vector<u8>>,
    namespaces: vector<vector<u8>>,
    epochs: u64,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let mut seals: SealRegistry = world.scenario.take_shared_by_id(world.clusters[seals - 1].seals);
    let payment = coin::mint_for_testing<SUI>(payment, world.scenario.ctx());
    cluster::stake_and_mint_seal(&mut pool, &mut seals, payment, key, bind, permissions.map!(|text| text.to_string()), namespaces.map!(|text| text.to_string()), epochs, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(pool);
    test_scenario::return_shared(seals);
}

public fun enclave_registry_commit_state(
    world: &mut World,
    by: address,
    registry: u64,
    signing_key: vector<u8>,
    seq: u64,
    root: vector<u8>,
    signature: vector<u8>,
) {
    world.next(by);
    let mut registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    enclave_registry::commit_state(&mut registry, signing_key, seq, root, signature);
    test_scenario::return_shared(registry);
}

public fun enclave_registry_get_config_version(
    world: &mut World,
    by: address,
    registry: u64,
): u64 {
    world.next(by);
    let registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    let result = enclave_registry::get_config_version(&registry);
    test_scenario::return_shared(registry);
    result
}

public fun enclave_registry_get_enclave(
    world: &mut World,
    by: address,
    registry: u64,
    signing_key: vector<u8>,
): Enclave {
    world.next(by);
    let registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    let result = enclave_registry::get_enclave(&registry, signing_key);
    test_scenario::return_shared(registry);
    result
}

public fun enclave_registry_get_nautilus_info_for_worker(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    seals: u64,
    token: u256,
): (String, vector<u8>, u8) {
    world.next(by);
    let registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let seals: SealRegistry = world.scenario.take_shared_by_id(world.clusters[seals - 1].seals);
    let token = world.take_token(token);
    let (result1, result2, result3) = enclave_registry::get_nautilus_info_for_worker(&registry, &pool, &seals, &token, world.scenario.ctx());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    test_scenario::return_shared(seals);
    world.scenario.return_to_sender(token);
    (result1, result2, result3)
}

public fun enclave_registry_get_state_root(
    world: &mut World,
    by: address,
    registry: u64,
): vector<u8> {
    world.next(by);
    let registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    let result = enclave_registry::get_state_root(&registry);
    test_scenario::return_shared(registry);
    result
}

public fun enclave_registry_get_state_seq(
    world: &mut World,
    by: address,
    registry: u64,
): u64 {
    world.next(by);
    let registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    let result = enclave_registry::get_state_seq(&registry);
    test_scenario::return_shared(registry);
    result
}

public fun enclave_registry_is_current_enclave(
    world: &mut World,
    by: address,
    registry: u64,
    signing_key: vector<u8>,
): bool {
    world.next(by);
    let registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    let result = enclave_registry::is_current_enclave(&registry, signing_key);
    test_scenario::return_shared(registry);
    result
}

public fun enclave_registry_migrate(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    cap: u64,
) {
    world.next(by);
    let mut registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    enclave_registry::migrate(&mut registry, &pool, &cap);
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun enclave_registry_register_enclave(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    timestamp_ms: u64,
    pcr0: vector<u8>,
    pcr1: vector<u8>,
    pcr2: vector<u8>,
    pcr16: vector<u8>,
    public_key: vector<u8>,
    user_data: vector<u8>,
    signing_key: vector<u8>,
    tls_spki_sha256: vector<u8>,
    config_sha256: vector<u8>,
    endpoint: vector<u8>,
    signature: vector<u8>,
) {
    world.next(by);
    let mut registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    enclave_registry::register_for_testing(&mut registry, &pool, timestamp_ms, pcr0, pcr1, pcr2, pcr16, public_key, user_data, signing_key, tls_spki_sha256, config_sha256, endpoint.to_string(), signature, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
}

public fun enclave_registry_retire_enclave(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    cap: u64,
    signing_key: vector<u8>,
) {
    world.next(by);
    let mut registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    enclave_registry::retire_enclave(&mut registry, &pool, &cap, signing_key);
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun enclave_registry_set_enclave_class(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    cap: u64,
    signing_key: vector<u8>,
    class: u8,
) {
    world.next(by);
    let mut registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    enclave_registry::set_enclave_class(&mut registry, &pool, &cap, signing_key, class);
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun enclave_registry_update_pcrs(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    cap: u64,
    pcr0: vector<u8>,
    pcr1: vector<u8>,
    pcr2: vector<u8>,
    pcr16: vector<u8>,
) {
    world.next(by);
    let mut registry: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].enclaves);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    enclave_registry::update_pcrs(&mut registry, &pool, &cap, pcr0, pcr1, pcr2, pcr16);
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun governance_appeal(
    world: &mut World,
    by: address,
    governance: u64,
    pool: u64,
    bond: u64,
    proposal_id: u64,
) {
    world.next(by);
    let mut governance: Governance = world.scenario.take_shared_by_id(world.clusters[governance - 1].governance);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let bond = coin::mint_for_testing<SUI>(bond, world.scenario.ctx());
    governance::appeal(&mut governance, &pool, bond, proposal_id, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(governance);
    test_scenario::return_shared(pool);
}

public fun governance_execute_proposal(
    world: &mut World,
    by: address,
    governance: u64,
    pool: u64,
    proposal_id: u64,
) {
    world.next(by);
    let mut governance: Governance = world.scenario.take_shared_by_id(world.clusters[governance - 1].governance);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    governance::execute_proposal(&mut governance, &mut pool, proposal_id, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(governance);
    test_scenario::return_shared(pool);
}

public fun governance_get_proposal(
    world: &mut World,
    by: address,
    governance: u64,
    proposal_id: u64,
): Proposal {
    world.next(by);
    let governance: Governance = world.scenario.take_shared_by_id(world.clusters[governance - 1].governance);
    let result = governance::get_proposal(&governance, proposal_id);
    test_scenario::return_shared(governance);
    result
}

public fun governance_get_proposal_status(
    world: &mut World,
    by: address,
    governance: u64,
    proposal_id: u64,
): u8 {
    world.next(by);
    let governance: Governance = world.scenario.take_shared_by_id(world.clusters[governance - 1].governance);
    let result = governance::get_proposal_status(&governance, proposal_id);
    test_scenario::return_shared(governance);
    result
}

public fun governance_migrate(
    world: &mut World,
    by: address,
    governance: u64,
    pool: u64,
    cap: u64,
) {
    world.next(by);
    let mut governance: Governance = world.scenario.take_shared_by_id(world.clusters[governance - 1].governance);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    governance::migrate(&mut governance, &pool, &cap);
    test_scenario::return_shared(governance);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun governance_propose_slashing(
    world: &mut World,
    by: address,
    governance: u64,
    pool: u64,
    bond: u64,
    target: address,
    fraction: u64,
    evidence: vector<u8>,
): u64 {
    world.next(by);
    let mut governance: Governance = world.scenario.take_shared_by_id(world.clusters[governance - 1].governance);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let bond = coin::mint_for_testing<SUI>(bond, world.scenario.ctx());
    let result = governance::propose_slashing(&mut governance, &mut pool, bond, target, fraction, evidence, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(governance);
    test_scenario::return_shared(pool);
    result
}

public fun governance_vote_on_proposal(
    world: &mut World,
    by: address,
    governance: u64,
    pool: u64,
    proposal_id: u64,
    support: bool,
) {
    world.next(by);
    let mut governance: Governance = world.scenario.take_shared_by_id(world.clusters[governance - 1].governance);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    governance::vote_on_proposal(&mut governance, &pool, proposal_id, support, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(governance);
    test_scenario::return_shared(pool);
}

public fun k8s_scheduler_assign_worker(
    world: &mut World,
    by: address,
    scheduler: u64,
    workers: u64,
    pool: u64,
    cap: u64,
    request_id: u64,
    worker: address,
) {
    world.next(by);
    let mut scheduler: Scheduler = world.scenario.take_shared_by_id(world.clusters[scheduler - 1].scheduler);
    let workers: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[workers - 1].workers);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_operator(cap);
    k8s_scheduler::assign_worker(&mut scheduler, &workers, &pool, &cap, request_id, worker, &world.clock);
    test_scenario::return_shared(scheduler);
    test_scenario::return_shared(workers);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun k8s_scheduler_cancel_request(
    world: &mut World,
    by: address,
    scheduler: u64,
    request_id: u64,
) {
    world.next(by);
    let mut scheduler: Scheduler = world.scenario.take_shared_by_id(world.clusters[scheduler - 1].scheduler);
    k8s_scheduler::cancel_request(&mut scheduler, request_id, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(scheduler);
}

public fun k8s_scheduler_complete_request(
    world: &mut World,
    by: address,
    scheduler: u64,
    pool: u64,
    cap: u64,
    request_id: u64,
    result: vector<u8>,
) {
    world.next(by);
    let mut scheduler: Scheduler = world.scenario.take_shared_by_id(world.clusters[scheduler - 1].scheduler);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_operator(cap);
    k8s_scheduler::complete_request(&mut scheduler, &pool, &cap, request_id, result.to_string(), &world.clock);
    test_scenario::return_shared(scheduler);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun k8s_scheduler_fail_request(
    world: &mut World,
    by: address,
    scheduler: u64,
    pool: u64,
    cap: u64,
    request_id: u64,
    result: vector<u8>,
) {
    world.next(by);
    let mut scheduler: Scheduler = world.scenario.take_shared_by_id(world.clusters[scheduler - 1].scheduler);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_operator(cap);
    k8s_scheduler::fail_request(&mut scheduler, &pool, &cap, request_id, result.to_string(), &world.clock);
    test_scenario::return_shared(scheduler);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun k8s_scheduler_get_active_request_count(
    world: &mut World,
    by: address,
    scheduler: u64,
): u64 {
    world.next(by);
    let scheduler: Scheduler = world.scenario.take_shared_by_id(world.clusters[scheduler - 1].scheduler);
    let result = k8s_scheduler::get_active_request_count(&scheduler);
    test_scenario::return_shared(scheduler);
    result
}

public fun k8s_scheduler_get_request(
    world: &mut World,
    by: address,
    scheduler: u64,
    request_id: u64,
): Request {
    world.next(by);
    let scheduler: Scheduler = world.scenario.take_shared_by_id(world.clusters[scheduler - 1].scheduler);
    let result = k8s_scheduler::get_request(&scheduler, request_id);
    test_scenario::return_shared(scheduler);
    result
}

public fun k8s_scheduler_get_request_status(
    world: &mut World,
    by: address,
    scheduler: u64,
    request_id: u64,
): u8 {
    world.next(by);
    let scheduler: Scheduler = world.scenario.take_shared_by_id(world.clusters[scheduler - 1].scheduler);
    let result = k8s_scheduler::get_request_status(&scheduler, request_id);
    test_scenario::return_shared(scheduler);
    result
}

public fun k8s_scheduler_get_worker_workload(
    world: &mut World,
    by: address,
    scheduler: u64,
    worker: address,
): u64 {
    world.next(by);
    let scheduler: Scheduler = world.scenario.take_shared_by_id(world.clusters[scheduler - 1].scheduler);
    let result = k8s_scheduler::get_worker_workload(&scheduler, worker);
    test_scenario::return_shared(scheduler);
    result
}

public fun k8s_scheduler_migrate(
    world: &mut World,
    by: address,
    scheduler: u64,
    pool: u64,
    cap: u64,
) {
    world.next(by);
    let mut scheduler: Scheduler = world.scenario.take_shared_by_id(world.clusters[scheduler - 1].scheduler);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    k8s_scheduler::migrate(&mut scheduler, &pool, &cap);
    test_scenario::return_shared(scheduler);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun k8s_scheduler_submit_k8s_request(
    world: &mut World,
    by: address,
    scheduler: u64,
    pool: u64,
    seals: u64,
    token: u256,
    method: u8,
    resource: vector<u8>,
    namespace: vector<u8>,
    name: vector<u8>,
    manifest: vector<u8>,
    uri: vector<u8>,
    content_hash: vector<u8>,
    priority: u8,
): u64 {
    world.next(by);
    let mut scheduler: Scheduler = world.scenario.take_shared_by_id(world.clusters[scheduler - 1].scheduler);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let seals: SealRegistry = world.scenario.take_shared_by_id(world.clusters[seals - 1].seals);
    let token = world.take_token(token);
    let result = k8s_scheduler::submit_k8s_request(&mut scheduler, &pool, &seals, &token, method, resource.to_string(), namespace.to_string(), name.to_string(), manifest.to_string(), uri.to_string(), content_hash, priority, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(scheduler);
    test_scenario::return_shared(pool);
    test_scenario::return_shared(seals);
    world.scenario.return_to_sender(token);
    result
}

public fun seal_create_worker_seal_token(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    key: u256,
    bind: vector<u8>,
    epochs: u64,
) {
    world.next(by);
    let mut registry: SealRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].seals);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    seal::create_worker_seal_token(&mut registry, &pool, key, bind, epochs, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
}

public fun seal_has_seal(
    world: &mut World,
    by: address,
    registry: u64,
    key: u256,
): bool {
    world.next(by);
    let registry: SealRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].seals);
    let result = seal::has_seal(&registry, key);
    test_scenario::return_shared(registry);
    result
}

public fun seal_is_live(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    key: u256,
): bool {
    world.next(by);
    let registry: SealRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].seals);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = seal::is_live(&registry, &pool, key, world.scenario.ctx());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    result
}

public fun seal_keys_of(
    world: &mut World,
    by: address,
    registry: u64,
    owner: address,
): vector<SealKey> {
    world.next(by);
    let registry: SealRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].seals);
    let result = seal::keys_of(&registry, owner);
    test_scenario::return_shared(registry);
    result
}

public fun seal_migrate(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    cap: u64,
) {
    world.next(by);
    let mut registry: SealRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].seals);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    seal::migrate(&mut registry, &pool, &cap);
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun seal_mint_seal(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    key: u256,
    bind: vector<u8>,
    permissions: vector<vector<u8>>,
    namespaces: vector<vector<u8>>,
    epochs: u64,
) {
    world.next(by);
    let mut registry: SealRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].seals);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    seal::mint_seal(&mut registry, &pool, key, bind, permissions.map!(|text| text.to_string()), namespaces.map!(|text| text.to_string()), epochs, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
}

public fun seal_refresh_seal_token(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    token: u256,
    key: u256,
    bind: vector<u8>,
    epochs: u64,
) {
    world.next(by);
    let mut registry: SealRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].seals);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let mut token = world.take_token(token);
    seal::refresh_seal_token(&mut registry, &pool, &mut token, key, bind, epochs, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(token);
}

public fun seal_revoke_seal(
    world: &mut World,
    by: address,
    registry: u64,
    token: u256,
) {
    world.next(by);
    let mut registry: SealRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].seals);
    let token = world.take_token(token);
    seal::revoke_seal(&mut registry, token);
    test_scenario::return_shared(registry);
}

public fun seal_seal(
    world: &mut World,
    by: address,
    registry: u64,
    key: u256,
): Seal {
    world.next(by);
    let registry: SealRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].seals);
    let result = *seal::seal(&registry, key);
    test_scenario::return_shared(registry);
    result
}

public fun staking_accept_cap(
    world: &mut World,
    by: address,
    pool: u64,
    kind: u8,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    staking::accept_cap(&mut pool, kind, world.scenario.ctx());
    test_scenario::return_shared(pool);
}

public fun staking_account(
    world: &mut World,
    by: address,
    pool: u64,
    owner: address,
): StakeAccount {
    world.next(by);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = *staking::account(&pool, owner);
    test_scenario::return_shared(pool);
    result
}

public fun staking_claim_reward(
    world: &mut World,
    by: address,
    pool: u64,
): u64 {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = staking::claim_reward(&mut pool, world.scenario.ctx()).burn_for_testing();
    test_scenario::return_shared(pool);
    result
}

public fun staking_get_stake_power(
    world: &mut World,
    by: address,
    pool: u64,
    owner: address,
): u64 {
    world.next(by);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = staking::get_stake_power(&pool, owner, &world.clock);
    test_scenario::return_shared(pool);
    result
}

public fun staking_has_account(
    world: &mut World,
    by: address,
    pool: u64,
    owner: address,
): bool {
    world.next(by);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = staking::has_account(&pool, owner);
    test_scenario::return_shared(pool);
    result
}

public fun staking_increase_stake(
    world: &mut World,
    by: address,
    pool: u64,
    payment: u64,
    for_node: bool,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let payment = coin::mint_for_testing<SUI>(payment, world.scenario.ctx());
    staking::increase_stake(&mut pool, payment, for_node, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(pool);
}

public fun staking_is_evidence_used(
    world: &mut World,
    by: address,
    pool: u64,
    evidence: vector<u8>,
): bool {
    world.next(by);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = staking::is_evidence_used(&pool, evidence);
    test_scenario::return_shared(pool);
    result
}

public fun staking_is_node_staked(
    world: &mut World,
    by: address,
    pool: u64,
    owner: address,
): bool {
    world.next(by);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = staking::is_node_staked(&pool, owner);
    test_scenario::return_shared(pool);
    result
}

public fun staking_migrate(
    world: &mut World,
    by: address,
    pool: u64,
    cap: u64,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    staking::migrate(&mut pool, &cap);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun staking_offer_cap(
    world: &mut World,
    by: address,
    pool: u64,
    cap: u64,
    kind: u8,
    to: address,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    staking::offer_cap(&mut pool, &cap, kind, to);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun staking_params(
    world: &mut World,
    by: address,
    pool: u64,
): Params {
    world.next(by);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = staking::params(&pool);
    test_scenario::return_shared(pool);
    result
}

public fun staking_pot_value(
    world: &mut World,
    by: address,
    pool: u64,
): u64 {
    world.next(by);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = staking::pot_value(&pool);
    test_scenario::return_shared(pool);
    result
}

public fun staking_request_unstake(
    world: &mut World,
    by: address,
    pool: u64,
    amount: u64,
    for_node: bool,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    staking::request_unstake(&mut pool, amount, for_node, world.scenario.ctx());
    test_scenario::return_shared(pool);
}

public fun staking_restake(
    world: &mut World,
    by: address,
    pool: u64,
    payment: u64,
    for_node: bool,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let payment = coin::mint_for_testing<SUI>(payment, world.scenario.ctx());
    staking::restake(&mut pool, payment, for_node, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(pool);
}

public fun staking_retract_offer(
    world: &mut World,
    by: address,
    pool: u64,
    cap: u64,
    kind: u8,
    to: address,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    staking::retract_offer(&mut pool, &cap, kind, to);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun staking_revoke_cap(
    world: &mut World,
    by: address,
    pool: u64,
    cap: u64,
    revoked_kind: u8,
    revoked_holder: address,
) {
    world.next(by);
    let revoked = cap_of(revoked_kind, revoked_holder);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    staking::revoke_cap(&mut pool, &cap, revoked);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun staking_set_params(
    world: &mut World,
    by: address,
    pool: u64,
    cap: u64,
    params: Params,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    staking::set_params(&mut pool, &cap, params);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun staking_slash(
    world: &mut World,
    by: address,
    pool: u64,
    cap: u64,
    owner: address,
    fraction: u64,
    evidence: vector<u8>,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_slasher(cap);
    staking::slash(&mut pool, &cap, owner, fraction, evidence, world.scenario.ctx());
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun staking_slashed_value(
    world: &mut World,
    by: address,
    pool: u64,
): u64 {
    world.next(by);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = staking::slashed_value(&pool);
    test_scenario::return_shared(pool);
    result
}

public fun staking_stake(
    world: &mut World,
    by: address,
    pool: u64,
    payment: u64,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let payment = coin::mint_for_testing<SUI>(payment, world.scenario.ctx());
    staking::stake(&mut pool, payment, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(pool);
}

public fun staking_stake_for_node(
    world: &mut World,
    by: address,
    pool: u64,
    payment: u64,
    node_id: vector<u8>,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let payment = coin::mint_for_testing<SUI>(payment, world.scenario.ctx());
    staking::stake_for_node(&mut pool, payment, node_id.to_string(), &world.clock, world.scenario.ctx());
    test_scenario::return_shared(pool);
}

public fun staking_tier(
    world: &mut World,
    by: address,
    pool: u64,
    owner: address,
): u8 {
    world.next(by);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = staking::tier(&pool, owner);
    test_scenario::return_shared(pool);
    result
}

public fun staking_vault_value(
    world: &mut World,
    by: address,
    pool: u64,
): u64 {
    world.next(by);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = staking::vault_value(&pool);
    test_scenario::return_shared(pool);
    result
}

public fun staking_withdraw_slashed(
    world: &mut World,
    by: address,
    pool: u64,
    cap: u64,
    amount: u64,
) {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    staking::withdraw_slashed(&mut pool, &cap, amount);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun staking_withdraw_unstaked(
    world: &mut World,
    by: address,
    pool: u64,
): u64 {
    world.next(by);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let result = staking::withdraw_unstaked(&mut pool, world.scenario.ctx()).burn_for_testing();
    test_scenario::return_shared(pool);
    result
}

public fun worker_registry_activate_worker(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    cap: u64,
    owner: address,
    node_name: vector<u8>,
) {
    world.next(by);
    let mut registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_operator(cap);
    worker_registry::activate_worker(&mut registry, &pool, &cap, owner, node_name.to_string());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun worker_registry_get_active_worker_count(
    world: &mut World,
    by: address,
    registry: u64,
): u64 {
    world.next(by);
    let registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    let result = worker_registry::get_active_worker_count(&registry);
    test_scenario::return_shared(registry);
    result
}

public fun worker_registry_get_performance_history(
    world: &mut World,
    by: address,
    worker_cluster: u64,
    worker: address,
): vector<Performance> {
    let worker = world.worker_id(worker_cluster, worker);
    world.next(by);
    let worker: Worker = world.scenario.take_shared_by_id(worker);
    let result = worker_registry::get_performance_history(&worker);
    test_scenario::return_shared(worker);
    result
}

public fun worker_registry_get_performance_score(
    world: &mut World,
    by: address,
    worker_cluster: u64,
    worker: address,
): u64 {
    let worker = world.worker_id(worker_cluster, worker);
    world.next(by);
    let worker: Worker = world.scenario.take_shared_by_id(worker);
    let result = worker_registry::get_performance_score(&worker);
    test_scenario::return_shared(worker);
    result
}

public fun worker_registry_get_worker_info(
    world: &mut World,
    by: address,
    registry: u64,
    owner: address,
): WorkerEntry {
    world.next(by);
    let registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    let result = worker_registry::get_worker_info(&registry, owner);
    test_scenario::return_shared(registry);
    result
}

public fun worker_registry_heartbeat(
    world: &mut World,
    by: address,
    worker_cluster: u64,
    worker: address,
    cpu_percent: u8,
    memory_percent: u8,
    pods: u32,
) {
    let worker = world.worker_id(worker_cluster, worker);
    world.next(by);
    let mut worker: Worker = world.scenario.take_shared_by_id(worker);
    worker_registry::heartbeat(&mut worker, cpu_percent, memory_percent, pods, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(worker);
}

public fun worker_registry_is_worker_active(
    world: &mut World,
    by: address,
    registry: u64,
    owner: address,
): bool {
    world.next(by);
    let registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    let result = worker_registry::is_worker_active(&registry, owner);
    test_scenario::return_shared(registry);
    result
}

public fun worker_registry_migrate(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    cap: u64,
) {
    world.next(by);
    let mut registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_admin(cap);
    worker_registry::migrate(&mut registry, &pool, &cap);
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun worker_registry_migrate_worker(
    world: &mut World,
    by: address,
    worker_cluster: u64,
    worker: address,
) {
    let worker = world.worker_id(worker_cluster, worker);
    world.next(by);
    let mut worker: Worker = world.scenario.take_shared_by_id(worker);
    worker_registry::migrate_worker(&mut worker);
    test_scenario::return_shared(worker);
}

public fun worker_registry_register_worker(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    node_id: vector<u8>,
    join_key: vector<u8>,
) {
    world.next(by);
    let mut registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    worker_registry::register_worker(&mut registry, &pool, node_id.to_string(), join_key, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
}

public fun worker_registry_retire_worker(
    world: &mut World,
    by: address,
    registry: u64,
) {
    world.next(by);
    let mut registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    worker_registry::retire_worker(&mut registry, world.scenario.ctx());
    test_scenario::return_shared(registry);
}

public fun worker_registry_set_join_request(
    world: &mut World,
    by: address,
    registry: u64,
    join_key: vector<u8>,
) {
    world.next(by);
    let mut registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    worker_registry::set_join_request(&mut registry, join_key, world.scenario.ctx());
    test_scenario::return_shared(registry);
}

public fun worker_registry_slash_worker(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    cap: u64,
    owner: address,
    fraction: u64,
    evidence: vector<u8>,
    reason: vector<u8>,
) {
    world.next(by);
    let mut registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_slasher(cap);
    worker_registry::slash_worker(&mut registry, &mut pool, &cap, owner, fraction, evidence, reason.to_string(), world.scenario.ctx());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun worker_registry_stake_and_register_worker(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    payment: u64,
    node_id: vector<u8>,
    join_key: vector<u8>,
) {
    world.next(by);
    let mut registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let payment = coin::mint_for_testing<SUI>(payment, world.scenario.ctx());
    worker_registry::stake_and_register_worker(&mut registry, &mut pool, payment, node_id.to_string(), join_key, &world.clock, world.scenario.ctx());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
}

public fun worker_registry_suspend_worker(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    cap: u64,
    owner: address,
    reason: vector<u8>,
) {
    world.next(by);
    let mut registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    let pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_operator(cap);
    worker_registry::suspend_worker(&mut registry, &pool, &cap, owner, reason.to_string());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
}

public fun worker_registry_update_score(
    world: &mut World,
    by: address,
    registry: u64,
    pool: u64,
    cap: u64,
    worker_cluster: u64,
    worker: address,
) {
    let worker = world.worker_id(worker_cluster, worker);
    world.next(by);
    let registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[registry - 1].workers);
    let mut pool: StakePool = world.scenario.take_shared_by_id(world.clusters[pool - 1].pool);
    let cap = world.take_operator(cap);
    let worker: Worker = world.scenario.take_shared_by_id(worker);
    worker_registry::update_score(&registry, &mut pool, &cap, &worker, world.scenario.ctx());
    test_scenario::return_shared(registry);
    test_scenario::return_shared(pool);
    world.scenario.return_to_sender(cap);
    test_scenario::return_shared(worker);
}

public fun set_version_staking(world: &mut World, cluster: u64, version: u64) {
    world.next(@0x0);
    let mut object: StakePool = world.scenario.take_shared_by_id(world.clusters[cluster - 1].pool);
    object.set_version_for_testing(version);
    test_scenario::return_shared(object);
}

public fun set_version_seal(world: &mut World, cluster: u64, version: u64) {
    world.next(@0x0);
    let mut object: SealRegistry = world.scenario.take_shared_by_id(world.clusters[cluster - 1].seals);
    object.set_version_for_testing(version);
    test_scenario::return_shared(object);
}

public fun set_version_worker_registry(world: &mut World, cluster: u64, version: u64) {
    world.next(@0x0);
    let mut object: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[cluster - 1].workers);
    object.set_version_for_testing(version);
    test_scenario::return_shared(object);
}

public fun set_version_k8s_scheduler(world: &mut World, cluster: u64, version: u64) {
    world.next(@0x0);
    let mut object: Scheduler = world.scenario.take_shared_by_id(world.clusters[cluster - 1].scheduler);
    object.set_version_for_testing(version);
    test_scenario::return_shared(object);
}

public fun set_version_enclave_registry(world: &mut World, cluster: u64, version: u64) {
    world.next(@0x0);
    let mut object: EnclaveRegistry = world.scenario.take_shared_by_id(world.clusters[cluster - 1].enclaves);
    object.set_version_for_testing(version);
    test_scenario::return_shared(object);
}

public fun set_version_governance(world: &mut World, cluster: u64, version: u64) {
    world.next(@0x0);
    let mut object: Governance = world.scenario.take_shared_by_id(world.clusters[cluster - 1].governance);
    object.set_version_for_testing(version);
    test_scenario::return_shared(object);
}

public fun set_version_audit_anchor(world: &mut World, cluster: u64, version: u64) {
    world.next(@0x0);
    let mut object: AuditAnchor = world.scenario.take_shared_by_id(world.clusters[cluster - 1].audit);
    object.set_version_for_testing(version);
    test_scenario::return_shared(object);
}

public fun set_version_worker(world: &mut World, cluster: u64, owner: address, version: u64) {
    let worker = world.worker_id(cluster, owner);
    world.next(@0x0);
    let mut worker: Worker = world.scenario.take_shared_by_id(worker);
    worker.set_worker_version_for_testing(version);
    test_scenario::return_shared(worker);
}

// === Private functions ===

fun next(world: &mut World, by: address) {
    let _ = world.scenario.next_tx(by);
}

fun patch(into: &mut vector<u8>, at: u64, from: &vector<u8>, from_at: u64) {
    let mut offset = 0u64;
    while (offset < 32) {
        *&mut into[at + offset] = from[from_at + offset];
        offset = offset + 1;
    }
}

fun id_in(event: &vector<u8>, place: u64): ID {
    let mut bytes = vector[];
    let mut offset = 0u64;
    while (offset < 32) {
        bytes.push_back(event[32 * place + offset]);
        offset = offset + 1;
    };
    object::id_from_bytes(bytes)
}

/// The objects of the cluster that the transaction made, as its event names them.
fun created(world: &mut World) {
    let events = event::events_by_type<ClusterCreated>();
    let event = bcs::to_bytes(&events[0]);
    world.clusters.push_back(Cluster {
        pool: id_in(&event, 0),
        seals: id_in(&event, 3),
        workers: id_in(&event, 5),
        scheduler: id_in(&event, 6),
        enclaves: id_in(&event, 7),
        governance: id_in(&event, 8),
        audit: id_in(&event, 9),
    });
}

/// The newest of the sender's capabilities over this cluster.
fun take_admin(world: &World, cluster: u64): AdminCap {
    let wanted = world.clusters[cluster - 1].pool;
    let ids = world.scenario.ids_for_sender<AdminCap>();
    let mut at = ids.length();
    while (at > 0) {
        at = at - 1;
        let cap: AdminCap = world.scenario.take_from_sender_by_id(ids[at]);
        if (cap.admin_cluster() == wanted) return cap;
        world.scenario.return_to_sender(cap);
    };
    abort
}

/// The newest of the sender's capabilities over this cluster.
fun take_slasher(world: &World, cluster: u64): SlasherCap {
    let wanted = world.clusters[cluster - 1].pool;
    let ids = world.scenario.ids_for_sender<SlasherCap>();
    let mut at = ids.length();
    while (at > 0) {
        at = at - 1;
        let cap: SlasherCap = world.scenario.take_from_sender_by_id(ids[at]);
        if (cap.slasher_cluster() == wanted) return cap;
        world.scenario.return_to_sender(cap);
    };
    abort
}

/// The newest of the sender's capabilities over this cluster.
fun take_operator(world: &World, cluster: u64): OperatorCap {
    let wanted = world.clusters[cluster - 1].pool;
    let ids = world.scenario.ids_for_sender<OperatorCap>();
    let mut at = ids.length();
    while (at > 0) {
        at = at - 1;
        let cap: OperatorCap = world.scenario.take_from_sender_by_id(ids[at]);
        if (cap.operator_cluster() == wanted) return cap;
        world.scenario.return_to_sender(cap);
    };
    abort
}

/// The id of the newest capability of a kind that somebody holds, as the transaction begins.
fun cap_of(kind: u8, holder: address): ID {
    let cap = if (kind == 1) test_scenario::most_recent_id_for_address<AdminCap>(holder)
    else if (kind == 2) test_scenario::most_recent_id_for_address<SlasherCap>(holder)
    else test_scenario::most_recent_id_for_address<OperatorCap>(holder);
    cap.destroy_some()
}

/// The sender's handle on the seal of this key.
fun take_token(world: &World, key: u256): SealToken {
    let ids = world.scenario.ids_for_sender<SealToken>();
    let mut at = ids.length();
    while (at > 0) {
        at = at - 1;
        let token: SealToken = world.scenario.take_from_sender_by_id(ids[at]);
        if (token.token_key() == key) return token;
        world.scenario.return_to_sender(token);
    };
    abort
}

/// The id of somebody's worker, looked up in a transaction of its own: an object is taken once in a transaction.
fun worker_id(world: &mut World, cluster: u64, owner: address): ID {
    world.next(@0x0);
    let registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[cluster - 1].workers);
    let id = registry.get_worker_info(owner).worker();
    test_scenario::return_shared(registry);
    id
}
