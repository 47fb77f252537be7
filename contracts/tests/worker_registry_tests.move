// Written by hack/verify-contracts --write. Do not edit: change Tests/Vectors/contract-scenarios.json.
/// The scenarios of `worker_registry`.
#[test_only]
module k3s_daas::worker_registry_tests;

use k3s_daas::cluster_tests;
use k3s_daas::staking::FundsChanged;
use k3s_daas::staking::StakeChanged;
use k3s_daas::worker_registry::HeartbeatRecorded;
use k3s_daas::worker_registry::WorkerChanged;
use k3s_daas::world::{Self, World};

fun two_workers_at_work_1(world: &mut World) {
    world.ms(1000);
    world.worker_registry_stake_and_register_worker(@0xca401, 1, 1, 1000000000, b"node-c", x"c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1");
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111070000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d630700000000000000000100", vector[]);
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111010000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63000120c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c100e803000000000000010000000000000000", vector[72]);
    world::saw_all(2);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xca401, b"n-carol-1");
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111020000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d310220c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c100e803000000000000020000000000000000", vector[72]);
    world::saw_all(1);
    world.worker_registry_stake_and_register_worker(@0xda7e, 1, 1, 1000000000, b"node-d", x"d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110800000000000000000000000000000000000000000000000000000000000000000000000000da7e000000000000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d640800000000000000000100", vector[]);
    world.saw<WorkerChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110300000000000000000000000000000000000000000000000000000000000000000000000000da7e2222222222222222222222222222222222222222222222222222222222222222066e6f64652d64000120d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d100e803000000000000030000000000000000", vector[72]);
    world::saw_all(2);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xda7e, b"n-dave-1");
    world.saw<WorkerChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110400000000000000000000000000000000000000000000000000000000000000000000000000da7e2222222222222222222222222222222222222222222222222222222222222222066e6f64652d64086e2d646176652d310220d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d100e803000000000000040000000000000000", vector[72]);
    world::saw_all(1);
    assert!(world.worker_registry_get_active_worker_count(@0x0, 1) == 2);
    assert!(world.worker_registry_is_worker_active(@0x0, 1, @0xca401) == true);
    assert!(world.worker_registry_is_worker_active(@0x0, 1, @0xb0b) == false);
}

/// Two workers at work.
public fun two_workers_at_work(world: &mut World) {
    two_workers_at_work_1(world);
}

fun a_worker_registers_works_rests_and_leaves_1(world: &mut World) {
    world.ms(1000);
}

fun a_worker_registers_works_rests_and_leaves_2(world: &mut World) {
    world.worker_registry_stake_and_register_worker(@0xca401, 1, 1, 1000000000, b"node-c", x"c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1");
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111070000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d630700000000000000000100", vector[]);
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111010000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63000120c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c100e803000000000000010000000000000000", vector[72]);
    world::saw_all(2);
    let value = world.worker_registry_get_worker_info(@0x0, 1, @0xca401);
    world::same(&value, x"2222222222222222222222222222222222222222222222222222222222222222066e6f64652d63000120c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c100e803000000000000010000000000000000", vector[0]);
    world::same(&value.worker(), x"2222222222222222222222222222222222222222222222222222222222222222", vector[0]);
    world::same(&value.node_id(), x"066e6f64652d63", vector[]);
    world::same(&value.node_name(), x"00", vector[]);
    world::same(&value.status(), x"01", vector[]);
    world::same(&value.join_key(), x"20c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1", vector[]);
    world::same(&value.reason(), x"00", vector[]);
}

fun a_worker_registers_works_rests_and_leaves_3(world: &mut World) {
    world.worker_registry_set_join_request(@0xca401, 1, x"c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2");
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111020000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63000120c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c200e803000000000000020000000000000000", vector[72]);
    world::saw_all(1);
}

fun a_worker_registers_works_rests_and_leaves_4(world: &mut World) {
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xca401, b"n-carol-1");
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111030000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d310220c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c200e803000000000000030000000000000000", vector[72]);
    world::saw_all(1);
}

fun a_worker_registers_works_rests_and_leaves_5(world: &mut World) {
    assert!(world.worker_registry_get_active_worker_count(@0x0, 1) == 1);
}

