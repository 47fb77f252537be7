/// What an amount of stake is worth: tiers, stake power and what a worker must put down. Arithmetic only.
module k3s_daas::tiers;

// === Errors ===

/// The four thresholds must be above zero and rise from viewer to super.
const EThresholdsNotAscending: u64 = 1;

// === Constants ===

const NONE: u8 = 0;
const VIEWER: u8 = 1;
const DEVELOPER: u8 = 2;
const ADMIN: u8 = 3;
const SUPER: u8 = 4;

const CLASS_BASIC: u8 = 1;
const CLASS_STANDARD: u8 = 2;
const CLASS_PREMIUM: u8 = 3;

/// One SUI, in MIST.
const SUI_IN_MIST: u64 = 1_000_000_000;

/// A score is a percentage: 100 is a worker that never missed.
const MAX_SCORE: u64 = 100;
/// Ten, so that a worker at the bottom still has a stake power and can climb back.
const MIN_SCORE: u64 = 10;

/// Stake held longer weighs more: one percent for each of these periods, ten at most.
const PERIOD_MS: u64 = 30 * 24 * 60 * 60 * 1000;
const MAX_PERIODS: u64 = 10;

// === Structs ===

/// The least stake, in MIST, that makes its owner what the field says.
public struct Thresholds has copy, drop, store {
    viewer: u64,
    developer: u64,
    admin: u64,
    superuser: u64,
}

// === Public functions ===

public fun new_thresholds(viewer: u64, developer: u64, admin: u64, superuser: u64): Thresholds {
    assert!(0 < viewer && viewer < developer && developer < admin && admin < superuser, EThresholdsNotAscending);
    Thresholds { viewer, developer, admin, superuser }
}

/// 0.5, 2, 5 and 10 SUI.
public fun default_thresholds(): Thresholds {
    new_thresholds(SUI_IN_MIST / 2, 2 * SUI_IN_MIST, 5 * SUI_IN_MIST, 10 * SUI_IN_MIST)
}

/// The tier that an active stake gives: 0 none, 1 viewer, 2 developer, 3 admin, 4 super.
public fun tier_of(thresholds: &Thresholds, amount: u64): u8 {
    if (amount >= thresholds.superuser) SUPER
    else if (amount >= thresholds.admin) ADMIN
    else if (amount >= thresholds.developer) DEVELOPER
    else if (amount >= thresholds.viewer) VIEWER
    else NONE
}

public fun verify_minimum_stake(amount: u64, required: u64): bool {
    amount >= required
}

public fun is_stake_sufficient_for_role(thresholds: &Thresholds, amount: u64, role: u8): bool {
    role != NONE && tier_of(thresholds, amount) >= role
}

/// `amount × score/100 × (100 + periods)/100`, multiplied before it is divided so that a score of 99 counts as 99.
public fun calculate_stake_power(amount: u64, score: u64, held_ms: u64): u64 {
    let bounded = score.min(MAX_SCORE);
    let periods = (held_ms / PERIOD_MS).min(MAX_PERIODS);
    // At most 1.1 times the amount. All SUI there is, in MIST, fits that into 64 bits.
    ((amount as u128) * (bounded as u128) * ((100 + periods) as u128) / 10_000) as u64
}

/// The stake that a worker of this score must hold: the minimum at 100, nearly twice that at the bottom.
public fun required_worker_stake(minimum: u64, score: u64): u64 {
    let missing = MAX_SCORE - score.min(MAX_SCORE);
    let hundredths = (minimum as u128) * ((MAX_SCORE + missing) as u128);
    ((hundredths + 99) / 100) as u64
}

/// The class of enclave that a node's stake is served by.
public fun class_of(node_amount: u64): u8 {
    if (node_amount >= 10 * SUI_IN_MIST) CLASS_PREMIUM
    else if (node_amount >= SUI_IN_MIST) CLASS_STANDARD
    else CLASS_BASIC
}

public fun none(): u8 { NONE }

public fun viewer(): u8 { VIEWER }

public fun developer(): u8 { DEVELOPER }

public fun admin(): u8 { ADMIN }

public fun superuser(): u8 { SUPER }

public fun class_basic(): u8 { CLASS_BASIC }

public fun class_standard(): u8 { CLASS_STANDARD }

public fun class_premium(): u8 { CLASS_PREMIUM }

public fun max_score(): u64 { MAX_SCORE }

public fun min_score(): u64 { MIN_SCORE }

public fun viewer_threshold(thresholds: &Thresholds): u64 { thresholds.viewer }

public fun developer_threshold(thresholds: &Thresholds): u64 { thresholds.developer }

public fun admin_threshold(thresholds: &Thresholds): u64 { thresholds.admin }

public fun super_threshold(thresholds: &Thresholds): u64 { thresholds.superuser }
