/// What an amount is worth.
#[test_only]
module k3s_daas::tiers_tests;

use k3s_daas::params;
use k3s_daas::tiers;

const SUI_IN_MIST: u64 = 1_000_000_000;
const PERIOD_MS: u64 = 2_592_000_000;

#[test]
fun a_tier_begins_at_its_threshold() {
    let thresholds = tiers::default_thresholds();
    assert!(thresholds.viewer_threshold() == 500_000_000);
    assert!(thresholds.developer_threshold() == 2_000_000_000);
    assert!(thresholds.admin_threshold() == 5_000_000_000);
    assert!(thresholds.super_threshold() == 10_000_000_000);
    let amounts = vector[0, 499_999_999, 500_000_000, 1_999_999_999, 2_000_000_000, 4_999_999_999, 5_000_000_000];
    let wanted = vector[0u8, 0, 1, 1, 2, 2, 3];
    let mut at = 0u64;
    while (at < amounts.length()) {
        assert!(thresholds.tier_of(amounts[at]) == wanted[at]);
        at = at + 1;
    };
    assert!(thresholds.tier_of(9_999_999_999) == 3);
    assert!(thresholds.tier_of(10_000_000_000) == 4);
    assert!(thresholds.tier_of(18_446_744_073_709_551_615) == 4);
}

#[test]
fun the_numbers_of_tiers_and_classes() {
    assert!(tiers::none() == 0 && tiers::viewer() == 1 && tiers::developer() == 2);
    assert!(tiers::admin() == 3 && tiers::superuser() == 4);
    assert!(tiers::class_basic() == 1 && tiers::class_standard() == 2 && tiers::class_premium() == 3);
    assert!(tiers::min_score() == 10 && tiers::max_score() == 100);
    assert!(params::whole() == 10_000 && params::max_epochs() == 100);
    assert!(params::default_params().seal_epochs() == 30);
}

#[test]
fun a_role_needs_its_stake_and_nobody_has_the_role_of_nobody() {
    let thresholds = tiers::default_thresholds();
    assert!(thresholds.is_stake_sufficient_for_role(500_000_000, 1));
    assert!(!thresholds.is_stake_sufficient_for_role(500_000_000, 2));
    assert!(thresholds.is_stake_sufficient_for_role(10_000_000_000, 4));
    assert!(!thresholds.is_stake_sufficient_for_role(10_000_000_000, 5));
    assert!(!thresholds.is_stake_sufficient_for_role(10_000_000_000, 0));
    assert!(tiers::verify_minimum_stake(5, 5));
    assert!(!tiers::verify_minimum_stake(4, 5));
}

#[test]
fun power_is_not_lost_in_division() {
    assert!(tiers::calculate_stake_power(100, 99, 0) == 99);
    assert!(tiers::calculate_stake_power(100, 10, 0) == 10);
    assert!(tiers::calculate_stake_power(1, 99, 0) == 0);
    assert!(tiers::calculate_stake_power(2 * SUI_IN_MIST, 100, 0) == 2 * SUI_IN_MIST);
    assert!(tiers::calculate_stake_power(2 * SUI_IN_MIST, 100, PERIOD_MS - 1) == 2_000_000_000);
    assert!(tiers::calculate_stake_power(2 * SUI_IN_MIST, 100, PERIOD_MS) == 2_020_000_000);
    assert!(tiers::calculate_stake_power(2 * SUI_IN_MIST, 50, 10 * PERIOD_MS) == 1_100_000_000);
    // Neither waiting on nor a score that cannot be adds to it.
    assert!(tiers::calculate_stake_power(2 * SUI_IN_MIST, 100, 400 * PERIOD_MS) == 2_200_000_000);
    assert!(tiers::calculate_stake_power(2 * SUI_IN_MIST, 250, 0) == 2_000_000_000);
    // All SUI that will ever be.
    assert!(tiers::calculate_stake_power(10_000_000_000 * SUI_IN_MIST, 100, 10 * PERIOD_MS) == 11_000_000_000_000_000_000);
}

#[test]
fun power_grows_with_amount_score_and_time() {
    let mut amount = 1u64;
    while (amount < 1_000_000_000_000) {
        let mut score = 10;
        while (score < 100) {
            let power = tiers::calculate_stake_power(amount, score, 0);
            assert!(power <= amount);
            assert!(power <= tiers::calculate_stake_power(amount, score + 1, 0));
            assert!(power <= tiers::calculate_stake_power(amount + 1, score, 0));
            assert!(power <= tiers::calculate_stake_power(amount, score, PERIOD_MS));
            score = score + 15;
        };
        amount = amount * 7 + 3;
    }
}

#[test]
fun a_worker_that_fails_must_hold_more() {
    assert!(tiers::required_worker_stake(SUI_IN_MIST, 100) == 1_000_000_000);
    assert!(tiers::required_worker_stake(SUI_IN_MIST, 99) == 1_010_000_000);
    assert!(tiers::required_worker_stake(SUI_IN_MIST, 10) == 1_900_000_000);
    // Rounded up: against the worker.
    assert!(tiers::required_worker_stake(1, 99) == 2);
    assert!(tiers::required_worker_stake(3, 200) == 3);
}

#[test]
fun a_class_begins_at_its_stake() {
    assert!(tiers::class_of(999_999_999) == 1);
    assert!(tiers::class_of(1_000_000_000) == 2);
    assert!(tiers::class_of(9_999_999_999) == 2);
    assert!(tiers::class_of(10_000_000_000) == 3);
}