fun a_worker_registers_works_rests_and_leaves_6(world: &mut World) {
    world.worker_registry_suspend_worker(@0xe414, 1, 1, 1, @0xca401, b"disk failing");
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111040000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d310320c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c20c6469736b206661696c696e67e803000000000000040000000000000000", vector[72]);
    world::saw_all(1);
    assert!(world.worker_registry_get_active_worker_count(@0x0, 1) == 0);
}

fun a_worker_registers_works_rests_and_leaves_7(world: &mut World) {
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xca401, b"n-carol-1");
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111050000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d310220c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c200e803000000000000050000000000000000", vector[72]);
    world::saw_all(1);
    world.staking_stake_for_node(@0xda7e, 1, 1000000000, b"node-d");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110800000000000000000000000000000000000000000000000000000000000000000000000000da7e000000000000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d640800000000000000000100", vector[]);
    world::saw_all(1);
    world.worker_registry_register_worker(@0xda7e, 1, 1, b"node-d", x"d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1");
    world.saw<WorkerChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110600000000000000000000000000000000000000000000000000000000000000000000000000da7e2222222222222222222222222222222222222222222222222222222222222222066e6f64652d64000120d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d100e803000000000000060000000000000000", vector[72]);
    world::saw_all(1);
}

fun a_worker_registers_works_rests_and_leaves_8(world: &mut World) {
    world.staking_request_unstake(@0xda7e, 1, 1, true);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110900000000000000000000000000000000000000000000000000000000000000000000000000da7e0000000000000000ffc99a3b00000000010000000000000007000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d640900000000000000000300", vector[]);
    world::saw_all(1);
}

fun a_worker_registers_works_rests_and_leaves_9(world: &mut World) {
    world.worker_registry_retire_worker(@0xca401, 1);
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111070000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d310520c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c200e803000000000000070000000000000000", vector[72]);
    world::saw_all(1);
    assert!(world.worker_registry_get_active_worker_count(@0x0, 1) == 0);
}

fun a_worker_registers_works_rests_and_leaves_10(world: &mut World) {
    world.ms(2000);
}

fun a_worker_registers_works_rests_and_leaves_11(world: &mut World) {
    world.worker_registry_register_worker(@0xca401, 1, 1, b"node-c", x"c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3");
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111080000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d310120c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c300d007000000000000080000000000000000", vector[72]);
    world::saw_all(1);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xca401, b"n-carol-2");
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111090000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d320220c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c300d007000000000000090000000000000000", vector[72]);
    world::saw_all(1);
    let value = world.worker_registry_get_worker_info(@0x0, 1, @0xca401);
    world::same(&value, x"2222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d320220c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c300d007000000000000090000000000000000", vector[0]);
    world::same(&value.worker(), x"2222222222222222222222222222222222222222222222222222222222222222", vector[0]);
    world::same(&value.node_id(), x"066e6f64652d63", vector[]);
    world::same(&value.node_name(), x"096e2d6361726f6c2d32", vector[]);
    world::same(&value.status(), x"02", vector[]);
    world::same(&value.join_key(), x"20c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3", vector[]);
    world::same(&value.reason(), x"00", vector[]);
    world.worker_registry_retire_worker(@0xda7e, 1);
    world.saw<WorkerChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110a00000000000000000000000000000000000000000000000000000000000000000000000000da7e2222222222222222222222222222222222222222222222222222222222222222066e6f64652d64000520d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d100e8030000000000000a0000000000000000", vector[72]);
    world::saw_all(1);
    assert!(world.worker_registry_get_active_worker_count(@0x0, 1) == 1);
}

/// A worker registers, works, rests and leaves.
public fun a_worker_registers_works_rests_and_leaves(world: &mut World) {
    a_worker_registers_works_rests_and_leaves_1(world);
    a_worker_registers_works_rests_and_leaves_2(world);
    a_worker_registers_works_rests_and_leaves_3(world);
    a_worker_registers_works_rests_and_leaves_4(world);
    a_worker_registers_works_rests_and_leaves_5(world);
    a_worker_registers_works_rests_and_leaves_6(world);
    a_worker_registers_works_rests_and_leaves_7(world);
    a_worker_registers_works_rests_and_leaves_8(world);
    a_worker_registers_works_rests_and_leaves_9(world);
    a_worker_registers_works_rests_and_leaves_10(world);
    a_worker_registers_works_rests_and_leaves_11(world);
}

