// Written by hack/verify-contracts --write. Do not edit: change Tests/Vectors/contract-scenarios.json.
/// The scenarios of `staking`.
#[test_only]
module k3s_daas::staking_tests;

use k3s_daas::cluster_tests;
use k3s_daas::params;
use k3s_daas::staking::CapChanged;
use k3s_daas::staking::FundsChanged;
use k3s_daas::staking::ParamsChanged;
use k3s_daas::staking::StakeChanged;
use k3s_daas::tiers;
use k3s_daas::world::{Self, World};

fun a_stake_grows_from_tier_to_tier_1(world: &mut World) {
    world.ms(1000);
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 0);
    world.staking_stake(@0xb0b, 1, 500000000);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111103000000000000000000000000000000000000000000000000000000000000000000000000000b0b0065cd1d000000000000000000000000000000000000000000000000000000000164000000000000000000000000000000e803000000000000000000000000000000000000000300000000000000000100", vector[]);
    world::saw_all(1);
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 1);
    assert!(world.staking_vault_value(@0x0, 1) == 500000000);
}

fun a_stake_grows_from_tier_to_tier_2(world: &mut World) {
    world.ms(4000);
    world.epoch(2);
    world.staking_increase_stake(@0xb0b, 1, 1500000000, false);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111104000000000000000000000000000000000000000000000000000000000000000000000000000b0b00943577000000000000000000000000000000000000000000000000000000000164000000000000000000000000000000b20c000000000000020000000000000000000000000400000000000000000200", vector[]);
    world::saw_all(1);
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 2);
    world.staking_increase_stake(@0xb0b, 1, 3000000000, false);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111105000000000000000000000000000000000000000000000000000000000000000000000000000b0b00f2052a010000000000000000000000000000000000000000000000000000000164000000000000000000000000000000740e000000000000020000000000000000000000000500000000000000000200", vector[]);
    world::saw_all(1);
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 3);
    world.staking_increase_stake(@0xb0b, 1, 5000000000, false);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111106000000000000000000000000000000000000000000000000000000000000000000000000000b0b00e40b540200000000000000000000000000000000000000000000000000000001640000000000000000000000000000000a0f000000000000020000000000000000000000000600000000000000000200", vector[]);
    world::saw_all(1);
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 4);
    let value = world.staking_account(@0x0, 1, @0xb0b);
    world::same(&value, x"00e40b540200000000000000000000000000000000000000000000000000000001640000000000000000000000000000000a0f00000000000002000000000000000000000000060000000000000000", vector[]);
    world::same(&value.amount(), x"00e40b5402000000", vector[]);
    world::same(&value.node_amount(), x"0000000000000000", vector[]);
    world::same(&value.unbonding(), x"0000000000000000", vector[]);
    world::same(&value.unbond_epoch(), x"0000000000000000", vector[]);
    world::same(&value.status(), x"01", vector[]);
    world::same(&value.score(), x"6400000000000000", vector[]);
    world::same(&value.slashed_total(), x"0000000000000000", vector[]);
    world::same(&value.since_ms(), x"0a0f000000000000", vector[]);
    world::same(&value.weight_epoch(), x"0200000000000000", vector[]);
    world::same(&value.generation(), x"00000000", vector[]);
    world::same(&value.node_id(), x"00", vector[]);
    world.ms(7776003849);
    assert!(world.staking_get_stake_power(@0x0, 1, @0xb0b) == 10200000000);
    world.ms(7776003850);
    assert!(world.staking_get_stake_power(@0x0, 1, @0xb0b) == 10300000000);
    assert!(world.staking_has_account(@0x0, 1, @0xb0b) == true);
    assert!(world.staking_has_account(@0x0, 1, @0xbad) == false);
}

/// A stake grows from tier to tier.
public fun a_stake_grows_from_tier_to_tier(world: &mut World) {
    a_stake_grows_from_tier_to_tier_1(world);
    a_stake_grows_from_tier_to_tier_2(world);
}

fun unstaking_in_parts_is_paid_after_the_later_epoch_1(world: &mut World) {
    world.ms(1000);
    world.staking_stake(@0xb0b, 1, 5000000000);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111103000000000000000000000000000000000000000000000000000000000000000000000000000b0b00f2052a010000000000000000000000000000000000000000000000000000000164000000000000000000000000000000e803000000000000000000000000000000000000000300000000000000000100", vector[]);
    world::saw_all(1);
}

fun unstaking_in_parts_is_paid_after_the_later_epoch_2(world: &mut World) {
    world.epoch(1);
    world.staking_request_unstake(@0xb0b, 1, 1000000000, false);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111104000000000000000000000000000000000000000000000000000000000000000000000000000b0b00286bee00000000000000000000000000ca9a3b0000000008000000000000000164000000000000000000000000000000e803000000000000000000000000000000000000000400000000000000000300", vector[]);
    world::saw_all(1);
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 2);
}

fun unstaking_in_parts_is_paid_after_the_later_epoch_3(world: &mut World) {
    world.epoch(3);
    world.staking_request_unstake(@0xb0b, 1, 4000000000, false);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111105000000000000000000000000000000000000000000000000000000000000000000000000000b0b0000000000000000000000000000000000f2052a010000000a000000000000000264000000000000000000000000000000e803000000000000000000000000000000000000000500000000000000000300", vector[]);
    world::saw_all(1);
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 0);
    world.epoch(9);
}

