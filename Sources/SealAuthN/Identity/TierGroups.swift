// SPDX-License-Identifier: Apache-2.0

/// The groups that an operator gives each tier beside ours.
public struct TierGroups: Hashable, Sendable {
    // In the order of the tiers.
    private var groups: [[GroupName]]

    /// None.
    public init() { groups = Tier.allCases.map { _ in [] } }

    /// What a tier gets; a narrowed seal gets none of it.
    public subscript(tier: Tier) -> [GroupName] {
        get { groups[Int(tier.rawValue)] }
        set { groups[Int(tier.rawValue)] = newValue }
    }
}