fun heartbeats_make_the_score_1(world: &mut World) {
    world.worker_registry_heartbeat(@0xca401, 1, @0xca401, 10, 20, 3);
    world.saw<HeartbeatRecorded>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111112222222222222222222222222222222222222222222222222222222222222222010000000000000000000000000000000000000000000000000000000000000000000000000ca401e8030000000000000a14030000006400000000000000", vector[32]);
    world::saw_all(1);
    world.ms(600999);
}

fun heartbeats_make_the_score_2(world: &mut World) {
    world.ms(601000);
    world.worker_registry_heartbeat(@0xca401, 1, @0xca401, 100, 100, 110);
    world.saw<HeartbeatRecorded>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111112222222222222222222222222222222222222222222222222222222222222222020000000000000000000000000000000000000000000000000000000000000000000000000ca401a82b09000000000064646e0000006400000000000000", vector[32]);
    world::saw_all(1);
    world.ms(3001000);
    world.worker_registry_heartbeat(@0xca401, 1, @0xca401, 0, 0, 0);
    world.saw<HeartbeatRecorded>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111112222222222222222222222222222222222222222222222222222222222222222030000000000000000000000000000000000000000000000000000000000000000000000000ca401a8ca2d00000000000000000000006100000000000000", vector[32]);
    world::saw_all(1);
    world.ms(3601000);
    world.worker_registry_heartbeat(@0xca401, 1, @0xca401, 1, 2, 3);
    world.saw<HeartbeatRecorded>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111112222222222222222222222222222222222222222222222222222222222222222040000000000000000000000000000000000000000000000000000000000000000000000000ca40168f23600000000000102030000006200000000000000", vector[32]);
    world::saw_all(1);
    assert!(world.worker_registry_get_performance_score(@0x0, 1, @0xca401) == 98);
    world.worker_registry_update_score(@0xe414, 1, 1, 1, 1, @0xca401);
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111090000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000ca9a3b00000000000000000000000000000000000000000162000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d630900000000000000000700", vector[]);
    world::saw_all(1);
    assert!(world.staking_is_node_staked(@0x0, 1, @0xca401) == false);
    world.staking_increase_stake(@0xca401, 1, 20000000, true);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110a0000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000f7cb3c00000000000000000000000000000000000000000162000000000000000000000000000000a51701000000000000000000000000000000000001066e6f64652d630a00000000000000000200", vector[]);
    world::saw_all(1);
    assert!(world.staking_is_node_staked(@0x0, 1, @0xca401) == true);
    assert!(world.staking_get_stake_power(@0x0, 1, @0xca401) == 999600000);
    world.ms(86400000);
    world.worker_registry_heartbeat(@0xca401, 1, @0xca401, 1, 2, 3);
    world.saw<HeartbeatRecorded>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111112222222222222222222222222222222222222222222222222222222222222222050000000000000000000000000000000000000000000000000000000000000000000000000ca401005c2605000000000102030000000a00000000000000", vector[32]);
    world::saw_all(1);
    let value = world.worker_registry_get_performance_history(@0x0, 1, @0xca401);
    world::same(&value, x"05e8030000000000000a14030000006400000000000000a82b09000000000064646e0000006400000000000000a8ca2d0000000000000000000000610000000000000068f23600000000000102030000006200000000000000005c2605000000000102030000000a00000000000000", vector[]);
    world.worker_registry_update_score(@0xe414, 1, 1, 1, 1, @0xca401);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110b0000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000f7cb3c0000000000000000000000000000000000000000010a000000000000000000000000000000a51701000000000000000000000000000000000001066e6f64652d630b00000000000000000700", vector[]);
    world::saw_all(1);
    world.staking_increase_stake(@0xca401, 1, 879999999, true);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110c0000000000000000000000000000000000000000000000000000000000000000000000000ca4010000000000000000ffb23f710000000000000000000000000000000000000000010a000000000000000000000000000000eb3163020000000000000000000000000000000001066e6f64652d630c00000000000000000200", vector[]);
    world::saw_all(1);
    assert!(world.staking_is_node_staked(@0x0, 1, @0xca401) == false);
    world.staking_increase_stake(@0xca401, 1, 1, true);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110d0000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000b33f710000000000000000000000000000000000000000010a000000000000000000000000000000ec3163020000000000000000000000000000000001066e6f64652d630d00000000000000000200", vector[]);
    world::saw_all(1);
    assert!(world.staking_is_node_staked(@0x0, 1, @0xca401) == true);
    world.ms(87000000);
    world.worker_registry_heartbeat(@0xca401, 1, @0xca401, 1, 2, 3);
    world.saw<HeartbeatRecorded>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111112222222222222222222222222222222222222222222222222222222222222222060000000000000000000000000000000000000000000000000000000000000000000000000ca401c0832f05000000000102030000000b00000000000000", vector[32]);
    world::saw_all(1);
}