fun unstaking_in_parts_is_paid_after_the_later_epoch_4(world: &mut World) {
    world.epoch(10);
    assert!(world.staking_vault_value(@0x0, 1) == 5000000000);
    assert!(world.staking_withdraw_unstaked(@0xb0b, 1) == 5000000000);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111106000000000000000000000000000000000000000000000000000000000000000000000000000b0b00000000000000000000000000000000000000000000000000000000000000000264000000000000000000000000000000e803000000000000000000000000000000000000000600000000000000000400", vector[]);
    world::saw_all(1);
    assert!(world.staking_vault_value(@0x0, 1) == 0);
}

fun unstaking_in_parts_is_paid_after_the_later_epoch_5(world: &mut World) {
    world.ms(9000);
    world.staking_stake(@0xb0b, 1, 500000000);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111107000000000000000000000000000000000000000000000000000000000000000000000000000b0b0065cd1d00000000000000000000000000000000000000000000000000000000016400000000000000000000000000000028230000000000000a0000000000000000000000000700000000000000000100", vector[]);
    world::saw_all(1);
    let value = world.staking_account(@0x0, 1, @0xb0b);
    world::same(&value, x"0065cd1d00000000000000000000000000000000000000000000000000000000016400000000000000000000000000000028230000000000000a000000000000000000000000070000000000000000", vector[]);
    world::same(&value.amount(), x"0065cd1d00000000", vector[]);
    world::same(&value.node_amount(), x"0000000000000000", vector[]);
    world::same(&value.unbonding(), x"0000000000000000", vector[]);
    world::same(&value.unbond_epoch(), x"0000000000000000", vector[]);
    world::same(&value.status(), x"01", vector[]);
    world::same(&value.score(), x"6400000000000000", vector[]);
    world::same(&value.slashed_total(), x"0000000000000000", vector[]);
    world::same(&value.since_ms(), x"2823000000000000", vector[]);
    world::same(&value.weight_epoch(), x"0a00000000000000", vector[]);
    world::same(&value.generation(), x"00000000", vector[]);
    world::same(&value.node_id(), x"00", vector[]);
}

/// Unstaking in parts is paid after the later epoch.
public fun unstaking_in_parts_is_paid_after_the_later_epoch(world: &mut World) {
    unstaking_in_parts_is_paid_after_the_later_epoch_1(world);
    unstaking_in_parts_is_paid_after_the_later_epoch_2(world);
    unstaking_in_parts_is_paid_after_the_later_epoch_3(world);
    unstaking_in_parts_is_paid_after_the_later_epoch_4(world);
    unstaking_in_parts_is_paid_after_the_later_epoch_5(world);
}

fun a_stake_for_a_node_is_not_a_stake_for_a_tier_1(world: &mut World) {
    world.ms(1000);
}

fun a_stake_for_a_node_is_not_a_stake_for_a_tier_2(world: &mut World) {
    world.staking_stake_for_node(@0xca401, 1, 1000000000, b"node-a");
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111030000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d610300000000000000000100", vector[]);
    world::saw_all(1);
    assert!(world.staking_tier(@0x0, 1, @0xca401) == 0);
    assert!(world.staking_is_node_staked(@0x0, 1, @0xca401) == true);
    assert!(world.staking_is_node_staked(@0x0, 1, @0xb0b) == false);
}

fun a_stake_for_a_node_is_not_a_stake_for_a_tier_3(world: &mut World) {
    world.ms(5000);
    world.staking_stake(@0xca401, 1, 2000000000);
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111040000000000000000000000000000000000000000000000000000000000000000000000000ca401009435770000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000530e00000000000000000000000000000000000001066e6f64652d610400000000000000000100", vector[]);
    world::saw_all(1);
    assert!(world.staking_tier(@0x0, 1, @0xca401) == 2);
    world.staking_increase_stake(@0xca401, 1, 1000000000, true);
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111050000000000000000000000000000000000000000000000000000000000000000000000000ca40100943577000000000094357700000000000000000000000000000000000000000164000000000000000000000000000000a10f00000000000000000000000000000000000001066e6f64652d610500000000000000000200", vector[]);
    world::saw_all(1);
    world.staking_request_unstake(@0xca401, 1, 1000000000, true);
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111060000000000000000000000000000000000000000000000000000000000000000000000000ca401009435770000000000ca9a3b0000000000ca9a3b0000000007000000000000000164000000000000000000000000000000a10f00000000000000000000000000000000000001066e6f64652d610600000000000000000300", vector[]);
    world::saw_all(1);
    assert!(world.staking_is_node_staked(@0x0, 1, @0xca401) == true);
    world.staking_request_unstake(@0xca401, 1, 1, true);
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111070000000000000000000000000000000000000000000000000000000000000000000000000ca4010094357700000000ffc99a3b0000000001ca9a3b0000000007000000000000000164000000000000000000000000000000a10f00000000000000000000000000000000000001066e6f64652d610700000000000000000300", vector[]);
    world::saw_all(1);
    assert!(world.staking_is_node_staked(@0x0, 1, @0xca401) == false);
    assert!(world.staking_tier(@0x0, 1, @0xca401) == 2);
    let value = world.staking_account(@0x0, 1, @0xca401);
    world::same(&value, x"0094357700000000ffc99a3b0000000001ca9a3b0000000007000000000000000164000000000000000000000000000000a10f00000000000000000000000000000000000001066e6f64652d61070000000000000000", vector[]);
    world::same(&value.amount(), x"0094357700000000", vector[]);
    world::same(&value.node_amount(), x"ffc99a3b00000000", vector[]);
    world::same(&value.unbonding(), x"01ca9a3b00000000", vector[]);
    world::same(&value.unbond_epoch(), x"0700000000000000", vector[]);
    world::same(&value.status(), x"01", vector[]);
    world::same(&value.score(), x"6400000000000000", vector[]);
    world::same(&value.slashed_total(), x"0000000000000000", vector[]);
    world::same(&value.since_ms(), x"a10f000000000000", vector[]);
    world::same(&value.weight_epoch(), x"0000000000000000", vector[]);
    world::same(&value.generation(), x"00000000", vector[]);
    world::same(&value.node_id(), x"01066e6f64652d61", vector[]);
}

