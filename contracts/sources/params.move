/// What a cluster's admin may set, and within which bounds.
module k3s_daas::params;

use k3s_daas::tiers::{Self, Thresholds};

// === Errors ===

/// A parameter is out of its bounds.
const EInvalidParams: u64 = 1;

// === Constants ===

const SUI_IN_MIST: u64 = 1_000_000_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// An epoch of Sui lasts about a day. Used to compare epochs with milliseconds, never to compute one from the other.
const EPOCH_MS: u64 = DAY_MS;
const MAX_EPOCHS: u64 = 100;

/// Fractions are in hundredths of a percent.
const WHOLE: u64 = 10_000;

// === Structs ===

/// Swift decodes it: field order is the contract.
public struct Params has copy, drop, store {
    thresholds: Thresholds,
    /// The least stake of a node, in MIST.
    worker_minimum: u64,
    unbonding_epochs: u64,
    voting_ms: u64,
    appeal_ms: u64,
    /// In MIST.
    proposal_bond: u64,
    /// The most that a slasher may take of an account at once.
    slash_fraction: u64,
    /// The most that slashers may take in an epoch, in MIST.
    slasher_epoch_limit: u64,
    /// How long a seal lives if its owner does not say.
    seal_epochs: u64,
}

// === Public functions ===

public fun new_params(
    thresholds: Thresholds,
    worker_minimum: u64,
    unbonding_epochs: u64,
    voting_ms: u64,
    appeal_ms: u64,
    proposal_bond: u64,
    slash_fraction: u64,
    slasher_epoch_limit: u64,
    seal_epochs: u64,
): Params {
    assert!(worker_minimum > 0, EInvalidParams);
    assert!(unbonding_epochs <= MAX_EPOCHS, EInvalidParams);
    assert!(voting_ms > 0 && voting_ms <= MAX_EPOCHS * EPOCH_MS, EInvalidParams);
    assert!(appeal_ms > 0 && appeal_ms <= MAX_EPOCHS * EPOCH_MS, EInvalidParams);
    // Stake cannot leave before a vote on it is over, nor before the vote after an appeal.
    assert!(unbonding_epochs * EPOCH_MS > voting_ms + DAY_MS, EInvalidParams);
    assert!(unbonding_epochs * EPOCH_MS > 2 * voting_ms + appeal_ms, EInvalidParams);
    assert!(proposal_bond > 0, EInvalidParams);
    assert!(slash_fraction > 0 && slash_fraction <= WHOLE, EInvalidParams);
    assert!(seal_epochs > 0 && seal_epochs <= MAX_EPOCHS, EInvalidParams);
    Params {
        thresholds,
        worker_minimum,
        unbonding_epochs,
        voting_ms,
        appeal_ms,
        proposal_bond,
        slash_fraction,
        slasher_epoch_limit,
        seal_epochs,
    }
}

/// 0.5, 2, 5 and 10 SUI; workers 1 SUI; 7 epochs to unbond, 3 days to vote, half a day to appeal, a bond of 1 SUI; 10 %
/// at once and 100 SUI an epoch for slashers; seals for 30 epochs.
public fun default_params(): Params {
    new_params(
        tiers::default_thresholds(),
        SUI_IN_MIST,
        7,
        3 * DAY_MS,
        DAY_MS / 2,
        SUI_IN_MIST,
        1_000,
        100 * SUI_IN_MIST,
        30,
    )
}

public fun max_epochs(): u64 { MAX_EPOCHS }

public fun whole(): u64 { WHOLE }

public fun thresholds(params: &Params): &Thresholds { &params.thresholds }

public fun worker_minimum(params: &Params): u64 { params.worker_minimum }

public fun unbonding_epochs(params: &Params): u64 { params.unbonding_epochs }

public fun voting_ms(params: &Params): u64 { params.voting_ms }

public fun appeal_ms(params: &Params): u64 { params.appeal_ms }

public fun proposal_bond(params: &Params): u64 { params.proposal_bond }

public fun slash_fraction(params: &Params): u64 { params.slash_fraction }

public fun slasher_epoch_limit(params: &Params): u64 { params.slasher_epoch_limit }

public fun seal_epochs(params: &Params): u64 { params.seal_epochs }