/// Heartbeats make the score.
public fun heartbeats_make_the_score(world: &mut World) {
    heartbeats_make_the_score_1(world);
    heartbeats_make_the_score_2(world);
}

fun a_worker_is_slashed_and_registers_again_1(world: &mut World) {
    world.staking_stake(@0xb0b, 1, 1000000000);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111109000000000000000000000000000000000000000000000000000000000000000000000000000b0b00ca9a3b000000000000000000000000000000000000000000000000000000000164000000000000000000000000000000e803000000000000000000000000000000000000000900000000000000000100", vector[]);
    world::saw_all(1);
}

fun a_worker_is_slashed_and_registers_again_2(world: &mut World) {
    world.worker_registry_slash_worker(@0xf4a2c, 1, 1, 1, @0xca401, 1000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", b"mined coins");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110a0000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000e9a435000000000000000000000000000000000000000003640000000000000000e1f50500000000e80300000000000000000000000000000100000001066e6f64652d630a00000000000000000620e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", vector[]);
    world.saw<FundsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110b0000000000000000e1f505000000000000000000000000000000000000000000000000000000000000000000000000", vector[]);
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111050000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d310420c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c10b6d696e656420636f696e73e803000000000000050000000000000000", vector[72]);
    world::saw_all(3);
    assert!(world.worker_registry_get_active_worker_count(@0x0, 1) == 1);
}

fun a_worker_is_slashed_and_registers_again_3(world: &mut World) {
    world.staking_restake(@0xca401, 1, 100000000, true);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110c0000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000ca9a3b000000000000000000000000000000000000000001640000000000000000e1f50500000000e80300000000000000000000000000000100000001066e6f64652d630c00000000000000000500", vector[]);
    world::saw_all(1);
    world.worker_registry_register_worker(@0xca401, 1, 1, b"node-c", x"c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9");
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111060000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d310120c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c900e803000000000000060000000000000000", vector[72]);
    world::saw_all(1);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xca401, b"n-carol-2");
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111070000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d320220c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c900e803000000000000070000000000000000", vector[72]);
    world::saw_all(1);
}

/// A worker is slashed and registers again.
public fun a_worker_is_slashed_and_registers_again(world: &mut World) {
    a_worker_is_slashed_and_registers_again_1(world);
    a_worker_is_slashed_and_registers_again_2(world);
    a_worker_is_slashed_and_registers_again_3(world);
}

fun workers_of_another_cluster_are_nobody_here_1(world: &mut World) {
    world.staking_stake_for_node(@0xca401, 1, 1000000000, b"node-c");
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111070000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000000000000000000000000000000000000000000001066e6f64652d630700000000000000000100", vector[]);
    world::saw_all(1);
    world.staking_stake_for_node(@0xca401, 2, 1000000000, b"node-c");
    world.saw<StakeChanged>(2, 0, x"1111111111111111111111111111111111111111111111111111111111111111070000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000000000000000000000000000000000000000000001066e6f64652d630700000000000000000100", vector[]);
    world::saw_all(1);
}

fun workers_of_another_cluster_are_nobody_here_2(world: &mut World) {
    world.worker_registry_register_worker(@0xca401, 1, 1, b"node-c", x"c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1");
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111010000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63000120c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1000000000000000000010000000000000000", vector[72]);
    world::saw_all(1);
}

fun workers_of_another_cluster_are_nobody_here_3(world: &mut World) {
    world.set_version_worker_registry(1, 0);
}

