/// What the pool knows of one owner, and the arithmetic on it. No money here: the pool moves that.
module k3s_daas::account;

use k3s_daas::params;
use k3s_daas::tiers;
use std::string::String;

// === Constants ===

const ACTIVE: u8 = 1;
const UNBONDING: u8 = 2;
const SLASHED: u8 = 3;

// === Structs ===

/// Swift decodes it: field order is the contract, `ext` is for what comes later.
public struct StakeAccount has copy, drop, store {
    /// Counts for the owner's tier.
    amount: u64,
    /// Counts for the owner's node.
    node_amount: u64,
    /// Counts for nothing, can still be slashed, is paid out from `unbond_epoch` on.
    unbonding: u64,
    unbond_epoch: u64,
    status: u8,
    score: u64,
    slashed_total: u64,
    /// Since when the stake is held: the mean of its parts, weighted by amount.
    since_ms: u64,
    /// The epoch in which stake was put in last. It votes from the next one on.
    weight_epoch: u64,
    /// How often the owner was slashed.
    generation: u32,
    node_id: Option<String>,
    seq: u64,
    ext: vector<u8>,
}

// === Public functions ===

public fun amount(account: &StakeAccount): u64 { account.amount }

public fun node_amount(account: &StakeAccount): u64 { account.node_amount }

public fun unbonding(account: &StakeAccount): u64 { account.unbonding }

public fun unbond_epoch(account: &StakeAccount): u64 { account.unbond_epoch }

public fun status(account: &StakeAccount): u8 { account.status }

public fun score(account: &StakeAccount): u64 { account.score }

public fun slashed_total(account: &StakeAccount): u64 { account.slashed_total }

public fun since_ms(account: &StakeAccount): u64 { account.since_ms }

public fun weight_epoch(account: &StakeAccount): u64 { account.weight_epoch }

public fun generation(account: &StakeAccount): u32 { account.generation }

public fun node_id(account: &StakeAccount): Option<String> { account.node_id }

public fun is_active(account: &StakeAccount): bool { account.status == ACTIVE }

public fun is_slashed(account: &StakeAccount): bool { account.status == SLASHED }

/// The stake for the node or the one for the tier.
public fun bucket(account: &StakeAccount, for_node: bool): u64 {
    if (for_node) account.node_amount else account.amount
}

/// All that a slashing can reach.
public fun total(account: &StakeAccount): u64 {
    account.amount + account.node_amount + account.unbonding
}

/// The stake that counts in a vote, leaving out when it came.
public fun votable(account: &StakeAccount): u64 {
    if (account.status == ACTIVE) account.amount + account.node_amount else 0
}

// === Package functions ===

public(package) fun empty(): StakeAccount {
    StakeAccount {
        amount: 0,
        node_amount: 0,
        unbonding: 0,
        unbond_epoch: 0,
        status: UNBONDING,
        score: tiers::max_score(),
        slashed_total: 0,
        since_ms: 0,
        weight_epoch: 0,
        generation: 0,
        node_id: option::none(),
        seq: 0,
        ext: vector[],
    }
}

/// Puts `value` into a bucket. The later a part came, the less the whole was held for: rounded up, against the staker.
public(package) fun put(account: &mut StakeAccount, value: u64, for_node: bool, now: u64, epoch: u64) {
    let held = (account.amount + account.node_amount) as u128;
    let weighted = held * (account.since_ms as u128) + (value as u128) * (now as u128);
    let total = held + (value as u128);
    account.since_ms = ((weighted + total - 1) / total) as u64;
    account.weight_epoch = epoch;
    account.status = ACTIVE;
    if (for_node) account.node_amount = account.node_amount + value
    else account.amount = account.amount + value;
}

/// Moves `value` from a bucket to the unbonding stake. All of it then waits for the later of the two epochs.
public(package) fun unbond(account: &mut StakeAccount, value: u64, for_node: bool, until: u64) {
    if (for_node) account.node_amount = account.node_amount - value
    else account.amount = account.amount - value;
    account.unbonding = account.unbonding + value;
    account.unbond_epoch = account.unbond_epoch.max(until);
    if (account.status == ACTIVE && account.amount == 0 && account.node_amount == 0) account.status = UNBONDING;
}

/// Empties the unbonding stake and returns how much it was.
public(package) fun pay_out(account: &mut StakeAccount): u64 {
    let paid = account.unbonding;
    account.unbonding = 0;
    account.unbond_epoch = 0;
    paid
}

/// Takes a fraction of every bucket and returns how much it was in all. Each part is rounded up: the pool never loses a
/// fraction to the slashed.
public(package) fun slash(account: &mut StakeAccount, fraction: u64): u64 {
    let amount = part(account.amount, fraction);
    let node_amount = part(account.node_amount, fraction);
    let unbonding = part(account.unbonding, fraction);
    let taken = amount + node_amount + unbonding;
    account.amount = account.amount - amount;
    account.node_amount = account.node_amount - node_amount;
    account.unbonding = account.unbonding - unbonding;
    account.slashed_total = account.slashed_total + taken;
    account.status = SLASHED;
    account.generation = account.generation + 1;
    taken
}

/// After a restake, trust starts anew, for the old part of the stake too.
public(package) fun hold_since(account: &mut StakeAccount, now: u64) {
    account.since_ms = now;
}

public(package) fun set_score(account: &mut StakeAccount, score: u64) {
    account.score = score;
}

public(package) fun set_node_id(account: &mut StakeAccount, node_id: String) {
    account.node_id = option::some(node_id);
}

public(package) fun set_seq(account: &mut StakeAccount, seq: u64) {
    account.seq = seq;
}

// === Private functions ===

fun part(amount: u64, fraction: u64): u64 {
    let whole = params::whole() as u128;
    (((amount as u128) * (fraction as u128) + whole - 1) / whole) as u64
}
