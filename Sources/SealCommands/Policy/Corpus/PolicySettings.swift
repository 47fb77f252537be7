// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SealAuthN
internal import StakeRBAC
internal import SuiLedger

/// What a policy says that no request of the corpus shows.
enum PolicySettings {
    /// What two policies say otherwise.
    static func differences(_ old: Policy, _ new: Policy) -> [Difference] {
        zip(texts(old), texts(new)).compactMap { before, after in
            guard before.value != after.value else { return nil }
            return Difference(setting: before.name, before.value, after.value)
        }
    }

    private static func texts(_ policy: Policy) -> [(name: String, value: String)] {
        var texts: [(name: String, value: String)] = []
        for tier in Tier.allCases {
            let floor = policy.floors[tier]
            texts.append(("stake of \(tier.name)", floor == 0 ? "as the chain says" : "at least \(Mist.write(floor))"))
        }
        for tier in Tier.allCases { texts.append(("quota of \(tier.name)", quota(policy.quotas[tier]))) }
        for rule in Rule.allCases { texts.append(("rule \(rule.rawValue)", policy.enforcement(of: rule).rawValue)) }
        return texts + [
            ("trusted nodes", list(policy.nodes.trusted)), ("labels of nodes", list(policy.nodes.labels)),
            ("inline drivers", list(policy.pods.inlineDrivers)), ("token audiences", list(policy.pods.tokenAudiences)),
            ("priority classes", list(policy.pods.priorityClasses)),
            ("exemptions", list(policy.exemptions.map(exemption))),
            ("unrestricted super tier", policy.isSuperUnrestricted ? "yes" : "no"),
            ("authorizer allows", policy.authorizerAllows ? "yes" : "no"),
        ]
    }

    private static func list(_ texts: [String]) -> String { texts.isEmpty ? "none" : texts.joined(separator: ", ") }

    private static func quota(_ quota: StakeQuota?) -> String {
        quota.map { "\(QuotaText.all($0.base)) and \(QuotaText.all($0.perSUI)) for each SUI" } ?? "no limit"
    }

    private static func exemption(_ exemption: Exemption) -> String {
        let rules = exemption.rules.map(\.rawValue).sorted().joined(separator: " ")
        let addresses = exemption.addresses.map { "0x\($0.hex)" }.sorted().joined(separator: " ")
        let places = exemption.namespaces.isEmpty ? "" : " in \(exemption.namespaces.sorted().joined(separator: " "))"
        return "\(addresses) from \(rules)\(places)" + (exemption.until.map { " until \(RFC3339.write($0))" } ?? "")
    }
}