/// A stake for a node is not a stake for a tier.
public fun a_stake_for_a_node_is_not_a_stake_for_a_tier(world: &mut World) {
    a_stake_for_a_node_is_not_a_stake_for_a_tier_1(world);
    a_stake_for_a_node_is_not_a_stake_for_a_tier_2(world);
    a_stake_for_a_node_is_not_a_stake_for_a_tier_3(world);
}

fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_1(world: &mut World) {
    world.ms(1000);
    world.staking_stake(@0xb0b, 1, 5000000001);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111107000000000000000000000000000000000000000000000000000000000000000000000000000b0b01f2052a010000000000000000000000000000000000000000000000000000000164000000000000000000000000000000e803000000000000000000000000000000000000000700000000000000000100", vector[]);
    world::saw_all(1);
    world.staking_stake_for_node(@0xb0b, 1, 1000000000, b"node-b");
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111108000000000000000000000000000000000000000000000000000000000000000000000000000b0b01f2052a0100000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d620800000000000000000100", vector[]);
    world::saw_all(1);
    world.staking_request_unstake(@0xb0b, 1, 1000000000, false);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111109000000000000000000000000000000000000000000000000000000000000000000000000000b0b01286bee0000000000ca9a3b0000000000ca9a3b0000000007000000000000000164000000000000000000000000000000e80300000000000000000000000000000000000001066e6f64652d620900000000000000000300", vector[]);
    world::saw_all(1);
    assert!(world.staking_is_evidence_used(@0x0, 1, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1") == false);
}

fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_2(world: &mut World) {
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 1000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110a000000000000000000000000000000000000000000000000000000000000000000000000000b0b00a493d60000000000e9a4350000000000e9a4350000000007000000000000000364000000000000000146c32300000000e80300000000000000000000000000000100000001066e6f64652d620a00000000000000000620e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", vector[]);
    world.saw<FundsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110b000000000000000146c323000000000000000000000000000000000000000000000000000000000000000000000000", vector[]);
    world::saw_all(2);
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 0);
    assert!(world.staking_is_node_staked(@0x0, 1, @0xb0b) == false);
    assert!(world.staking_vault_value(@0x0, 1) == 5400000000);
    assert!(world.staking_slashed_value(@0x0, 1) == 600000001);
    assert!(world.staking_is_evidence_used(@0x0, 1, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1") == true);
}

fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_3(world: &mut World) {
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 1000, x"e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110c000000000000000000000000000000000000000000000000000000000000000000000000000b0b007a1ec100000000809e473000000000809e47300000000007000000000000000364000000000000000105f34300000000e80300000000000000000000000000000200000001066e6f64652d620c00000000000000000620e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2", vector[]);
    world.saw<FundsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110d000000000000000105f343000000000000000000000000000000000000000000000000000000000000000000000000", vector[]);
    world::saw_all(2);
    world.staking_request_unstake(@0xb0b, 1, 3240000000, false);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110e000000000000000000000000000000000000000000000000000000000000000000000000000b0b0000000000000000809e473000000000801866f10000000007000000000000000364000000000000000105f34300000000e80300000000000000000000000000000200000001066e6f64652d620e00000000000000000300", vector[]);
    world::saw_all(1);
    world.epoch(7);
    assert!(world.staking_withdraw_unstaked(@0xb0b, 1) == 4050000000);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110f000000000000000000000000000000000000000000000000000000000000000000000000000b0b0000000000000000809e473000000000000000000000000000000000000000000364000000000000000105f34300000000e80300000000000000000000000000000200000001066e6f64652d620f00000000000000000400", vector[]);
    world::saw_all(1);
    let value = world.staking_account(@0x0, 1, @0xb0b);
    world::same(&value, x"0000000000000000809e473000000000000000000000000000000000000000000364000000000000000105f34300000000e80300000000000000000000000000000200000001066e6f64652d620f0000000000000000", vector[]);
    world::same(&value.amount(), x"0000000000000000", vector[]);
    world::same(&value.node_amount(), x"809e473000000000", vector[]);
    world::same(&value.unbonding(), x"0000000000000000", vector[]);
    world::same(&value.unbond_epoch(), x"0000000000000000", vector[]);
    world::same(&value.status(), x"03", vector[]);
    world::same(&value.score(), x"6400000000000000", vector[]);
    world::same(&value.slashed_total(), x"0105f34300000000", vector[]);
    world::same(&value.since_ms(), x"e803000000000000", vector[]);
    world::same(&value.weight_epoch(), x"0000000000000000", vector[]);
    world::same(&value.generation(), x"02000000", vector[]);
    world::same(&value.node_id(), x"01066e6f64652d62", vector[]);
    assert!(world.staking_vault_value(@0x0, 1) == 810000000);
}

/// A slashing takes of everything, rounded up, once for each evidence.
public fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence(world: &mut World) {
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_1(world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_2(world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_3(world);
}

fun a_slashed_account_comes_back_with_fresh_stake_1(world: &mut World) {
    world.ms(1000);
    world.staking_stake(@0xb0b, 1, 500000000);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111107000000000000000000000000000000000000000000000000000000000000000000000000000b0b0065cd1d000000000000000000000000000000000000000000000000000000000164000000000000000000000000000000e803000000000000000000000000000000000000000700000000000000000100", vector[]);
    world::saw_all(1);
}

fun a_slashed_account_comes_back_with_fresh_stake_2(world: &mut World) {
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 1000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111108000000000000000000000000000000000000000000000000000000000000000000000000000b0b8074d21a0000000000000000000000000000000000000000000000000000000003640000000000000080f0fa0200000000e803000000000000000000000000000001000000000800000000000000000620e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", vector[]);
    world.saw<FundsChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111090000000000000080f0fa02000000000000000000000000000000000000000000000000000000000000000000000000", vector[]);
    world::saw_all(2);
}

fun a_slashed_account_comes_back_with_fresh_stake_3(world: &mut World) {
    world.ms(9000);
    world.epoch(4);
    world.staking_restake(@0xb0b, 1, 50000000, false);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110a000000000000000000000000000000000000000000000000000000000000000000000000000b0b0065cd1d0000000000000000000000000000000000000000000000000000000001640000000000000080f0fa02000000002823000000000000040000000000000001000000000a00000000000000000500", vector[]);
    world::saw_all(1);
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 1);
    world.ms(9500);
    world.staking_stake_for_node(@0xb0b, 1, 1000000000, b"node-b");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110b000000000000000000000000000000000000000000000000000000000000000000000000000b0b0065cd1d0000000000ca9a3b000000000000000000000000000000000000000001640000000000000080f0fa0200000000762400000000000004000000000000000100000001066e6f64652d620b00000000000000000100", vector[]);
    world::saw_all(1);
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 1, x"e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110c000000000000000000000000000000000000000000000000000000000000000000000000000b0bb0a1cc1d000000006043993b0000000000000000000000000000000000000000036400000000000000703afd0200000000762400000000000004000000000000000200000001066e6f64652d620c00000000000000000620e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2", vector[]);
    world.saw<FundsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110d00000000000000703afd02000000000000000000000000000000000000000000000000000000000000000000000000", vector[]);
    world::saw_all(2);
}

fun a_slashed_account_comes_back_with_fresh_stake_4(world: &mut World) {
    world.staking_restake(@0xb0b, 1, 100000, true);
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110e000000000000000000000000000000000000000000000000000000000000000000000000000b0bb0a1cc1d0000000000ca9a3b0000000000000000000000000000000000000000016400000000000000703afd02000000001c2500000000000004000000000000000200000001066e6f64652d620e00000000000000000500", vector[]);
    world::saw_all(1);
    assert!(world.staking_is_node_staked(@0x0, 1, @0xb0b) == true);
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 0);
}

/// A slashed account comes back with fresh stake.
public fun a_slashed_account_comes_back_with_fresh_stake(world: &mut World) {
    a_slashed_account_comes_back_with_fresh_stake_1(world);
    a_slashed_account_comes_back_with_fresh_stake_2(world);
    a_slashed_account_comes_back_with_fresh_stake_3(world);
    a_slashed_account_comes_back_with_fresh_stake_4(world);
}

fun a_slasher_has_a_limit_for_each_epoch_1(world: &mut World) {
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 10000, 1000000000, 30));
    world.saw<ParamsChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111107000000000000000065cd1d00000000009435770000000000f2052a0100000000e40b540200000000ca9a3b0000000007000000000000000014730f00000000002e93020000000000ca9a3b00000000102700000000000000ca9a3b000000001e00000000000000", vector[]);
    world::saw_all(1);
    world.staking_stake(@0xb0b, 1, 2000000000);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111108000000000000000000000000000000000000000000000000000000000000000000000000000b0b009435770000000000000000000000000000000000000000000000000000000001640000000000000000000000000000000000000000000000000000000000000000000000000800000000000000000100", vector[]);
    world::saw_all(1);
    world.staking_stake(@0xca401, 1, 1000000000);
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111090000000000000000000000000000000000000000000000000000000000000000000000000ca40100ca9a3b0000000000000000000000000000000000000000000000000000000001640000000000000000000000000000000000000000000000000000000000000000000000000900000000000000000100", vector[]);
    world::saw_all(1);
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 5000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110a000000000000000000000000000000000000000000000000000000000000000000000000000b0b00ca9a3b0000000000000000000000000000000000000000000000000000000003640000000000000000ca9a3b000000000000000000000000000000000000000001000000000a00000000000000000620e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1", vector[]);
    world.saw<FundsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110b0000000000000000ca9a3b000000000000000000000000000000000000000000000000000000000000000000000000", vector[]);
    world::saw_all(2);
}