/// Workers of another cluster are nobody here.
public fun workers_of_another_cluster_are_nobody_here(world: &mut World) {
    workers_of_another_cluster_are_nobody_here_1(world);
    workers_of_another_cluster_are_nobody_here_2(world);
    workers_of_another_cluster_are_nobody_here_3(world);
}

fun a_worker_registry_of_an_older_version_waits_for_its_migration_1(world: &mut World) {
    world.set_version_worker(1, @0xca401, 0);
}

fun a_worker_registry_of_an_older_version_waits_for_its_migration_2(world: &mut World) {
    world.worker_registry_migrate_worker(@0xbad, 1, @0xca401);
    world::saw_all(0);
    world.worker_registry_heartbeat(@0xca401, 1, @0xca401, 1, 1, 1);
    world.saw<HeartbeatRecorded>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111112222222222222222222222222222222222222222222222222222222222222222010000000000000000000000000000000000000000000000000000000000000000000000000ca401e8030000000000000101010000006400000000000000", vector[32]);
    world::saw_all(1);
    world.set_version_worker_registry(1, 0);
}

fun a_worker_registry_of_an_older_version_waits_for_its_migration_3(world: &mut World) {
    world.worker_registry_migrate(@0xa11ce, 1, 1, 1);
    world::saw_all(0);
    world.worker_registry_retire_worker(@0xca401, 1);
    world.saw<WorkerChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111050000000000000000000000000000000000000000000000000000000000000000000000000ca4012222222222222222222222222222222222222222222222222222222222222222066e6f64652d63096e2d6361726f6c2d310520c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c100e803000000000000050000000000000000", vector[72]);
    world::saw_all(1);
}

/// A worker registry of an older version waits for its migration.
public fun a_worker_registry_of_an_older_version_waits_for_its_migration(world: &mut World) {
    a_worker_registry_of_an_older_version_waits_for_its_migration_1(world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_2(world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_3(world);
}

#[test]
fun two_workers_at_work_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EStakeTooLow)]
fun a_worker_registers_works_rests_and_leaves_register_worker_stake_too_low() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    world.worker_registry_register_worker(@0xca401, 1, 1, b"node-c", x"c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidJoinKey)]
fun a_worker_registers_works_rests_and_leaves_stake_and_register_worker_invalid_join_key() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    world.worker_registry_stake_and_register_worker(@0xca401, 1, 1, 1000000000, b"node-c", x"c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::ENotRegistered)]
fun a_worker_registers_works_rests_and_leaves_get_worker_info_not_registered() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    let _ = world.worker_registry_get_worker_info(@0x0, 1, @0xb0b);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EAlreadyRegistered)]
fun a_worker_registers_works_rests_and_leaves_register_worker_already_registered() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    world.worker_registry_register_worker(@0xca401, 1, 1, b"node-c", x"c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EStakeTooLow)]
fun a_worker_registers_works_rests_and_leaves_register_worker_stake_too_low_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    world.worker_registry_register_worker(@0xca401, 1, 1, b"node-x", x"c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EAlreadyStaked)]
fun a_worker_registers_works_rests_and_leaves_stake_and_register_worker_already_staked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    world.worker_registry_stake_and_register_worker(@0xca401, 1, 1, 1000000000, b"node-c", x"c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::ENotRegistered)]
fun a_worker_registers_works_rests_and_leaves_set_join_request_not_registered() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    world.worker_registry_set_join_request(@0xbad, 1, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidJoinKey)]
fun a_worker_registers_works_rests_and_leaves_set_join_request_invalid_join_key() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    world.worker_registry_set_join_request(@0xca401, 1, x"c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::ENotRegistered)]
fun a_worker_registers_works_rests_and_leaves_activate_worker_not_registered() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xbad, b"n-1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidNodeName)]
fun a_worker_registers_works_rests_and_leaves_activate_worker_invalid_node_name() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xca401, b"N-1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidTransition)]
fun a_worker_registers_works_rests_and_leaves_suspend_worker_invalid_transition() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    world.worker_registry_suspend_worker(@0xe414, 1, 1, 1, @0xca401, b"early");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidTransition)]
fun a_worker_registers_works_rests_and_leaves_activate_worker_invalid_transition() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xca401, b"n-carol-1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::ENotRegistered)]
fun a_worker_registers_works_rests_and_leaves_suspend_worker_not_registered() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    world.worker_registry_suspend_worker(@0xe414, 1, 1, 1, @0xbad, b"who");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidReason)]
fun a_worker_registers_works_rests_and_leaves_suspend_worker_invalid_reason() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    world.worker_registry_suspend_worker(@0xe414, 1, 1, 1, @0xca401, b"rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidReason)]
fun a_worker_registers_works_rests_and_leaves_suspend_worker_invalid_reason_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    world.worker_registry_suspend_worker(@0xe414, 1, 1, 1, @0xca401, b"bell \x07");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidTransition)]
fun a_worker_registers_works_rests_and_leaves_suspend_worker_invalid_transition_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    a_worker_registers_works_rests_and_leaves_6(&mut world);
    world.worker_registry_suspend_worker(@0xe414, 1, 1, 1, @0xca401, b"again");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::ENodeNameTaken)]
