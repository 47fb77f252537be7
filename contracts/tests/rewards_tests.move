// Written by hack/verify-contracts --write. Do not edit: change Tests/Vectors/contract-scenarios.json.
/// The scenarios of `rewards`.
#[test_only]
module k3s_daas::rewards_tests;

use k3s_daas::cluster_tests;
use k3s_daas::staking::FundsChanged;
use k3s_daas::staking::RewardClaimed;
use k3s_daas::staking::StakeChanged;
use k3s_daas::worker_registry::HeartbeatRecorded;
use k3s_daas::worker_registry::WorkerChanged;
use k3s_daas::worker_registry_tests;
use k3s_daas::world::{Self, World};

fun slashed_funds_go_to_the_workers_by_their_score_1(world: &mut World) {
    world.staking_stake(@0xb0b, 1, 5000000000);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111109000000000000000000000000000000000000000000000000000000000000000000000000000b0b00f2052a010000000000000000000000000000000000000000000000000000000164000000000000000000000000000000e803000000000000000000000000000000000000000900000000000000000100", vector[]);
    world::saw_all(1);
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 1000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110a000000000000000000000000000000000000000000000000000000000000000000000000000b0b008d380c010000000000000000000000000000000000000000000000000000000364000000000000000065cd1d00000000e803000000000000000000000000000001000000000a00000000000000000620e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", vector[]);
    world.saw<FundsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110b000000000000000065cd1d000000000000000000000000000000000000000000000000000000000000000000000000", vector[]);
    world::saw_all(2);
}

fun slashed_funds_go_to_the_workers_by_their_score_2(world: &mut World) {
    world.worker_registry_heartbeat(@0xda7e, 1, @0xda7e, 1, 1, 1);
    world.saw<HeartbeatRecorded>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111122222222222222222222222222222222222222222222222222222222222222220100000000000000000000000000000000000000000000000000000000000000000000000000da7ee8030000000000000101010000006400000000000000", vector[32]);
    world::saw_all(1);
    world.ms(30601000);
    world.worker_registry_heartbeat(@0xda7e, 1, @0xda7e, 1, 1, 1);
    world.saw<HeartbeatRecorded>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111122222222222222222222222222222222222222222222222222222222222222220200000000000000000000000000000000000000000000000000000000000000000000000000da7e28efd201000000000101010000003200000000000000", vector[32]);
    world::saw_all(1);
    world.worker_registry_update_score(@0xe414, 1, 1, 1, 1, @0xca401);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110c0000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d630c00000000000000000700", vector[]);
    world::saw_all(1);
}

fun slashed_funds_go_to_the_workers_by_their_score_3(world: &mut World) {
    world.worker_registry_update_score(@0xe414, 1, 1, 1, 1, @0xda7e);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110d00000000000000000000000000000000000000000000000000000000000000000000000000da7e000000000000000000ca9a3b00000000000000000000000000000000000000000132000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d640d00000000000000000700", vector[]);
    world::saw_all(1);
    world.staking_stake(@0xca401, 1, 500000000);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110e0000000000000000000000000000000000000000000000000000000000000000000000000ca4010065cd1d0000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000a8a79b000000000000000000000000000000000001066e6f64652d630e00000000000000000100", vector[]);
    world::saw_all(1);
    world.staking_request_unstake(@0xca401, 1, 500000000, false);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110f0000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000ca9a3b000000000065cd1d0000000007000000000000000164000000000000000000000000000000a8a79b000000000000000000000000000000000001066e6f64652d630f00000000000000000300", vector[]);
    world::saw_all(1);
}

fun slashed_funds_go_to_the_workers_by_their_score_4(world: &mut World) {
    world.staking_withdraw_slashed(@0xa11ce, 1, 1, 300000001);
    world.saw<FundsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111000000000000000ffc1eb0b0000000001a3e11100000000aa4225dc686dc11b00000000000000009600000000000000", vector[]);
    world::saw_all(1);
    assert!(world.staking_pot_value(@0x0, 1) == 300000001);
    assert!(world.staking_slashed_value(@0x0, 1) == 199999999);
}