fun a_slasher_has_a_limit_for_each_epoch_2(world: &mut World) {
    world.epoch(1);
    world.staking_slash(@0xf4a2c, 1, 1, @0xca401, 1, x"e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110c0000000000000000000000000000000000000000000000000000000000000000000000000ca4016043993b00000000000000000000000000000000000000000000000000000000036400000000000000a0860100000000000000000000000000000000000000000001000000000c00000000000000000620e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2", vector[]);
    world.saw<FundsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110d00000000000000a0509c3b000000000000000000000000000000000000000000000000000000000000000000000000", vector[]);
    world::saw_all(2);
    world.epoch(2);
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 10000, x"e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3");
    world.saw<StakeChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110e000000000000000000000000000000000000000000000000000000000000000000000000000b0b000000000000000000000000000000000000000000000000000000000000000003640000000000000000943577000000000000000000000000000000000000000002000000000e00000000000000000620e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3", vector[]);
    world.saw<FundsChanged>(1, 0, x"11111111111111111111111111111111111111111111111111111111111111110f00000000000000a01a3777000000000000000000000000000000000000000000000000000000000000000000000000", vector[]);
    world::saw_all(2);
}

fun a_slasher_has_a_limit_for_each_epoch_3(world: &mut World) {
    assert!(world.staking_tier(@0x0, 1, @0xb0b) == 0);
}

