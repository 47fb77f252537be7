/// The arithmetic of an account, over many amounts.
#[test_only]
module k3s_daas::account_tests;

use k3s_daas::account::{Self, StakeAccount};

fun with(amount: u64, node_amount: u64, unbonding: u64): StakeAccount {
    let mut account = account::empty();
    if (amount + unbonding > 0) account.put(amount + unbonding, false, 0, 0);
    if (unbonding > 0) account.unbond(unbonding, false, 7);
    if (node_amount > 0) account.put(node_amount, true, 0, 0);
    account
}

#[test]
fun an_empty_account_counts_for_nothing() {
    let account = account::empty();
    assert!(account.total() == 0 && account.votable() == 0);
    assert!(!account.is_active() && !account.is_slashed());
    assert!(account.status() == 2 && account.score() == 100 && account.generation() == 0);
    assert!(account.node_id().is_none());
}

#[test]
fun buckets_are_apart() {
    let mut account = with(5, 3, 2);
    assert!(account.bucket(false) == 5 && account.bucket(true) == 3 && account.unbonding() == 2);
    assert!(account.total() == 10 && account.votable() == 8);
    assert!(account.is_active());
    account.unbond(5, false, 3);
    // The later epoch of the two stands, whichever came first.
    assert!(account.unbond_epoch() == 7 && account.unbonding() == 7);
    // The node is still staked for.
    assert!(account.is_active());
    account.unbond(3, true, 9);
    assert!(account.unbond_epoch() == 9 && account.status() == 2);
    assert!(account.pay_out() == 10);
    assert!(account.total() == 0 && account.unbond_epoch() == 0);
}

/// No MIST is made or lost; no more is left than the fraction allows; what is rounded is taken.
#[test]
fun a_slashing_never_favours_the_slashed() {
    let fractions = vector[1, 7, 333, 1_000, 3_333, 9_999, 10_000];
    let mut amount = 1u64;
    while (amount < 40_000_000_000_000) {
        fractions.do!(|fraction| {
            let mut account = with(amount, amount / 3, amount / 7 + 1);
            let before = account.total();
            let taken = account.slash(fraction);
            assert!(account.total() + taken == before);
            assert!((taken as u128) * 10_000 >= (before as u128) * (fraction as u128));
            // At most one MIST more for each of the three parts.
            assert!((taken as u128) * 10_000 <= (before as u128) * (fraction as u128) + 30_000);
            assert!(taken >= 1);
            assert!(account.slashed_total() == taken);
            assert!(account.is_slashed() && account.votable() == 0);
            assert!(account.generation() == 1);
            if (fraction == 10_000) assert!(account.total() == 0);
        });
        amount = amount * 3 + 1;
    }
}

#[test]
fun dust_is_slashed_too() {
    let mut account = with(1, 1, 1);
    assert!(account.slash(1) == 3);
    assert!(account.total() == 0);
    assert!(account.slash(1) == 0);
}

/// The mean is never before the oldest part, never after the newest, and never better than exact.
#[test]
fun the_time_held_is_the_mean_by_amount() {
    let mut added = 1u64;
    while (added < 40_000_000_000_000) {
        let mut account = account::empty();
        account.put(2_000_000_000, false, 1_000, 1);
        account.put(added, added % 2 == 0, 5_000, 2);
        let since = account.since_ms();
        assert!(since > 1_000 && since <= 5_000);
        let exact = 2_000_000_000u128 * 1_000 + (added as u128) * 5_000;
        let total = 2_000_000_000u128 + (added as u128);
        assert!((since as u128) * total >= exact);
        assert!((since as u128) * total < exact + total);
        assert!(account.weight_epoch() == 2);
        added = added * 5 + 2;
    }
}

/// Adding a MIST a thousand times does not make a stake look older than adding them at once.
#[test]
fun small_steps_gain_nothing() {
    let mut steps = account::empty();
    steps.put(1_000, false, 0, 0);
    let mut once = account::empty();
    once.put(1_000, false, 0, 0);
    1_000u64.do!(|_| steps.put(1, false, 10_000, 0));
    once.put(1_000, false, 10_000, 0);
    assert!(once.since_ms() == 5_000);
    assert!(steps.since_ms() >= once.since_ms());
}

#[test]
fun what_is_set_is_read() {
    let mut account = account::empty();
    account.set_score(42);
    account.set_node_id(b"node-a".to_string());
    account.set_seq(9);
    account.hold_since(77);
    assert!(account.score() == 42 && account.since_ms() == 77);
    assert!(account.node_id() == option::some(b"node-a".to_string()));
}
