/// The pot, over many payments: it never owes more than it holds, and little of it is left over.
#[test_only]
module k3s_daas::pot_tests;

use k3s_daas::rewards;
use std::unit_test::destroy;
use sui::balance;
use sui::sui::SUI;

#[test]
fun the_pot_pays_by_score_and_never_more_than_it_has() {
    let mut ctx = tx_context::dummy();
    let mut rewards = rewards::new(&mut ctx);
    assert!(rewards.pot() == 0 && rewards.index() == 0 && rewards.total_weight() == 0);
    assert!(!rewards.has_share(@0xca401));
    rewards.set_weight(@0xca401, 100);
    rewards.set_weight(@0xda7e, 37);
    rewards.set_weight(@0x64ace, 10);
    assert!(rewards.total_weight() == 147);
    assert!(rewards.has_share(@0xca401));
    let mut paid_in = 0u64;
    let mut paid_out = vector[0u64, 0, 0];
    let mut payment = 1u64;
    while (payment < 1_000_000_000_000) {
        rewards.fund(balance::create_for_testing<SUI>(payment));
        paid_in = paid_in + payment;
        if (payment > 1_000) {
            let claimed = rewards.claim(@0xca401);
            *&mut paid_out[0] = paid_out[0] + claimed.value();
            destroy(claimed);
        };
        payment = payment * 3 + 1;
    };
    let others = vector[@0xda7e, @0x64ace];
    let mut at = 0u64;
    while (at < 2) {
        let claimed = rewards.claim(others[at]);
        *&mut paid_out[at + 1] = claimed.value();
        destroy(claimed);
        at = at + 1;
    };
    let total = paid_out[0] + paid_out[1] + paid_out[2];
    assert!(total <= paid_in);
    assert!(paid_in - total == rewards.pot());
    // Less than a MIST for each claim of each worker.
    assert!(rewards.pot() < 40);
    // By score: 100 to 37 to 10, within the roundings.
    assert!(paid_out[0] / 1_000 == paid_in * 100 / 147 / 1_000);
    assert!(paid_out[1] / 1_000 == paid_in * 37 / 147 / 1_000);
    destroy(rewards);
}

#[test]
fun a_score_counts_from_when_it_is_set() {
    let mut ctx = tx_context::dummy();
    let mut rewards = rewards::new(&mut ctx);
    rewards.set_weight(@0xca401, 100);
    rewards.fund(balance::create_for_testing<SUI>(1_000));
    // Who comes later has no part in what was paid before.
    rewards.set_weight(@0xda7e, 100);
    rewards.fund(balance::create_for_testing<SUI>(1_000));
    rewards.set_weight(@0xca401, 0);
    rewards.fund(balance::create_for_testing<SUI>(1_000));
    let first = rewards.claim(@0xca401);
    let second = rewards.claim(@0xda7e);
    assert!(first.value() == 1_500);
    assert!(second.value() == 1_500);
    destroy(first);
    destroy(second);
    destroy(rewards);
}