/// A slasher has a limit for each epoch.
public fun a_slasher_has_a_limit_for_each_epoch(world: &mut World) {
    a_slasher_has_a_limit_for_each_epoch_1(world);
    a_slasher_has_a_limit_for_each_epoch_2(world);
    a_slasher_has_a_limit_for_each_epoch_3(world);
}

fun capabilities_of_another_cluster_count_for_nothing_here_1(world: &mut World) {
    world.staking_stake(@0xb0b, 1, 2000000000);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111107000000000000000000000000000000000000000000000000000000000000000000000000000b0b009435770000000000000000000000000000000000000000000000000000000001640000000000000000000000000000000000000000000000000000000000000000000000000700000000000000000100", vector[]);
    world::saw_all(1);
}

fun capabilities_of_another_cluster_count_for_nothing_here_2(world: &mut World) {
    world.set_version_staking(1, 0);
}

/// Capabilities of another cluster count for nothing here.
public fun capabilities_of_another_cluster_count_for_nothing_here(world: &mut World) {
    capabilities_of_another_cluster_count_for_nothing_here_1(world);
    capabilities_of_another_cluster_count_for_nothing_here_2(world);
}

fun a_pool_of_an_older_version_waits_for_its_migration_1(world: &mut World) {
    world.staking_offer_cap(@0xa11ce, 1, 1, 1, @0xda7e);
    world.saw<CapChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111070000000000000001010001000000000000000000000000000000000000000000000000000000000000da7e", vector[]);
    world::saw_all(1);
    world.staking_stake_for_node(@0xca401, 1, 1000000000, b"node-c");
    world.saw<StakeChanged>(1, 0, x"1111111111111111111111111111111111111111111111111111111111111111080000000000000000000000000000000000000000000000000000000000000000000000000ca401000000000000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000000000000000000000000000000000000000000001066e6f64652d630800000000000000000100", vector[]);
    world::saw_all(1);
    world.set_version_staking(1, 0);
}

fun a_pool_of_an_older_version_waits_for_its_migration_2(world: &mut World) {
    world.staking_migrate(@0xa11ce, 1, 1);
    world::saw_all(0);
    world.staking_stake(@0xb0b, 1, 1000000000);
    world.saw<StakeChanged>(1, 0, x"111111111111111111111111111111111111111111111111111111111111111109000000000000000000000000000000000000000000000000000000000000000000000000000b0b00ca9a3b0000000000000000000000000000000000000000000000000000000001640000000000000000000000000000000000000000000000000000000000000000000000000900000000000000000100", vector[]);
    world::saw_all(1);
    let value = world.staking_account(@0x0, 1, @0xca401);
    world::same(&value, x"000000000000000000ca9a3b00000000000000000000000000000000000000000164000000000000000000000000000000000000000000000000000000000000000000000001066e6f64652d63080000000000000000", vector[]);
    world::same(&value.amount(), x"0000000000000000", vector[]);
    world::same(&value.node_amount(), x"00ca9a3b00000000", vector[]);
    world::same(&value.unbonding(), x"0000000000000000", vector[]);
    world::same(&value.unbond_epoch(), x"0000000000000000", vector[]);
    world::same(&value.status(), x"01", vector[]);
    world::same(&value.score(), x"6400000000000000", vector[]);
    world::same(&value.slashed_total(), x"0000000000000000", vector[]);
    world::same(&value.since_ms(), x"0000000000000000", vector[]);
    world::same(&value.weight_epoch(), x"0000000000000000", vector[]);
    world::same(&value.generation(), x"00000000", vector[]);
    world::same(&value.node_id(), x"01066e6f64652d63", vector[]);
    world.set_version_staking(1, 2);
}