fun slashed_funds_go_to_the_workers_by_their_score_5(world: &mut World) {
    assert!(world.staking_claim_reward(@0xca401, 1) == 200000000);
    world.saw<RewardClaimed>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111110000000000000000000000000000000000000000000000000000000000000000000000000ca40100c2eb0b0000000001e1f50500000000", vector[]);
    world::saw_all(1);
}

fun slashed_funds_go_to_the_workers_by_their_score_6(world: &mut World) {
    world.staking_request_unstake(@0xda7e, 1, 1000000000, true);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111200000000000000000000000000000000000000000000000000000000000000000000000000da7e0000000000000000000000000000000000ca9a3b0000000007000000000000000232000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d641200000000000000000300", vector[]);
    world::saw_all(1);
    world.staking_withdraw_slashed(@0xa11ce, 1, 1, 100);
    world.saw<FundsChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111113000000000000009bc1eb0b0000000065e1f50500000000aa52cab0516ec11b00000000000000006400000000000000", vector[]);
    world::saw_all(1);
    assert!(world.staking_claim_reward(@0xda7e, 1) == 100000000);
    world.saw<RewardClaimed>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111400000000000000000000000000000000000000000000000000000000000000000000000000da7e00e1f505000000006500000000000000", vector[]);
    world::saw_all(1);
    world.staking_slash(@0xf4a2c, 1, 1, @0xca401, 1000, x"e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2");
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111150000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000e9a435000000008074d21a00000000070000000000000003640000000000000080d1f00800000000a8a79b000000000000000000000000000100000001066e6f64652d631500000000000000000620e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2", vector[]);
    world.saw<FundsChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111116000000000000001b93dc14000000006500000000000000aa52cab0516ec11b00000000000000000000000000000000", vector[]);
    world::saw_all(2);
    assert!(world.staking_claim_reward(@0xca401, 1) == 100);
    world.saw<RewardClaimed>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111170000000000000000000000000000000000000000000000000000000000000000000000000ca40164000000000000000100000000000000", vector[]);
    world::saw_all(1);
}

/// Slashed funds go to the workers by their score.
public fun slashed_funds_go_to_the_workers_by_their_score(world: &mut World) {
    slashed_funds_go_to_the_workers_by_their_score_1(world);
    slashed_funds_go_to_the_workers_by_their_score_2(world);
    slashed_funds_go_to_the_workers_by_their_score_3(world);
    slashed_funds_go_to_the_workers_by_their_score_4(world);
    slashed_funds_go_to_the_workers_by_their_score_5(world);
    slashed_funds_go_to_the_workers_by_their_score_6(world);
}

fun only_who_works_and_holds_its_stake_is_rewarded_1(world: &mut World) {
    world.staking_stake(@0xb0b, 1, 5000000000);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111109000000000000000000000000000000000000000000000000000000000000000000000000000b0b00f2052a010000000000000000000000000000000000000000000000000000000164000000000000000000000000000000e803000000000000000000000000000000000000000900000000000000000100", vector[]);
    world::saw_all(1);
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 1000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110a000000000000000000000000000000000000000000000000000000000000000000000000000b0b008d380c010000000000000000000000000000000000000000000000000000000364000000000000000065cd1d00000000e803000000000000000000000000000001000000000a00000000000000000620e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", vector[]);
    world.saw<FundsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110b000000000000000065cd1d000000000000000000000000000000000000000000000000000000000000000000000000", vector[]);
    world::saw_all(2);
    world.worker_registry_suspend_worker(@0xe414, 1, 1, 1, @0xda7e, b"rest");
    world.saw<WorkerChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110500000000000000000000000000000000000000000000000000000000000000000000000000da7e2222222222222222222222222222222222222222222222222222222222222222066e6f64652d64086e2d646176652d310320d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d10472657374e803000000000000050000000000000000", vector[72]);
    world::saw_all(1);
    world.worker_registry_update_score(@0xe414, 1, 1, 1, 1, @0xda7e);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110c00000000000000000000000000000000000000000000000000000000000000000000000000da7e000000000000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d640c00000000000000000700", vector[]);
    world::saw_all(1);
}

