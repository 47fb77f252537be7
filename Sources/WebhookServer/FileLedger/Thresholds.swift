// SPDX-License-Identifier: Apache-2.0
public import SealAuthN

/// How much stake each tier needs, in MIST.
public struct Thresholds: Sendable, Equatable {
    /// In the order of the tiers, never falling.
    private let least: [Int]

    /// What the contracts demand: 0.5, 2, 5 and 10 SUI.
    public static let standard = Thresholds(least: [500_000_000, 2_000_000_000, 5_000_000_000, 10_000_000_000])

    private init(least: [Int]) { self.least = least }

    /// The least stake of `tier`.
    public subscript(tier: Tier) -> Int { least[Int(tier.rawValue)] }

    /// The highest tier that `mist` reaches, if any.
    public func tier(of mist: Int) -> Tier? { Tier.allCases.last { mist >= self[$0] } }

    /// The same with one tier made dearer; `nil` for what would make it cheaper.
    func raising(_ tier: Tier, to mist: Int) -> Thresholds? {
        guard mist >= self[tier] else { return nil }
        var least = least
        least[Int(tier.rawValue)] = mist
        return Thresholds(least: least)
    }

    /// Whether no tier costs less than the one below it.
    var isOrdered: Bool { zip(least, least.dropFirst()).allSatisfy { $0 <= $1 } }
}
