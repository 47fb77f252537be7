// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// What a home goes by: its owner's tier and stake.
struct HomeStanding: Hashable, Sendable {
    var tier: Tier
    /// In MIST.
    var stake: UInt64

    /// The least tier that has namespaces of its own.
    static let least = Tier.developer
}

/// What the chain says of somebody's home.
enum HomeVerdict: Hashable, Sendable {
    /// There should be one.
    case entitled(HomeStanding)
    /// There should be none.
    case lost(HomeLoss)
    /// The copy of the chain is too old or not whole. Losing the chain is not losing the stake.
    case unknown

    /// Whether somebody has none, and is known to.
    var isLoss: Bool { if case .lost = self { true } else { false } }

    /// The standing, of somebody who has one.
    var standing: HomeStanding? { if case .entitled(let standing) = self { standing } else { nil } }
}

/// Why somebody has no home, or no more; closed.
enum HomeLoss: String, Sendable, CaseIterable {
    /// The owner was slashed.
    case slashed
    /// Nothing is staked, or less than a developer must have.
    case unstaked

    /// The first half of a sentence that goes on with what is done about it.
    var reason: StaticString {
        switch self {
        case .slashed: "the stake behind this namespace was slashed"
        case .unstaked: "the stake behind this namespace is less than a developer must have"
        }
    }
}