fun only_who_works_and_holds_its_stake_is_rewarded_2(world: &mut World) {
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xda7e, b"n-dave-1");
    world.saw<WorkerChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110600000000000000000000000000000000000000000000000000000000000000000000000000da7e2222222222222222222222222222222222222222222222222222222222222222066e6f64652d64086e2d646176652d310220d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d100e803000000000000060000000000000000", vector[72]);
    world::saw_all(1);
    world.staking_slash(@0xf4a2c, 1, 1, @0xda7e, 1, x"e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110d00000000000000000000000000000000000000000000000000000000000000000000000000da7e00000000000000006043993b0000000000000000000000000000000000000000036400000000000000a086010000000000e80300000000000000000000000000000100000001066e6f64652d640d00000000000000000620e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2", vector[]);
    world.saw<FundsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110e00000000000000a0ebce1d000000000000000000000000000000000000000000000000000000000000000000000000", vector[]);
    world::saw_all(2);
    world.worker_registry_update_score(@0xe414, 1, 1, 1, 1, @0xda7e);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110f00000000000000000000000000000000000000000000000000000000000000000000000000da7e00000000000000006043993b0000000000000000000000000000000000000000036400000000000000a086010000000000e80300000000000000000000000000000100000001066e6f64652d640f00000000000000000700", vector[]);
    world::saw_all(1);
}

fun only_who_works_and_holds_its_stake_is_rewarded_3(world: &mut World) {
    world.staking_stake(@0xca401, 1, 1000000000);
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111100000000000000000000000000000000000000000000000000000000000000000000000000ca40100ca9a3b0000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d631000000000000000000100", vector[]);
    world::saw_all(1);
    world.staking_request_unstake(@0xca401, 1, 1000000000, true);
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111110000000000000000000000000000000000000000000000000000000000000000000000000ca40100ca9a3b00000000000000000000000000ca9a3b0000000007000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d631100000000000000000300", vector[]);
    world::saw_all(1);
    world.worker_registry_update_score(@0xe414, 1, 1, 1, 1, @0xca401);
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111120000000000000000000000000000000000000000000000000000000000000000000000000ca40100ca9a3b00000000000000000000000000ca9a3b0000000007000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d631200000000000000000700", vector[]);
    world::saw_all(1);
}

fun only_who_works_and_holds_its_stake_is_rewarded_4(world: &mut World) {
    world.staking_restake(@0xda7e, 1, 100000, true);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111300000000000000000000000000000000000000000000000000000000000000000000000000da7e000000000000000000ca9a3b0000000000000000000000000000000000000000016400000000000000a086010000000000e80300000000000000000000000000000100000001066e6f64652d641300000000000000000500", vector[]);
    world::saw_all(1);
    world.worker_registry_update_score(@0xe414, 1, 1, 1, 1, @0xda7e);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111400000000000000000000000000000000000000000000000000000000000000000000000000da7e000000000000000000ca9a3b0000000000000000000000000000000000000000016400000000000000a086010000000000e80300000000000000000000000000000100000001066e6f64652d641400000000000000000700", vector[]);
    world::saw_all(1);
    world.staking_withdraw_slashed(@0xa11ce, 1, 1, 500100000);
    world.saw<FundsChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111115000000000000000000000000000000a0ebce1d000000000080bae9001f674500000000000000006400000000000000", vector[]);
    world::saw_all(1);
    assert!(world.staking_claim_reward(@0xda7e, 1) == 500100000);
    world.saw<RewardClaimed>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111600000000000000000000000000000000000000000000000000000000000000000000000000da7ea0ebce1d000000000000000000000000", vector[]);
    world::saw_all(1);
}