/// A pool of an older version waits for its migration.
public fun a_pool_of_an_older_version_waits_for_its_migration(world: &mut World) {
    a_pool_of_an_older_version_waits_for_its_migration_1(world);
    a_pool_of_an_older_version_waits_for_its_migration_2(world);
}

#[test, expected_failure(abort_code = k3s_daas::staking::EAlreadyStaked)]
fun a_stake_grows_from_tier_to_tier_stake_already_staked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_grows_from_tier_to_tier_1(&mut world);
    world.staking_stake(@0xb0b, 1, 500000000);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EBelowMinimum)]
fun a_stake_grows_from_tier_to_tier_stake_below_minimum() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_grows_from_tier_to_tier_1(&mut world);
    world.staking_stake(@0xbad, 1, 499999999);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EZeroAmount)]
fun a_stake_grows_from_tier_to_tier_increase_stake_zero_amount() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_grows_from_tier_to_tier_1(&mut world);
    world.staking_increase_stake(@0xb0b, 1, 0, false);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENotStaked)]
fun a_stake_grows_from_tier_to_tier_increase_stake_not_staked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_grows_from_tier_to_tier_1(&mut world);
    world.staking_increase_stake(@0xbad, 1, 1, false);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENotStaked)]
fun a_stake_grows_from_tier_to_tier_increase_stake_not_staked_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_grows_from_tier_to_tier_1(&mut world);
    world.staking_increase_stake(@0xb0b, 1, 1000000000, true);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENotStaked)]
fun a_stake_grows_from_tier_to_tier_account_not_staked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_grows_from_tier_to_tier_1(&mut world);
    a_stake_grows_from_tier_to_tier_2(&mut world);
    let _ = world.staking_account(@0x0, 1, @0xbad);
    world.end();
}

#[test]
fun a_stake_grows_from_tier_to_tier_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_grows_from_tier_to_tier(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENothingUnbonding)]
fun unstaking_in_parts_is_paid_after_the_later_epoch_withdraw_unstaked_nothing_unbonding() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_1(&mut world);
    let _ = world.staking_withdraw_unstaked(@0xb0b, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EZeroAmount)]
fun unstaking_in_parts_is_paid_after_the_later_epoch_request_unstake_zero_amount() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_1(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_2(&mut world);
    world.staking_request_unstake(@0xb0b, 1, 0, false);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EInsufficientStake)]
fun unstaking_in_parts_is_paid_after_the_later_epoch_request_unstake_insufficient_stake() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_1(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_2(&mut world);
    world.staking_request_unstake(@0xb0b, 1, 4000000001, false);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EInsufficientStake)]
fun unstaking_in_parts_is_paid_after_the_later_epoch_request_unstake_insufficient_stake_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_1(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_2(&mut world);
    world.staking_request_unstake(@0xb0b, 1, 1, true);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENotStaked)]
fun unstaking_in_parts_is_paid_after_the_later_epoch_request_unstake_not_staked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_1(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_2(&mut world);
    world.staking_request_unstake(@0xbad, 1, 1, false);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EStillUnbonding)]
fun unstaking_in_parts_is_paid_after_the_later_epoch_withdraw_unstaked_still_unbonding() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_1(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_2(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_3(&mut world);
    let _ = world.staking_withdraw_unstaked(@0xb0b, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENotStaked)]
fun unstaking_in_parts_is_paid_after_the_later_epoch_withdraw_unstaked_not_staked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_1(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_2(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_3(&mut world);
    let _ = world.staking_withdraw_unstaked(@0xbad, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENothingUnbonding)]
fun unstaking_in_parts_is_paid_after_the_later_epoch_withdraw_unstaked_nothing_unbonding_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_1(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_2(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_3(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch_4(&mut world);
    let _ = world.staking_withdraw_unstaked(@0xb0b, 1);
    world.end();
}

#[test]
fun unstaking_in_parts_is_paid_after_the_later_epoch_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    unstaking_in_parts_is_paid_after_the_later_epoch(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EInvalidNodeId)]
fun a_stake_for_a_node_is_not_a_stake_for_a_tier_stake_for_node_invalid_node_id() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_for_a_node_is_not_a_stake_for_a_tier_1(&mut world);
    world.staking_stake_for_node(@0xca401, 1, 1000000000, b"Node");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EBelowMinimum)]
fun a_stake_for_a_node_is_not_a_stake_for_a_tier_stake_for_node_below_minimum() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_for_a_node_is_not_a_stake_for_a_tier_1(&mut world);
    world.staking_stake_for_node(@0xca401, 1, 999999999, b"node-a");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EAlreadyStaked)]
