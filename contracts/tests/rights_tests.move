// Written by hack/verify-contracts --write. Do not edit: change Tests/Vectors/contract-scenarios.json.
/// The scenarios of `rights`.
#[test_only]
module k3s_daas::rights_tests;

use k3s_daas::audit_anchor::Anchored;
use k3s_daas::cluster_tests;
use k3s_daas::params;
use k3s_daas::staking::CapChanged;
use k3s_daas::staking::ParamsChanged;
use k3s_daas::staking::StakeChanged;
use k3s_daas::tiers;
use k3s_daas::world::{Self, World};

fun a_capability_is_offered_taken_back_accepted_and_revoked_1(world: &mut World) {
    world.staking_offer_cap(@0xa11ce, 1, 1, 2, @0xda7e);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111070000000000000002010001000000000000000000000000000000000000000000000000000000000000da7e", vector[]);
    world::saw_all(1);
}

fun a_capability_is_offered_taken_back_accepted_and_revoked_2(world: &mut World) {
    world.staking_retract_offer(@0xa11ce, 1, 1, 2, @0xda7e);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111080000000000000002020001000000000000000000000000000000000000000000000000000000000000da7e", vector[]);
    world::saw_all(1);
}

fun a_capability_is_offered_taken_back_accepted_and_revoked_3(world: &mut World) {
    world.audit_anchor_anchor(@0xe414, 1, 1, 1, 1, 1, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.saw<Anchored>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111101000000000000000100000000000000010000000000000020aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0000000000000000", vector[]);
    world::saw_all(1);
    world.staking_revoke_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110900000000000000030401222222222222222222222222222222222222222222222222222222222222222200", vector[43]);
    world::saw_all(1);
}

fun a_capability_is_offered_taken_back_accepted_and_revoked_4(world: &mut World) {
    world.staking_stake(@0xb0b, 1, 1000000000);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110a000000000000000000000000000000000000000000000000000000000000000000000000000b0b00ca9a3b0000000000000000000000000000000000000000000000000000000001640000000000000000000000000000000000000000000000000000000000000000000000000a00000000000000000100", vector[]);
    world::saw_all(1);
    world.staking_revoke_cap(@0xa11ce, 1, 1, 2, @0xf4a2c);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110b00000000000000020401222222222222222222222222222222222222222222222222222222222222222200", vector[43]);
    world::saw_all(1);
}

/// A capability is offered, taken back, accepted and revoked.
public fun a_capability_is_offered_taken_back_accepted_and_revoked(world: &mut World) {
    a_capability_is_offered_taken_back_accepted_and_revoked_1(world);
    a_capability_is_offered_taken_back_accepted_and_revoked_2(world);
    a_capability_is_offered_taken_back_accepted_and_revoked_3(world);
    a_capability_is_offered_taken_back_accepted_and_revoked_4(world);
}

fun a_new_admin_ends_the_old_one_1(world: &mut World) {
    world.staking_offer_cap(@0xa11ce, 1, 1, 1, @0xda7e);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111070000000000000001010001000000000000000000000000000000000000000000000000000000000000da7e", vector[]);
    world::saw_all(1);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 20));
    world.saw<ParamsChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111108000000000000000065cd1d00000000009435770000000000f2052a0100000000e40b540200000000ca9a3b0000000007000000000000000014730f00000000002e93020000000000ca9a3b00000000e80300000000000000e87648170000001400000000000000", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xda7e, 1, 1);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110900000000000000010401222222222222222222222222222222222222222222222222222222222222222200", vector[43]);
    world.saw<CapChanged>(1, 1, x"11111111111111111111111111111111111111111111111111111111111111110a00000000000000010301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000da7e", vector[43]);
    world::saw_all(2);
}

fun a_new_admin_ends_the_old_one_2(world: &mut World) {
    world.staking_set_params(@0xda7e, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 30));
    world.saw<ParamsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110b000000000000000065cd1d00000000009435770000000000f2052a0100000000e40b540200000000ca9a3b0000000007000000000000000014730f00000000002e93020000000000ca9a3b00000000e80300000000000000e87648170000001e00000000000000", vector[]);
    world::saw_all(1);
    world.set_version_staking(1, 0);
}

fun a_new_admin_ends_the_old_one_3(world: &mut World) {
    world.staking_migrate(@0xda7e, 1, 1);
    world::saw_all(0);
}

/// A new admin ends the old one.
public fun a_new_admin_ends_the_old_one(world: &mut World) {
    a_new_admin_ends_the_old_one_1(world);
    a_new_admin_ends_the_old_one_2(world);
    a_new_admin_ends_the_old_one_3(world);
}

