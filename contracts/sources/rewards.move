/// The pot that workers are paid from, by score. Nobody loops over workers: the pot grows an index, and each worker claims
/// the difference since it looked last.
module k3s_daas::rewards;

use sui::balance::{Self, Balance};
use sui::sui::SUI;
use sui::table::{Self, Table};

// === Errors ===

/// No worker has a score: there is nobody to pay the reward to.
const ENoWorkers: u64 = 1;
/// No reward is due.
const ENothingToClaim: u64 = 2;

// === Constants ===

/// The index counts MIST per unit of score, times this, so that small payments are not lost in the division.
const SCALE: u128 = 1_000_000_000_000;

// === Structs ===

public struct Rewards has store {
    pot: Balance<SUI>,
    index: u128,
    total_weight: u64,
    shares: Table<address, Share>,
}

/// A worker's part: its score since `index`, and what was earned before.
public struct Share has copy, drop, store {
    weight: u64,
    index: u128,
    due: u64,
}

// === Public functions ===

public fun pot(rewards: &Rewards): u64 { rewards.pot.value() }

public fun index(rewards: &Rewards): u128 { rewards.index }

public fun total_weight(rewards: &Rewards): u64 { rewards.total_weight }

public fun has_share(rewards: &Rewards, owner: address): bool { rewards.shares.contains(owner) }

// === Package functions ===

public(package) fun new(ctx: &mut TxContext): Rewards {
    Rewards { pot: balance::zero(), index: 0, total_weight: 0, shares: table::new(ctx) }
}

/// Shares `funds` among those who have a weight now.
public(package) fun fund(rewards: &mut Rewards, funds: Balance<SUI>) {
    assert!(rewards.total_weight > 0, ENoWorkers);
    rewards.index = rewards.index + (funds.value() as u128) * SCALE / (rewards.total_weight as u128);
    rewards.pot.join(funds);
}

/// What the owner earned, and zero from here on.
public(package) fun claim(rewards: &mut Rewards, owner: address): Balance<SUI> {
    assert!(rewards.shares.contains(owner), ENothingToClaim);
    rewards.settle(owner);
    let share = &mut rewards.shares[owner];
    let due = share.due;
    assert!(due > 0, ENothingToClaim);
    share.due = 0;
    rewards.pot.split(due)
}

public(package) fun set_weight(rewards: &mut Rewards, owner: address, weight: u64) {
    if (!rewards.shares.contains(owner)) {
        rewards.shares.add(owner, Share { weight: 0, index: rewards.index, due: 0 });
    };
    rewards.settle(owner);
    let share = &mut rewards.shares[owner];
    rewards.total_weight = rewards.total_weight - share.weight + weight;
    share.weight = weight;
}

// === Private functions ===

/// Books what the share earned at its weight until now. Rounded down: the pot is never asked for more than it has.
fun settle(rewards: &mut Rewards, owner: address) {
    let index = rewards.index;
    let share = &mut rewards.shares[owner];
    share.due = share.due + (((share.weight as u128) * (index - share.index) / SCALE) as u64);
    share.index = index;
}
