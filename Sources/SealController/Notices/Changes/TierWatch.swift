// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// Finds what is worth telling in what the follower tells.
///
/// Pure: an account as it was, and as it is. Tiers are judged by the same thresholds on both sides; whom a change of those moves, a
/// ``ThresholdSweep`` says.
enum TierWatch {
    private static let (active, unbonding, slashed): (UInt8, UInt8, UInt8) = (1, 2, 3)
    /// The cause of a `StakeChanged` that a slashing made; `staking::SLASHED` in Move.
    private static let slashing: UInt8 = 6

    /// What an event says; `nil` where it was known, or is nothing to tell.
    static func change(_ event: FollowedEvent, thresholds: TierThresholds, heard: WallTime) -> TierChange? {
        guard event.effect == .changed, case .stakeChanged(let stake)? = event.content else { return nil }
        // An account that is newer than the event says nothing of what was before it.
        let before = event.accountBefore.flatMap { $0.sequence < stake.account.sequence ? $0 : nil }
        if before == nil, event.accountBefore != nil, stake.cause != slashing { return nil }
        let (old, new) = (before.flatMap { tier($0.summary, thresholds) }, tier(stake.account.summary, thresholds))
        guard let reason = reason(before, stake.account, stake.cause, old, new) else { return nil }
        var taken: UInt64?
        if reason == .stakeSlashed, let before, stake.account.slashedTotal >= before.slashedTotal {
            taken = stake.account.slashedTotal - before.slashedTotal
        }
        return TierChange(
            reason: reason, number: stake.number, owner: stake.owner, before: old, after: new, taken: taken,
            amount: stake.account.amount, transaction: event.event.identity.transaction,
            checkpoint: event.event.checkpoint, heard: heard)
    }

    /// What a stake makes of its owner; only one that is active counts.
    static func tier(_ stake: StakeSummary, _ thresholds: TierThresholds) -> Tier? {
        stake.status == active ? thresholds.tier(of: stake.amount) : nil
    }

    /// The strongest of all that can be said.
    private static func reason(
        _ before: StakeAccount?, _ after: StakeAccount, _ cause: UInt8, _ old: Tier?, _ new: Tier?
    ) -> TierChangeReason? {
        if cause == slashing || after.generation > before?.generation ?? after.generation { return .stakeSlashed }
        if before?.status == slashed, after.status == active { return .stakeRestored }
        if let before, total(before) > 0, total(after) == 0 { return .stakeGone }
        if before?.status == active, after.status == unbonding { return .stakeUnbonding }
        switch (old, new) {
        case (nil, nil): return nil
        case (nil, _?): return .tierRaised
        case (_?, nil): return .tierLowered
        case (let old?, let new?): return new == old ? nil : new > old ? .tierRaised : .tierLowered
        }
    }

    /// All that there is, however it counts; what cannot be added up is something.
    private static func total(_ account: StakeAccount) -> UInt64 {
        max(account.amount, account.nodeAmount, account.unbonding)
    }
}
