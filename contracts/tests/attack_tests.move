/// What does not fit into a table of calls: a package that wraps ours, and what capabilities prove.
#[test_only]
module k3s_daas::attack_tests;

use k3s_daas::audit_anchor::AuditAnchor;
use k3s_daas::caps::{Self, AdminCap, OperatorCap, SlasherCap};
use k3s_daas::cluster;
use k3s_daas::governance_tests;
use k3s_daas::rights;
use k3s_daas::seal::{Self, SealRegistry, SealToken};
use k3s_daas::staking::{StakeChanged, StakePool};
use k3s_daas::worker_registry::WorkerRegistry;
use k3s_daas::world;
use sui::bcs;
use sui::clock;
use sui::coin;
use sui::event;
use sui::sui::SUI;
use sui::test_scenario;

const BOB: address = @0xb0b;
const MALLORY: address = @0xbad;

/// What another package would publish: our call inside of its own.
fun wrapped(pool: &mut StakePool, payment: coin::Coin<SUI>, clock: &clock::Clock, ctx: &mut TxContext) {
    pool.stake(payment, clock, ctx);
}

#[test]
fun a_wrapper_hides_neither_the_event_nor_the_staker() {
    let mut scenario = test_scenario::begin(BOB);
    cluster::create_cluster(scenario.ctx());
    let clock = clock::create_for_testing(scenario.ctx());
    let _ = scenario.next_tx(BOB);
    let mut pool: StakePool = scenario.take_shared();
    let payment = coin::mint_for_testing<SUI>(2_000_000_000, scenario.ctx());
    wrapped(&mut pool, payment, &clock, scenario.ctx());
    let events = event::events_by_type<StakeChanged>();
    assert!(events.length() == 1);
    // After the cluster's id and `no` comes the owner.
    let bytes = bcs::to_bytes(&events[0]);
    let owner = vector::tabulate!(32, |at| bytes[40 + at]);
    let bob = BOB;
    assert!(owner == bcs::to_bytes(&bob));
    assert!(pool.tier(BOB) == 2);
    test_scenario::return_shared(pool);
    clock.destroy_for_testing();
    let _ = scenario.end();
}

#[test]
fun a_cluster_is_one_and_its_objects_know_it() {
    let mut scenario = test_scenario::begin(BOB);
    cluster::create_cluster(scenario.ctx());
    let _ = scenario.next_tx(BOB);
    let pool: StakePool = scenario.take_shared();
    let seals: SealRegistry = scenario.take_shared();
    let workers: WorkerRegistry = scenario.take_shared();
    let audit: AuditAnchor = scenario.take_shared();
    let cap: AdminCap = scenario.take_from_sender();
    assert!(seals.registry_cluster() == object::id(&pool));
    assert!(workers.registry_cluster() == object::id(&pool));
    assert!(cap.admin_cluster() == object::id(&pool));
    assert!(pool.stakes_id() != seals.seals_id());
    assert!(audit.get_seq() == 0);
    pool.assert_admin(&cap);
    scenario.return_to_sender(cap);
    test_scenario::return_shared(pool);
    test_scenario::return_shared(seals);
    test_scenario::return_shared(workers);
    test_scenario::return_shared(audit);
    let _ = scenario.end();
}

#[test]
fun capabilities_prove_what_they_are_for() {
    assert!(caps::admin() == 1 && caps::slasher() == 2 && caps::operator() == 3);
    let mut scenario = test_scenario::begin(BOB);
    cluster::create_cluster(scenario.ctx());
    let _ = scenario.next_tx(BOB);
    let mut pool: StakePool = scenario.take_shared();
    let admin: AdminCap = scenario.take_from_sender();
    pool.offer_cap(&admin, caps::slasher(), BOB);
    pool.offer_cap(&admin, caps::operator(), BOB);
    pool.accept_cap(caps::slasher(), scenario.ctx());
    pool.accept_cap(caps::operator(), scenario.ctx());
    test_scenario::return_shared(pool);
    scenario.return_to_sender(admin);
    let _ = scenario.next_tx(BOB);
    let pool: StakePool = scenario.take_shared();
    let slasher: SlasherCap = scenario.take_from_sender();
    let operator: OperatorCap = scenario.take_from_sender();
    pool.assert_slasher(&slasher);
    pool.assert_operator(&operator);
    assert!(slasher.slasher_cluster() == object::id(&pool));
    assert!(operator.operator_cluster() == object::id(&pool));
    scenario.return_to_sender(slasher);
    scenario.return_to_sender(operator);
    test_scenario::return_shared(pool);
    let _ = scenario.end();
}

#[test]
fun rights_are_told_apart() {
    let mut ctx = tx_context::dummy();
    let admin = object::id_from_address(@0x1);
    let slasher = object::id_from_address(@0x2);
    let operator = object::id_from_address(@0x3);
    let mut rights = rights::new(admin, &mut ctx);
    assert!(rights.grant(caps::slasher(), slasher).is_none());
    assert!(rights.grant(caps::operator(), operator).is_none());
    rights.assert_admin(admin);
    rights.assert_slasher(slasher);
    rights.assert_operator(operator);
    assert!(rights.revoke(operator) == caps::operator());
    assert!(rights.revoke(slasher) == caps::slasher());
    std::unit_test::destroy(rights);
}

#[test, expected_failure(abort_code = k3s_daas::rights::ECapRevoked)]
fun an_operator_is_no_slasher() {
    let mut ctx = tx_context::dummy();
    let operator = object::id_from_address(@0x3);
    let mut rights = rights::new(object::id_from_address(@0x1), &mut ctx);
    assert!(rights.grant(caps::operator(), operator).is_none());
    rights.assert_slasher(operator);
    std::unit_test::destroy(rights);
}

#[test]
fun a_handle_names_its_seal_and_stays_with_its_owner() {
    assert!(seal::user_kind() == 1 && seal::worker_kind() == 2);
    let mut scenario = test_scenario::begin(BOB);
    cluster::create_cluster(scenario.ctx());
    let clock = clock::create_for_testing(scenario.ctx());
    let _ = scenario.next_tx(BOB);
    let mut pool: StakePool = scenario.take_shared();
    let mut seals: SealRegistry = scenario.take_shared();
    let payment = coin::mint_for_testing<SUI>(500_000_000, scenario.ctx());
    let bind = vector::tabulate!(32, |_| 7u8);
    cluster::stake_and_mint_seal(
        &mut pool,
        &mut seals,
        payment,
        0x51,
        bind,
        vector[],
        vector[],
        0,
        &clock,
        scenario.ctx(),
    );
    let _ = scenario.next_tx(BOB);
    let token: SealToken = scenario.take_from_sender();
    assert!(token.token_key() == 0x51);
    assert!(token.token_cluster() == object::id(&pool));
    scenario.return_to_sender(token);
    assert!(!test_scenario::has_most_recent_for_address<SealToken>(MALLORY));
    test_scenario::return_shared(pool);
    test_scenario::return_shared(seals);
    clock.destroy_for_testing();
    let _ = scenario.end();
}

#[test]
fun a_proposal_that_nobody_voted_on_has_not_passed() {
    let mut world = world::begin();
    k3s_daas::cluster_tests::a_cluster(&mut world);
    k3s_daas::cluster_tests::officers(&mut world);
    governance_tests::ten_sui_in_four_hands(&mut world);
    governance_tests::a_slashing_is_proposed_against_dave(&mut world);
    let proposal = world.governance_get_proposal(MALLORY, 1, 1);
    assert!(!proposal.has_passed());
    world.end();
}