fun a_stake_for_a_node_is_not_a_stake_for_a_tier_stake_for_node_already_staked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_for_a_node_is_not_a_stake_for_a_tier_1(&mut world);
    a_stake_for_a_node_is_not_a_stake_for_a_tier_2(&mut world);
    world.staking_stake_for_node(@0xca401, 1, 1000000000, b"node-a");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EOtherNode)]
fun a_stake_for_a_node_is_not_a_stake_for_a_tier_stake_for_node_other_node() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_for_a_node_is_not_a_stake_for_a_tier_1(&mut world);
    a_stake_for_a_node_is_not_a_stake_for_a_tier_2(&mut world);
    world.staking_stake_for_node(@0xca401, 1, 1000000000, b"node-b");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENodeTaken)]
fun a_stake_for_a_node_is_not_a_stake_for_a_tier_stake_for_node_node_taken() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_for_a_node_is_not_a_stake_for_a_tier_1(&mut world);
    a_stake_for_a_node_is_not_a_stake_for_a_tier_2(&mut world);
    world.staking_stake_for_node(@0xb0b, 1, 1000000000, b"node-a");
    world.end();
}

#[test]
fun a_stake_for_a_node_is_not_a_stake_for_a_tier_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    a_stake_for_a_node_is_not_a_stake_for_a_tier(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EInvalidFraction)]
fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_slash_invalid_fraction() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_1(&mut world);
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 0, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EInvalidFraction)]
fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_slash_invalid_fraction_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_1(&mut world);
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 1001, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EInvalidEvidence)]
fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_slash_invalid_evidence() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_1(&mut world);
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 1000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENotStaked)]
fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_slash_not_staked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_1(&mut world);
    world.staking_slash(@0xf4a2c, 1, 1, @0xbad, 1000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EEvidenceUsed)]
fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_slash_evidence_used() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_1(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_2(&mut world);
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 1000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ESlashed)]
fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_stake_slashed() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_1(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_2(&mut world);
    world.staking_stake(@0xb0b, 1, 1000000000);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ESlashed)]
fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_stake_for_node_slashed() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_1(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_2(&mut world);
    world.staking_stake_for_node(@0xb0b, 1, 1000000000, b"node-b");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ESlashed)]
fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_increase_stake_slashed() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_1(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_2(&mut world);
    world.staking_increase_stake(@0xb0b, 1, 1000000000, false);
    world.end();
}

#[test]
fun a_slashing_takes_of_everything_rounded_up_once_for_each_evidence_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashing_takes_of_everything_rounded_up_once_for_each_evidence(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENotSlashed)]
fun a_slashed_account_comes_back_with_fresh_stake_restake_not_slashed() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashed_account_comes_back_with_fresh_stake_1(&mut world);
    world.staking_restake(@0xb0b, 1, 1000000000, false);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENotStaked)]
fun a_slashed_account_comes_back_with_fresh_stake_restake_not_staked() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashed_account_comes_back_with_fresh_stake_1(&mut world);
    world.staking_restake(@0xbad, 1, 1000000000, false);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EZeroAmount)]
fun a_slashed_account_comes_back_with_fresh_stake_restake_zero_amount() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashed_account_comes_back_with_fresh_stake_1(&mut world);
    a_slashed_account_comes_back_with_fresh_stake_2(&mut world);
    world.staking_restake(@0xb0b, 1, 0, false);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EBelowMinimum)]
fun a_slashed_account_comes_back_with_fresh_stake_restake_below_minimum() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashed_account_comes_back_with_fresh_stake_1(&mut world);
    a_slashed_account_comes_back_with_fresh_stake_2(&mut world);
    world.staking_restake(@0xb0b, 1, 49999999, false);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENotStaked)]
fun a_slashed_account_comes_back_with_fresh_stake_restake_not_staked_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashed_account_comes_back_with_fresh_stake_1(&mut world);
    a_slashed_account_comes_back_with_fresh_stake_2(&mut world);
    world.staking_restake(@0xb0b, 1, 1000000000, true);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EBelowMinimum)]
fun a_slashed_account_comes_back_with_fresh_stake_restake_below_minimum_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashed_account_comes_back_with_fresh_stake_1(&mut world);
    a_slashed_account_comes_back_with_fresh_stake_2(&mut world);
    a_slashed_account_comes_back_with_fresh_stake_3(&mut world);
    world.staking_restake(@0xb0b, 1, 99999, true);
    world.end();
}

#[test]
fun a_slashed_account_comes_back_with_fresh_stake_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slashed_account_comes_back_with_fresh_stake(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EEpochLimit)]
fun a_slasher_has_a_limit_for_each_epoch_slash_epoch_limit() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slasher_has_a_limit_for_each_epoch_1(&mut world);
    world.staking_slash(@0xf4a2c, 1, 1, @0xca401, 1, x"e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EInsufficientStake)]
fun a_slasher_has_a_limit_for_each_epoch_slash_insufficient_stake() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slasher_has_a_limit_for_each_epoch_1(&mut world);
    a_slasher_has_a_limit_for_each_epoch_2(&mut world);
    world.staking_slash(@0xf4a2c, 1, 1, @0xb0b, 10000, x"e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4");
    world.end();
}