fun a_worker_registers_works_rests_and_leaves_activate_worker_node_name_taken() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    a_worker_registers_works_rests_and_leaves_6(&mut world);
    a_worker_registers_works_rests_and_leaves_7(&mut world);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xda7e, b"n-carol-1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EStakeTooLow)]
fun a_worker_registers_works_rests_and_leaves_activate_worker_stake_too_low() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    a_worker_registers_works_rests_and_leaves_6(&mut world);
    a_worker_registers_works_rests_and_leaves_7(&mut world);
    a_worker_registers_works_rests_and_leaves_8(&mut world);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xda7e, b"n-dave-1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::ENotRegistered)]
fun a_worker_registers_works_rests_and_leaves_retire_worker_not_registered() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    a_worker_registers_works_rests_and_leaves_6(&mut world);
    a_worker_registers_works_rests_and_leaves_7(&mut world);
    a_worker_registers_works_rests_and_leaves_8(&mut world);
    world.worker_registry_retire_worker(@0xbad, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidTransition)]
fun a_worker_registers_works_rests_and_leaves_retire_worker_invalid_transition() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    a_worker_registers_works_rests_and_leaves_6(&mut world);
    a_worker_registers_works_rests_and_leaves_7(&mut world);
    a_worker_registers_works_rests_and_leaves_8(&mut world);
    a_worker_registers_works_rests_and_leaves_9(&mut world);
    world.worker_registry_retire_worker(@0xca401, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidTransition)]
fun a_worker_registers_works_rests_and_leaves_set_join_request_invalid_transition() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    a_worker_registers_works_rests_and_leaves_6(&mut world);
    a_worker_registers_works_rests_and_leaves_7(&mut world);
    a_worker_registers_works_rests_and_leaves_8(&mut world);
    a_worker_registers_works_rests_and_leaves_9(&mut world);
    world.worker_registry_set_join_request(@0xca401, 1, x"c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidTransition)]
fun a_worker_registers_works_rests_and_leaves_activate_worker_invalid_transition_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    a_worker_registers_works_rests_and_leaves_6(&mut world);
    a_worker_registers_works_rests_and_leaves_7(&mut world);
    a_worker_registers_works_rests_and_leaves_8(&mut world);
    a_worker_registers_works_rests_and_leaves_9(&mut world);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xca401, b"n-carol-2");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidJoinKey)]
fun a_worker_registers_works_rests_and_leaves_register_worker_invalid_join_key() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    a_worker_registers_works_rests_and_leaves_6(&mut world);
    a_worker_registers_works_rests_and_leaves_7(&mut world);
    a_worker_registers_works_rests_and_leaves_8(&mut world);
    a_worker_registers_works_rests_and_leaves_9(&mut world);
    a_worker_registers_works_rests_and_leaves_10(&mut world);
    world.worker_registry_register_worker(@0xca401, 1, 1, b"node-c", x"c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EStakeTooLow)]
fun a_worker_registers_works_rests_and_leaves_register_worker_stake_too_low_3() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves_1(&mut world);
    a_worker_registers_works_rests_and_leaves_2(&mut world);
    a_worker_registers_works_rests_and_leaves_3(&mut world);
    a_worker_registers_works_rests_and_leaves_4(&mut world);
    a_worker_registers_works_rests_and_leaves_5(&mut world);
    a_worker_registers_works_rests_and_leaves_6(&mut world);
    a_worker_registers_works_rests_and_leaves_7(&mut world);
    a_worker_registers_works_rests_and_leaves_8(&mut world);
    a_worker_registers_works_rests_and_leaves_9(&mut world);
    a_worker_registers_works_rests_and_leaves_10(&mut world);
    a_worker_registers_works_rests_and_leaves_11(&mut world);
    world.worker_registry_register_worker(@0xda7e, 1, 1, b"node-d", x"d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2");
    world.end();
}

