// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import SealAuthN
internal import StakeRBAC

extension PolicyKeys {
    /// How much a stake is worth.
    static let quotas = Field<Policy>(
        "quotas", section: [quota(.developer), quota(.admin)],
        "How much a stake is worth: base for a start, and perSUI for each whole SUI of it; none is no limit."
    ) { place, policy in
        check(place, policy)
    }

    private static func quota(_ tier: Tier) -> Field<Policy> {
        let parts: Section<StakeQuota> = [
            Field("base", section: amounts(\.base), "What there is without regard to the stake; nothing if left out."),
            Field(
                "perSUI", section: amounts(\.perSUI),
                "What each whole SUI adds; what is left out is as built in."),
        ]
        return Field(
            "\(tier.name)", .either([.words(["none"]), parts.shape]),
            read: { place, policy in
                if case .scalar("none", _) = place.node.content {
                    policy.quotas[tier] = nil
                    return
                }
                guard case .mapping = place.node.content else {
                    place.report(.wrongType, "must be none, or a mapping with base and perSUI")
                    return
                }
                var quota = StakeQuota()
                parts.read(place, into: &quota)
                policy.quotas[tier] = quota
            }, write: { $0.quotas[tier].map { parts.written($0) } ?? .plain("none") })
    }

    private static func amounts(_ quota: any WritableKeyPath<StakeQuota, Quota> & Sendable) -> Section<StakeQuota> {
        Section(
            amounts.map { amount in
                Field(
                    amount.name, amount.form.shape,
                    read: { place, target in
                        guard let value = amount.form.read(place) else { return }
                        target[keyPath: quota][keyPath: amount.path] = value
                    }, write: { amount.form.write($0[keyPath: quota][keyPath: amount.path]) })
            })
    }

    private struct Amount: Sendable {
        let name: String
        let form: Form<Int>
        let path: any WritableKeyPath<Quota, Int> & Sendable
    }

    private static let amounts: [Amount] = [
        Amount(name: "cpu", form: .processors, path: \.cpu), Amount(name: "memory", form: .bytes, path: \.memory),
        Amount(name: "pods", form: .count(0...1_000_000), path: \.pods),
        Amount(name: "storage", form: .bytes, path: \.storage),
    ]

    /// More stake must never be worth less.
    private static func check(_ place: Place, _ policy: Policy) {
        if policy.quotas[.developer] == nil {
            place["developer"]?.warn("one stake may fill the whole cluster: nothing limits what a developer asks for")
        }
        guard let admin = policy.quotas[.admin] else { return }
        let culprit = place["admin"] ?? place["developer"] ?? place
        guard let developer = policy.quotas[.developer] else {
            culprit.report(.conflict, "a developer must not have more than an admin: developer is none, admin is not")
            return
        }
        let parts: [(String, any KeyPath<StakeQuota, Quota> & Sendable)] = [("base", \.base), ("perSUI", \.perSUI)]
        for (name, part) in parts {
            for amount in amounts
            where developer[keyPath: part][keyPath: amount.path] > admin[keyPath: part][keyPath: amount.path] {
                culprit.report(
                    .conflict,
                    "a developer must not have more than an admin: \(name).\(amount.name) is more for a developer")
            }
        }
    }
}