/// Only who works and holds its stake is rewarded.
public fun only_who_works_and_holds_its_stake_is_rewarded(world: &mut World) {
    only_who_works_and_holds_its_stake_is_rewarded_1(world);
    only_who_works_and_holds_its_stake_is_rewarded_2(world);
    only_who_works_and_holds_its_stake_is_rewarded_3(world);
    only_who_works_and_holds_its_stake_is_rewarded_4(world);
}

#[test, expected_failure(abort_code = k3s_daas::rewards::ENoWorkers)]
fun slashed_funds_go_to_the_workers_by_their_score_withdraw_slashed_no_workers() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_1(&mut world);
    world.staking_withdraw_slashed(@0xa11ce, 1, 1, 100);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rewards::ENothingToClaim)]
fun slashed_funds_go_to_the_workers_by_their_score_claim_reward_nothing_to_claim() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_1(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_2(&mut world);
    let _ = world.staking_claim_reward(@0xca401, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EZeroAmount)]
fun slashed_funds_go_to_the_workers_by_their_score_withdraw_slashed_zero_amount() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_1(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_2(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_3(&mut world);
    world.staking_withdraw_slashed(@0xa11ce, 1, 1, 0);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EInsufficientStake)]
fun slashed_funds_go_to_the_workers_by_their_score_withdraw_slashed_insufficient_stake() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_1(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_2(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_3(&mut world);
    world.staking_withdraw_slashed(@0xa11ce, 1, 1, 500000001);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rewards::ENothingToClaim)]
fun slashed_funds_go_to_the_workers_by_their_score_claim_reward_nothing_to_claim_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_1(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_2(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_3(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_4(&mut world);
    let _ = world.staking_claim_reward(@0xb0b, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rewards::ENothingToClaim)]
fun slashed_funds_go_to_the_workers_by_their_score_claim_reward_nothing_to_claim_3() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_1(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_2(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_3(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_4(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_5(&mut world);
    let _ = world.staking_claim_reward(@0xca401, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rewards::ENoWorkers)]
fun slashed_funds_go_to_the_workers_by_their_score_withdraw_slashed_no_workers_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_1(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_2(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_3(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_4(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_5(&mut world);
    slashed_funds_go_to_the_workers_by_their_score_6(&mut world);
    world.staking_withdraw_slashed(@0xa11ce, 1, 1, 100);
    world.end();
}

#[test]
fun slashed_funds_go_to_the_workers_by_their_score_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    slashed_funds_go_to_the_workers_by_their_score(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rewards::ENoWorkers)]
fun only_who_works_and_holds_its_stake_is_rewarded_withdraw_slashed_no_workers() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    only_who_works_and_holds_its_stake_is_rewarded_1(&mut world);
    world.staking_withdraw_slashed(@0xa11ce, 1, 1, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rewards::ENoWorkers)]
fun only_who_works_and_holds_its_stake_is_rewarded_withdraw_slashed_no_workers_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    only_who_works_and_holds_its_stake_is_rewarded_1(&mut world);
    only_who_works_and_holds_its_stake_is_rewarded_2(&mut world);
    world.staking_withdraw_slashed(@0xa11ce, 1, 1, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rewards::ENoWorkers)]
fun only_who_works_and_holds_its_stake_is_rewarded_withdraw_slashed_no_workers_3() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    only_who_works_and_holds_its_stake_is_rewarded_1(&mut world);
    only_who_works_and_holds_its_stake_is_rewarded_2(&mut world);
    only_who_works_and_holds_its_stake_is_rewarded_3(&mut world);
    world.staking_withdraw_slashed(@0xa11ce, 1, 1, 1);
    world.end();
}

#[test]
fun only_who_works_and_holds_its_stake_is_rewarded_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    worker_registry_tests::two_workers_at_work(&mut world);
    only_who_works_and_holds_its_stake_is_rewarded(&mut world);
    world.end();
}