#[test]
fun a_worker_registers_works_rests_and_leaves_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_worker_registers_works_rests_and_leaves(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidUsage)]
fun heartbeats_make_the_score_heartbeat_invalid_usage() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    world.worker_registry_heartbeat(@0xca401, 1, @0xca401, 101, 0, 0);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidUsage)]
fun heartbeats_make_the_score_heartbeat_invalid_usage_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    world.worker_registry_heartbeat(@0xca401, 1, @0xca401, 0, 101, 0);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::ENotOwner)]
fun heartbeats_make_the_score_heartbeat_not_owner() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    world.worker_registry_heartbeat(@0xbad, 1, @0xca401, 1, 1, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::ETooSoon)]
fun heartbeats_make_the_score_heartbeat_too_soon() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    heartbeats_make_the_score_1(&mut world);
    world.worker_registry_heartbeat(@0xca401, 1, @0xca401, 10, 20, 3);
    world.end();
}

#[test]
fun heartbeats_make_the_score_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    heartbeats_make_the_score(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidReason)]
fun a_worker_is_slashed_and_registers_again_slash_worker_invalid_reason() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    world.worker_registry_slash_worker(@0xf4a2c, 1, 1, 1, @0xca401, 1000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", b"rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EInvalidFraction)]
fun a_worker_is_slashed_and_registers_again_slash_worker_invalid_fraction() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    world.worker_registry_slash_worker(@0xf4a2c, 1, 1, 1, @0xca401, 1001, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", b"x");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::ENotRegistered)]
fun a_worker_is_slashed_and_registers_again_slash_worker_not_registered() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_is_slashed_and_registers_again_1(&mut world);
    world.worker_registry_slash_worker(@0xf4a2c, 1, 1, 1, @0xb0b, 1000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", b"no worker");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidTransition)]
fun a_worker_is_slashed_and_registers_again_activate_worker_invalid_transition() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_is_slashed_and_registers_again_1(&mut world);
    a_worker_is_slashed_and_registers_again_2(&mut world);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xca401, b"n-carol-1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EInvalidTransition)]
fun a_worker_is_slashed_and_registers_again_set_join_request_invalid_transition() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_is_slashed_and_registers_again_1(&mut world);
    a_worker_is_slashed_and_registers_again_2(&mut world);
    world.worker_registry_set_join_request(@0xca401, 1, x"c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EStakeTooLow)]
fun a_worker_is_slashed_and_registers_again_register_worker_stake_too_low() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_is_slashed_and_registers_again_1(&mut world);
    a_worker_is_slashed_and_registers_again_2(&mut world);
    world.worker_registry_register_worker(@0xca401, 1, 1, b"node-c", x"c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9");
    world.end();
}

#[test]
fun a_worker_is_slashed_and_registers_again_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_is_slashed_and_registers_again(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongCluster)]
fun workers_of_another_cluster_are_nobody_here_register_worker_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    workers_of_another_cluster_are_nobody_here_1(&mut world);
    world.worker_registry_register_worker(@0xca401, 1, 2, b"node-c", x"c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongCluster)]
fun workers_of_another_cluster_are_nobody_here_stake_and_register_worker_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    workers_of_another_cluster_are_nobody_here_1(&mut world);
    world.worker_registry_stake_and_register_worker(@0xda7e, 1, 2, 1000000000, b"node-d", x"d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongCluster)]
fun workers_of_another_cluster_are_nobody_here_activate_worker_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    workers_of_another_cluster_are_nobody_here_1(&mut world);
    workers_of_another_cluster_are_nobody_here_2(&mut world);
    world.worker_registry_activate_worker(@0xbad, 1, 1, 2, @0xca401, b"n-1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongCluster)]
fun workers_of_another_cluster_are_nobody_here_activate_worker_wrong_cluster_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    workers_of_another_cluster_are_nobody_here_1(&mut world);
    workers_of_another_cluster_are_nobody_here_2(&mut world);
    world.worker_registry_activate_worker(@0xbad, 1, 2, 2, @0xca401, b"n-1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongCluster)]
fun workers_of_another_cluster_are_nobody_here_suspend_worker_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    workers_of_another_cluster_are_nobody_here_1(&mut world);
    workers_of_another_cluster_are_nobody_here_2(&mut world);
    world.worker_registry_suspend_worker(@0xbad, 1, 2, 2, @0xca401, b"x");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongCluster)]
fun workers_of_another_cluster_are_nobody_here_slash_worker_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    workers_of_another_cluster_are_nobody_here_1(&mut world);
    workers_of_another_cluster_are_nobody_here_2(&mut world);
    world.worker_registry_slash_worker(@0xbad, 1, 2, 2, @0xca401, 1, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", b"x");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongCluster)]
fun workers_of_another_cluster_are_nobody_here_update_score_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    workers_of_another_cluster_are_nobody_here_1(&mut world);
    workers_of_another_cluster_are_nobody_here_2(&mut world);
    world.worker_registry_update_score(@0xbad, 1, 2, 2, 1, @0xca401);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongCluster)]
fun workers_of_another_cluster_are_nobody_here_update_score_wrong_cluster_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    workers_of_another_cluster_are_nobody_here_1(&mut world);
    workers_of_another_cluster_are_nobody_here_2(&mut world);
    world.worker_registry_update_score(@0xbad, 2, 2, 2, 1, @0xca401);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongCluster)]
