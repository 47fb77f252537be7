// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// What the copy of the chain says of homes: while it is whole and young, or nothing.
struct HomeSight: Sendable {
    let tables: ClusterTables
    let mark: @Sendable () -> FollowMark
    /// Of an older copy nothing is believed.
    let maximumAge: Duration
    /// What tiers cost at least beside what the chain asks for.
    var floors = TierFloors()

    /// Who is what, as of a moment; `nil` while nothing is known.
    func thresholds(at now: Moment) -> TierThresholds? {
        let mark = mark()
        guard mark.isComplete, !mark.hasHole, let age = mark.age(now: now.monotonic, wall: now.wall),
            age <= maximumAge
        else { return nil }
        return mark.thresholds?.raised(by: floors)
    }

    /// The verdict on one owner.
    func verdict(on owner: Address, at now: Moment) -> HomeVerdict {
        // Before the tables: they are as far as it says, or further.
        guard let thresholds = thresholds(at: now) else { return .unknown }
        let verdict = Self.verdict(of: owner, tables.account(owner), thresholds)
        // Where a liar was found out the mark falls before the tables are emptied: what was not found may have been taken away meanwhile.
        return self.thresholds(at: now) == nil ? .unknown : verdict
    }

    /// All who should have a home; `nil` while that is not known.
    func entitled(at now: Moment) -> [(owner: Address, standing: HomeStanding)]? {
        guard let thresholds = thresholds(at: now) else { return nil }
        let least = thresholds[HomeStanding.least]
        let found = tables.accounts { $0.amount >= least }
        guard self.thresholds(at: now) != nil else { return nil }
        return found.compactMap { owner, account in
            Self.verdict(of: owner, account, thresholds).standing.map { (owner, $0) }
        }
    }

    /// What an account is worth, by the same rules as whoever lets people in.
    static func verdict(
        of owner: Address, _ account: StakeAccount?, _ thresholds: TierThresholds
    ) -> HomeVerdict {
        switch Judge.standing(of: owner, account: account, thresholds: thresholds) {
        case .good(let identity) where identity.tier >= HomeStanding.least:
            .entitled(HomeStanding(tier: identity.tier, stake: identity.stake))
        case .good: .lost(.unstaked)
        case .refused(let refusal): .lost(refusal == .slashed ? .slashed : .unstaked)
        }
    }
}
