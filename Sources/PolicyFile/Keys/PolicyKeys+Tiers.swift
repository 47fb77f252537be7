// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import SealAuthN
internal import StakeRBAC

extension PolicyKeys {
    /// What the tiers cost at least.
    static let tiers = Field<Policy>(
        "tiers", section: Section(Tier.allCases.map { tier($0) }),
        "What tiers cost at least, in SUI; 0 is what the chain asks, which holds as well: a tier can only be made dearer here."
    ) { place, policy in
        let given = Tier.allCases.filter { policy.floors[$0] > 0 }
        for (lower, higher) in zip(given, given.dropFirst()) where policy.floors[higher] < policy.floors[lower] {
            place["\(higher.name)"]?["stake"]?.report(.conflict, "must not be less than what \(lower.name) costs")
        }
        for tier in given where policy.floors[tier] < Circumstances.firstPrices[tier] {
            let first = Form<UInt64>.stake.write(Circumstances.firstPrices[tier])
            guard case .quoted(let amount) = first else { continue }
            place["\(tier.name)"]?["stake"]?.warn(
                "has no effect unless the chain asks less than it does at first, \(amount) SUI")
        }
    }

    private static func tier(_ tier: Tier) -> Field<Policy> {
        Field("\(tier.name)", section: [Field("stake", .stake, \Policy.floors[tier])])
    }

    /// What becomes of whoever breaks a rule.
    static let rules = Field<Policy>(
        "rules", section: Section(Rule.allCases.map { $0.isFixed ? fixed($0) : rule($0) }),
        "What becomes of whoever breaks a rule: enforce refuses, warn lets it happen and tells the user, audit only writes it down."
    ) { place, policy in
        for rule in Rule.allCases where policy.enforcement(of: rule) != .enforce {
            let effect = policy.enforcement(of: rule) == .warn ? "is only warned of" : "is only written down"
            place[rule.rawValue]?.warn("whoever breaks this rule \(effect)")
        }
    }

    private static func rule(_ rule: Rule) -> Field<Policy> {
        let form = Form<Enforcement>.enforcement
        return Field(
            rule.rawValue, form.shape,
            read: { place, policy in
                // What is enforced anyway is not written down, so that a policy that says so is the one that says nothing.
                if let value = form.read(place), value != .enforce { policy.enforcements[rule] = value }
            }, write: { form.write($0.enforcement(of: rule)) })
    }

    private static func fixed(_ rule: Rule) -> Field<Policy> {
        Field(
            rule.rawValue, .never,
            read: { place, _ in
                place.report(
                    .invalidValue, "is always enforced: without this rule there is no stake behind anything; remove it")
            }, write: { _ in nil })
    }
}