#[test]
fun a_slasher_has_a_limit_for_each_epoch_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_slasher_has_a_limit_for_each_epoch(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongCluster)]
fun capabilities_of_another_cluster_count_for_nothing_here_slash_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    capabilities_of_another_cluster_count_for_nothing_here_1(&mut world);
    world.staking_slash(@0xbad, 1, 2, @0xb0b, 1000, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongCluster)]
fun capabilities_of_another_cluster_count_for_nothing_here_set_params_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    capabilities_of_another_cluster_count_for_nothing_here_1(&mut world);
    world.staking_set_params(@0xbad, 1, 2, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongCluster)]
fun capabilities_of_another_cluster_count_for_nothing_here_offer_cap_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    capabilities_of_another_cluster_count_for_nothing_here_1(&mut world);
    world.staking_offer_cap(@0xbad, 1, 2, 2, @0xbad);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongCluster)]
fun capabilities_of_another_cluster_count_for_nothing_here_retract_offer_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    capabilities_of_another_cluster_count_for_nothing_here_1(&mut world);
    world.staking_retract_offer(@0xbad, 1, 2, 2, @0xbad);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongCluster)]
fun capabilities_of_another_cluster_count_for_nothing_here_revoke_cap_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    capabilities_of_another_cluster_count_for_nothing_here_1(&mut world);
    world.staking_revoke_cap(@0xbad, 1, 2, 2, @0xf4a2c);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongCluster)]
fun capabilities_of_another_cluster_count_for_nothing_here_withdraw_slashed_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    capabilities_of_another_cluster_count_for_nothing_here_1(&mut world);
    world.staking_withdraw_slashed(@0xbad, 1, 2, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongCluster)]
fun capabilities_of_another_cluster_count_for_nothing_here_anchor_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    capabilities_of_another_cluster_count_for_nothing_here_1(&mut world);
    world.audit_anchor_anchor(@0xbad, 1, 1, 2, 1, 1, x"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongCluster)]
fun capabilities_of_another_cluster_count_for_nothing_here_migrate_wrong_cluster() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    capabilities_of_another_cluster_count_for_nothing_here_1(&mut world);
    capabilities_of_another_cluster_count_for_nothing_here_2(&mut world);
    world.staking_migrate(@0xbad, 1, 2);
    world.end();
}

#[test]
fun capabilities_of_another_cluster_count_for_nothing_here_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    cluster_tests::a_second_cluster_of_somebody_else(&mut world);
    capabilities_of_another_cluster_count_for_nothing_here(&mut world);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENotAnUpgrade)]
fun a_pool_of_an_older_version_waits_for_its_migration_migrate_not_an_upgrade() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    world.staking_migrate(@0xa11ce, 1, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_stake_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_stake(@0xb0b, 1, 1000000000);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_stake_for_node_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_stake_for_node(@0xb0b, 1, 1000000000, b"node-b");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_increase_stake_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_increase_stake(@0xca401, 1, 1000000000, true);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_request_unstake_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_request_unstake(@0xca401, 1, 1000000000, true);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_restake_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_restake(@0xca401, 1, 1000000000, true);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_withdraw_unstaked_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    let _ = world.staking_withdraw_unstaked(@0xca401, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_claim_reward_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    let _ = world.staking_claim_reward(@0xca401, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_slash_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_slash(@0xf4a2c, 1, 1, @0xca401, 1, x"e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1");
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_withdraw_slashed_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_withdraw_slashed(@0xa11ce, 1, 1, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_set_params_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_set_params(@0xa11ce, 1, 1, params::new_params(tiers::new_thresholds(500000000, 2000000000, 5000000000, 10000000000), 1000000000, 7, 259200000, 43200000, 1000000000, 1000, 100000000000, 30));
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_offer_cap_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_offer_cap(@0xa11ce, 1, 1, 2, @0xda7e);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_retract_offer_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_retract_offer(@0xa11ce, 1, 1, 1, @0xda7e);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_accept_cap_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_accept_cap(@0xda7e, 1, 1);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_revoke_cap_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    world.staking_revoke_cap(@0xa11ce, 1, 1, 2, @0xf4a2c);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_tier_wrong_version() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    let _ = world.staking_tier(@0x0, 1, @0xb0b);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::EWrongVersion)]
fun a_pool_of_an_older_version_waits_for_its_migration_stake_wrong_version_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_2(&mut world);
    world.staking_stake(@0xda7e, 1, 1000000000);
    world.end();
}

#[test, expected_failure(abort_code = k3s_daas::staking::ENotAnUpgrade)]
fun a_pool_of_an_older_version_waits_for_its_migration_migrate_not_an_upgrade_2() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_1(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration_2(&mut world);
    world.staking_migrate(@0xa11ce, 1, 1);
    world.end();
}

#[test]
fun a_pool_of_an_older_version_waits_for_its_migration_passes() {
    let mut world = world::begin();
    cluster_tests::a_cluster(&mut world);
    cluster_tests::officers(&mut world);
    a_pool_of_an_older_version_waits_for_its_migration(&mut world);
    world.end();
}