fun there_are_sixteen_capabilities_of_a_kind_at_most_1(world: &mut World) {
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111030000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110400000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111050000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110600000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111070000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110800000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111090000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110a00000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110b0000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110c00000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110d0000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110e00000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110f0000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111000000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111110000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111200000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111130000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111400000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111150000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111600000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111170000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111800000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111190000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111a00000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111b0000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111c00000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111d0000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111e00000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111111f0000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111112000000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111210000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111112200000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
    world.staking_offer_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111230000000000000003010001000000000000000000000000000000000000000000000000000000000000e414", vector[]);
    world::saw_all(1);
}

fun there_are_sixteen_capabilities_of_a_kind_at_most_2(world: &mut World) {
    world.staking_revoke_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111112400000000000000030401222222222222222222222222222222222222222222222222222222222222222200", vector[43]);
    world::saw_all(1);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.saw<CapChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111112500000000000000030301222222222222222222222222222222222222222222222222222222222222222201000000000000000000000000000000000000000000000000000000000000e414", vector[43]);
    world::saw_all(1);
}

/// There are sixteen capabilities of a kind at most.
public fun there_are_sixteen_capabilities_of_a_kind_at_most(world: &mut World) {
    there_are_sixteen_capabilities_of_a_kind_at_most_1(world);
    there_are_sixteen_capabilities_of_a_kind_at_most_2(world);
}

#[test, expected_failure(abort_code = k3s_daas::rights::EInvalidKind)]
fun a_capability_is_offered_taken_back_accepted_and_revoked_offer_cap_invalid_kind() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    world.staking_offer_cap(@0xa11ce, 1, 1, 0, @0xda7e);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::EInvalidKind)]
fun a_capability_is_offered_taken_back_accepted_and_revoked_offer_cap_invalid_kind_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    world.staking_offer_cap(@0xa11ce, 1, 1, 4, @0xda7e);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ENotOffered)]
fun a_capability_is_offered_taken_back_accepted_and_revoked_accept_cap_not_offered() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    world.staking_accept_cap(@0xda7e, 1, 2);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ENotOffered)]
fun a_capability_is_offered_taken_back_accepted_and_revoked_retract_offer_not_offered() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    world.staking_retract_offer(@0xa11ce, 1, 1, 2, @0xda7e);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ENotOffered)]
fun a_capability_is_offered_taken_back_accepted_and_revoked_accept_cap_not_offered_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_1(&mut world);
    world.staking_accept_cap(@0xda7e, 1, 3);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ENotOffered)]
fun a_capability_is_offered_taken_back_accepted_and_revoked_accept_cap_not_offered_3() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_1(&mut world);
    world.staking_accept_cap(@0xbad, 1, 2);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ENotOffered)]
fun a_capability_is_offered_taken_back_accepted_and_revoked_accept_cap_not_offered_4() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_1(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_2(&mut world);
    world.staking_accept_cap(@0xda7e, 1, 2);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ECapRevoked)]
fun a_capability_is_offered_taken_back_accepted_and_revoked_revoke_cap_cap_revoked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_1(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_2(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_3(&mut world);
    world.staking_revoke_cap(@0xa11ce, 1, 1, 3, @0xe414);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ECapRevoked)]
fun a_capability_is_offered_taken_back_accepted_and_revoked_revoke_cap_cap_revoked_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_1(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_2(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_3(&mut world);
    world.staking_revoke_cap(@0xa11ce, 1, 1, 1, @0xa11ce);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ECapRevoked)]
fun a_capability_is_offered_taken_back_accepted_and_revoked_anchor_cap_revoked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_1(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_2(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_3(&mut world);
    world.audit_anchor_anchor(@0xe414, 1, 1, 1, 2, 1, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ECapRevoked)]
fun a_capability_is_offered_taken_back_accepted_and_revoked_slash_cap_revoked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_1(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_2(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_3(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked_4(&mut world);
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 1, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.end();
}

#[test]
fun a_capability_is_offered_taken_back_accepted_and_revoked_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_capability_is_offered_taken_back_accepted_and_revoked(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ECapRevoked)]
fun a_new_admin_ends_the_old_one_set_params_cap_revoked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_new_admin_ends_the_old_one_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ECapRevoked)]
fun a_new_admin_ends_the_old_one_migrate_cap_revoked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_new_admin_ends_the_old_one_1(&mut world);
    a_new_admin_ends_the_old_one_2(&mut world);
    world.staking_migrate(@0xa11ce, 1, 1);
    world.end();
}

#[test]
fun a_new_admin_ends_the_old_one_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_new_admin_ends_the_old_one(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::rights::ETooManyCaps)]
fun there_are_sixteen_capabilities_of_a_kind_at_most_accept_cap_too_many_caps() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    there_are_sixteen_capabilities_of_a_kind_at_most_1(&mut world);
    world.staking_accept_cap(@0xe414, 1, 3);
    world.end();
}

#[test]
fun there_are_sixteen_capabilities_of_a_kind_at_most_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    there_are_sixteen_capabilities_of_a_kind_at_most(&mut world);
    world.end();
}
