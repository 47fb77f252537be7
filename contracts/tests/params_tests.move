// Written by hack/verify-contracts --write. Do not edit: change Tests/Vectors/contract-scenarios.json.
/// The scenarios of `params`.
#[test_only]
module k3s_daas::params_tests;

use k3s_daas::cluster_tests;
use k3s_daas::params;
use k3s_daas::staking::ParamsChanged;
use k3s_daas::staking::StakeChanged;
use k3s_daas::tiers;
use k3s_daas::world::{Self, World};

fun parameters_stay_within_their_bounds_1(world: &mut World) {
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(1, 2, 3, 4), 3000000000, 10, 86400000, 3600000, 5, 1, 7, 100));
    world.saw<ParamsChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111103000000000000000100000000000000020000000000000003000000000000000400000000000000005ed0b2000000000a00000000000000005c26050000000080ee3600000000000500000000000000010000000000000007000000000000006400000000000000", vector[]);
    world::saw_all(1);
    let value = world.staking_params(@0x0, 1);
    world::same(&value, x"0100000000000000020000000000000003000000000000000400000000000000005ed0b2000000000a00000000000000005c26050000000080ee3600000000000500000000000000010000000000000007000000000000006400000000000000", vector[]);
    world::same(value.thresholds(), x"0100000000000000020000000000000003000000000000000400000000000000", vector[]);
    world::same(&value.worker_minimum(), x"005ed0b200000000", vector[]);
    world::same(&value.unbonding_epochs(), x"0a00000000000000", vector[]);
    world::same(&value.voting_ms(), x"005c260500000000", vector[]);
    world::same(&value.appeal_ms(), x"80ee360000000000", vector[]);
    world::same(&value.proposal_bond(), x"0500000000000000", vector[]);
    world::same(&value.slash_fraction(), x"0100000000000000", vector[]);
    world::same(&value.slasher_epoch_limit(), x"0700000000000000", vector[]);
    world::same(&value.seal_epochs(), x"6400000000000000", vector[]);
    world.staking_stake(@0xb0b, 1, 3);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111104000000000000000000000000000000000000000000000000000000000000000000000000000b0b030000000000000000000000000000000000000000000000000000000000000001640000000000000000000000000000000000000000000000000000000000000000000000000400000000000000000100", vector[]);
    world::saw_all(1);
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 3);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(1, 2, 3, 4), 3000000000, 100, 86400000, 3600000, 5, 1, 7, 100));
    world.saw<ParamsChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111105000000000000000100000000000000020000000000000003000000000000000400000000000000005ed0b2000000006400000000000000005c26050000000080ee3600000000000500000000000000010000000000000007000000000000006400000000000000", vector[]);
    world::saw_all(1);
}

/// Parameters stay within their bounds.
public fun parameters_stay_within_their_bounds(world: &mut World) {
    parameters_stay_within_their_bounds_1(world);
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 1, 3600000, 3600000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 0, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_3() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 101, 259200000, 43200000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_4() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 0, 43200000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_5() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 100, 8640000001, 43200000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_6() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 0, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_7() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 8640000001, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_8() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 0, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_9() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 0, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_10() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 10001, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_11() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 0));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_12() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 101));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_13() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 4, 259200000, 1, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::params::EInvalidParams)]
fun parameters_stay_within_their_bounds_set_params_invalid_params_14() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 86400000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::tiers::EThresholdsNotAscending)]
fun parameters_stay_within_their_bounds_set_params_thresholds_not_ascending() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(0, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::tiers::EThresholdsNotAscending)]
fun parameters_stay_within_their_bounds_set_params_thresholds_not_ascending_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(2000000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::tiers::EThresholdsNotAscending)]
fun parameters_stay_within_their_bounds_set_params_thresholds_not_ascending_3() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 5000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::tiers::EThresholdsNotAscending)]
fun parameters_stay_within_their_bounds_set_params_thresholds_not_ascending_4() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 10000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test]
fun parameters_stay_within_their_bounds_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    parameters_stay_within_their_bounds(&mut world);
    world.end();
}
