// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// Whom a change of the thresholds moves to another tier.
///
/// Pure: it is shown each account as it was when the thresholds changed. There may be a million; it keeps ``most``, the same ones in
/// whatever order they are shown, so that another controller that leads next tells of the same, and counts the others.
struct ThresholdSweep {
    /// The most that are told one by one: half of what may wait for Events, so that other changes have room beside it.
    static let most = 128

    private let change: TierChange
    private let old: TierThresholds
    private let new: TierThresholds
    private var kept: [TierChange] = []
    /// How many were moved, by where to.
    private(set) var counts: [TierChangeReason: Int] = [:]

    /// The event that changed the thresholds, of this number; it was heard at a time.
    init(_ event: FollowedEvent, number: UInt64, from old: TierThresholds, to new: TierThresholds, heard: WallTime) {
        (self.old, self.new) = (old, new)
        change = TierChange(
            reason: .tierLowered, number: number, owner: Address(0), before: nil, after: nil, taken: nil, amount: 0,
            transaction: event.event.identity.transaction, checkpoint: event.event.checkpoint, heard: heard,
            isByThresholds: true)
    }

    /// Looks at an account; one that has changed since says nothing of what it was.
    mutating func look(at account: StakeAccount, of owner: Address) {
        guard account.sequence < change.number else { return }
        let (before, after) = (TierWatch.tier(account, old), TierWatch.tier(account, new))
        guard before != after else { return }
        var change = change
        (change.owner, change.amount) = (owner, account.amount)
        (change.before, change.after) = (before, after)
        change.reason = Self.rank(after) > Self.rank(before) ? .tierRaised : .tierLowered
        counts[change.reason, default: 0] += 1
        kept.append(change)
        // Sorted once for as many as are kept.
        if kept.count >= 2 * Self.most { trim() }
    }

    /// What is told one by one, and how many are not.
    func notices() -> [Notice] {
        var sweep = self
        sweep.trim()
        let rest = counts.values.reduce(0, +) - sweep.kept.count
        let notices = sweep.kept.map { Notice.change($0) }
        guard rest > 0 else { return notices }
        let number = change.number
        return notices + [.omitted(.init(count: rest, first: number, last: number, since: change.heard))]
    }

    private mutating func trim() {
        kept.sort(by: Self.isFirst)
        kept.removeLast(max(0, kept.count - Self.most))
    }

    /// Who loses comes before who wins, the mightier before the others; those alike in the order of their addresses.
    private static func isFirst(_ one: TierChange, _ other: TierChange) -> Bool {
        if one.reason != other.reason { return one.reason == .tierLowered }
        let (mine, its) = (max(rank(one.before), rank(one.after)), max(rank(other.before), rank(other.after)))
        if mine != its { return mine > its }
        return one.owner.raw.bytes.lexicographicallyPrecedes(other.owner.raw.bytes)
    }

    /// Nobody's is below all.
    private static func rank(_ tier: Tier?) -> Int { tier.map { Int($0.rawValue) } ?? -1 }
}
