// Written by hack/verify-contracts --write. Do not edit: change Tests/Vectors/contract-scenarios.json.
/// The scenarios of `audit_anchor`.
#[test_only]
module k3s_daas::audit_anchor_tests;

use k3s_daas::audit_anchor::Anchored;
use k3s_daas::cluster_tests;
use k3s_daas::world::{Self, World};

fun roots_are_anchored_and_never_taken_back_1(world: &mut World) {
    world.ms(1000);
}

fun roots_are_anchored_and_never_taken_back_2(world: &mut World) {
    world.audit_anchor_anchor(@0xe414, 1, 1, 1, 1, 10, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.saw<Anchored>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111010000000000000001000000000000000a0000000000000020aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaae803000000000000", vector[]);
    world::saw_all(1);
}

fun roots_are_anchored_and_never_taken_back_3(world: &mut World) {
    world.ms(2000);
    world.audit_anchor_anchor(@0xe414, 1, 1, 1, 5, 10, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.saw<Anchored>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111020000000000000005000000000000000a0000000000000020aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad007000000000000", vector[]);
    world::saw_all(1);
}

fun roots_are_anchored_and_never_taken_back_4(world: &mut World) {
    assert!(world.audit_anchor_get_seq(@0x0, 1) == 5);
    let value = world.audit_anchor_get_root(@0x0, 1, 1);
    world::same(&value, x"0a0000000000000020aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaae803000000000000", vector[]);
    world::same(&value.size(), x"0a00000000000000", vector[]);
    world::same(&value.hash(), x"20aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", vector[]);
    world::same(&value.at_ms(), x"e803000000000000", vector[]);
}

/// Roots are anchored and never taken back.
public fun roots_are_anchored_and_never_taken_back(world: &mut World) {
    roots_are_anchored_and_never_taken_back_1(world);
    roots_are_anchored_and_never_taken_back_2(world);
    roots_are_anchored_and_never_taken_back_3(world);
    roots_are_anchored_and_never_taken_back_4(world);
}

fun roots_of_another_cluster_prove_nothing_here_1(world: &mut World) {
    world.audit_anchor_anchor(@0xbad, 2, 2, 2, 1, 1, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.saw<Anchored>(2, 0, x"111111111111111111111111111111111111111111111111111111111111111101000000000000000100000000000000010000000000000020aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0000000000000000", vector[]);
    world::saw_all(1);
    world.set_version_audit_anchor(1, 0);
}

/// Roots of another cluster prove nothing here.
public fun roots_of_another_cluster_prove_nothing_here(world: &mut World) {
    roots_of_another_cluster_prove_nothing_here_1(world);
}

fun an_anchor_of_an_older_version_waits_for_its_migration_1(world: &mut World) {
    world.set_version_audit_anchor(1, 0);
}

fun an_anchor_of_an_older_version_waits_for_its_migration_2(world: &mut World) {
    world.audit_anchor_migrate(@0xa11ce, 1, 1, 1);
    world::saw_all(0);
    world.audit_anchor_anchor(@0xe414, 1, 1, 1, 1, 1, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.saw<Anchored>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111101000000000000000100000000000000010000000000000020aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0000000000000000", vector[]);
    world::saw_all(1);
}

/// An anchor of an older version waits for its migration.
public fun an_anchor_of_an_older_version_waits_for_its_migration(world: &mut World) {
    an_anchor_of_an_older_version_waits_for_its_migration_1(world);
    an_anchor_of_an_older_version_waits_for_its_migration_2(world);
}

#[test, expected_failure(abort_code = k3s_daas::audit_anchor::EOldSequence)]
fun roots_are_anchored_and_never_taken_back_anchor_old_sequence() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    roots_are_anchored_and_never_taken_back_1(&mut world);
    world.audit_anchor_anchor(@0xe414, 1, 1, 1, 0, 1, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::audit_anchor::EInvalidRoot)]
fun roots_are_anchored_and_never_taken_back_anchor_invalid_root() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    roots_are_anchored_and_never_taken_back_1(&mut world);
    world.audit_anchor_anchor(@0xe414, 1, 1, 1, 1, 10, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::audit_anchor::EOldSequence)]
fun roots_are_anchored_and_never_taken_back_anchor_old_sequence_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    roots_are_anchored_and_never_taken_back_1(&mut world);
    roots_are_anchored_and_never_taken_back_2(&mut world);
    world.audit_anchor_anchor(@0xe414, 1, 1, 1, 1, 11, x"abababababababababababababababababababababababababababababababab");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::audit_anchor::EShrunk)]
fun roots_are_anchored_and_never_taken_back_anchor_shrunk() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    roots_are_anchored_and_never_taken_back_1(&mut world);
    roots_are_anchored_and_never_taken_back_2(&mut world);
    world.audit_anchor_anchor(@0xe414, 1, 1, 1, 2, 9, x"abababababababababababababababababababababababababababababababab");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::audit_anchor::EOldSequence)]
fun roots_are_anchored_and_never_taken_back_anchor_old_sequence_3() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    roots_are_anchored_and_never_taken_back_1(&mut world);
    roots_are_anchored_and_never_taken_back_2(&mut world);
    roots_are_anchored_and_never_taken_back_3(&mut world);
    world.audit_anchor_anchor(@0xe414, 1, 1, 1, 4, 12, x"abababababababababababababababababababababababababababababababab");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::audit_anchor::ENotFound)]
fun roots_are_anchored_and_never_taken_back_get_root_not_found() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    roots_are_anchored_and_never_taken_back_1(&mut world);
    roots_are_anchored_and_never_taken_back_2(&mut world);
    roots_are_anchored_and_never_taken_back_3(&mut world);
    roots_are_anchored_and_never_taken_back_4(&mut world);
    let _ = world.audit_anchor_get_root(@0x0, 1, 2);
    world.end();
}

#[test]
fun roots_are_anchored_and_never_taken_back_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    roots_are_anchored_and_never_taken_back(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::audit_anchor::EWrongCluster)]
fun roots_of_another_cluster_prove_nothing_here_anchor_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    world.audit_anchor_anchor(@0xbad, 1, 2, 2, 1, 1, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::audit_anchor::EWrongCluster)]
fun roots_of_another_cluster_prove_nothing_here_migrate_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    roots_of_another_cluster_prove_nothing_here_1(&mut world);
    world.audit_anchor_migrate(@0xbad, 1, 2, 2);
    world.end();
}

#[test]
fun roots_of_another_cluster_prove_nothing_here_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    roots_of_another_cluster_prove_nothing_here(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::audit_anchor::ENotAnUpgrade)]
fun an_anchor_of_an_older_version_waits_for_its_migration_migrate_not_an_upgrade() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    world.audit_anchor_migrate(@0xa11ce, 1, 1, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::audit_anchor::EWrongVersion)]
fun an_anchor_of_an_older_version_waits_for_its_migration_anchor_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    an_anchor_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.audit_anchor_anchor(@0xe414, 1, 1, 1, 1, 1, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::audit_anchor::EWrongVersion)]
fun an_anchor_of_an_older_version_waits_for_its_migration_get_seq_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    an_anchor_of_an_older_version_waits_for_its_migration_1(&mut world);
    let _ = world.audit_anchor_get_seq(@0x0, 1);
    world.end();
}

#[test]
fun an_anchor_of_an_older_version_waits_for_its_migration_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    an_anchor_of_an_older_version_waits_for_its_migration(&mut world);
    world.end();
}
