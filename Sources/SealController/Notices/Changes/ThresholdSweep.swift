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
    private var kept: [(place: Place, change: TierChange)] = []
    /// The last of those that are kept, once there are ``most``: what would come behind it is counted alone.
    private var last: Place?
    /// How many were moved up.
    private(set) var raised = 0
    /// How many were moved down.
    private(set) var lowered = 0

    /// The event that changed the thresholds, of this number; it was heard at a time.
    init(_ event: FollowedEvent, number: UInt64, from old: TierThresholds, to new: TierThresholds, heard: WallTime) {
        (self.old, self.new) = (old, new)
        change = TierChange(
            reason: .tierLowered, number: number, owner: Address(0), before: nil, after: nil, taken: nil, amount: 0,
            transaction: event.event.identity.transaction, checkpoint: event.event.checkpoint, heard: heard,
            isByThresholds: true)
    }

    /// Looks at an account; one that has changed since says nothing of what it was.
    mutating func look(at stake: StakeSummary, of owner: Address) {
        guard stake.sequence < change.number else { return }
        let (before, after) = (TierWatch.tier(stake, old), TierWatch.tier(stake, new))
        guard before != after else { return }
        let place = Place(owner, from: before, to: after)
        if place.isLowered { lowered += 1 } else { raised += 1 }
        if let last, !place.isBefore(last) { return }
        var change = change
        (change.owner, change.amount) = (owner, stake.amount)
        (change.before, change.after) = (before, after)
        change.reason = place.isLowered ? .tierLowered : .tierRaised
        kept.append((place, change))
        // Sorted once for as many as are kept.
        if kept.count >= 2 * Self.most { trim() }
    }

    /// What is told one by one, and how many are not.
    func notices() -> [Notice] {
        var sweep = self
        sweep.trim()
        let rest = raised + lowered - sweep.kept.count
        let notices = sweep.kept.map { Notice.change($0.change) }
        guard rest > 0 else { return notices }
        let number = change.number
        return notices + [.omitted(.init(count: rest, first: number, last: number, since: change.heard))]
    }

    private mutating func trim() {
        kept.sort { $0.place.isBefore($1.place) }
        kept.removeLast(max(0, kept.count - Self.most))
        if kept.count == Self.most { last = kept.last?.place }
    }

    /// Where a change stands among the others: who loses comes before who wins, the mightier before the others; those alike in the order of
    /// their addresses.
    private struct Place {
        let isLowered: Bool
        private let rank: Int
        private let owner: Address

        init(_ owner: Address, from before: Tier?, to after: Tier?) {
            let (old, new) = (Self.rank(before), Self.rank(after))
            isLowered = new < old
            rank = max(old, new)
            self.owner = owner
        }

        func isBefore(_ other: Place) -> Bool {
            if isLowered != other.isLowered { return isLowered }
            if rank != other.rank { return rank > other.rank }
            return owner.raw.withBytes { mine in
                other.owner.raw.withBytes { its in
                    for place in mine.indices where mine[place] != its[place] { return mine[place] < its[place] }
                    return false
                }
            }
        }

        /// Nobody's is below all.
        private static func rank(_ tier: Tier?) -> Int { tier.map { Int($0.rawValue) } ?? -1 }
    }
}