fun workers_of_another_cluster_are_nobody_here_migrate_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    workers_of_another_cluster_are_nobody_here_1(&mut world);
    workers_of_another_cluster_are_nobody_here_2(&mut world);
    workers_of_another_cluster_are_nobody_here_3(&mut world);
    world.worker_registry_migrate(@0xbad, 1, 2, 2);
    world.end();
}

#[test]
fun workers_of_another_cluster_are_nobody_here_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    workers_of_another_cluster_are_nobody_here(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::ENotAnUpgrade)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_migrate_not_an_upgrade() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    world.worker_registry_migrate(@0xa11ce, 1, 1, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::ENotAnUpgrade)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_migrate_worker_not_an_upgrade() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    world.worker_registry_migrate_worker(@0xbad, 1, @0xca401);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongVersion)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_heartbeat_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.worker_registry_heartbeat(@0xca401, 1, @0xca401, 1, 1, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongVersion)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_update_score_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.worker_registry_update_score(@0xe414, 1, 1, 1, 1, @0xca401);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongVersion)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_get_performance_score_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_1(&mut world);
    let _ = world.worker_registry_get_performance_score(@0x0, 1, @0xca401);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongVersion)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_register_worker_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_1(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_2(&mut world);
    world.worker_registry_register_worker(@0xb0b, 1, 1, b"node-b", x"b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongVersion)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_stake_and_register_worker_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_1(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_2(&mut world);
    world.worker_registry_stake_and_register_worker(@0xb0b, 1, 1, 1000000000, b"node-b", x"b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongVersion)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_set_join_request_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_1(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_2(&mut world);
    world.worker_registry_set_join_request(@0xca401, 1, x"c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongVersion)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_retire_worker_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_1(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_2(&mut world);
    world.worker_registry_retire_worker(@0xca401, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongVersion)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_activate_worker_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_1(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_2(&mut world);
    world.worker_registry_activate_worker(@0xe414, 1, 1, 1, @0xca401, b"n-carol-1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongVersion)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_suspend_worker_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_1(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_2(&mut world);
    world.worker_registry_suspend_worker(@0xe414, 1, 1, 1, @0xca401, b"x");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::worker_registry::EWrongVersion)]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_slash_worker_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_1(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration_2(&mut world);
    world.worker_registry_slash_worker(@0xf4a2c, 1, 1, 1, @0xca401, 1, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", b"x");
    world.end();
}

#[test]
fun a_worker_registry_of_an_older_version_waits_for_its_migration_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    two_workers_at_work(&mut world);
    a_worker_registry_of_an_older_version_waits_for_its_migration(&mut world);
    world.end();
}
