// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel
internal import StakeRBAC

extension PolicyKeys {
    /// Who need not keep what.
    static let exemptions = Field<Policy>(
        "exemptions", listOf: Entry(), entry, count: 0...PolicyLimits.exemptions,
        "Who need not keep which rules, where, until when, and why; nothing in the cluster can exempt anybody.",
        take: take, items: { $0.exemptions.map { Entry($0) } })

    private struct Entry: Sendable {
        var rules: [Rule]?
        var addresses: [Bytes32]?
        var namespaces: [String]?
        var until: WallTime?
        var reason: String?

        init() {}

        init(_ exemption: Exemption) {
            rules = Rule.allCases.filter { exemption.rules.contains($0) }
            addresses = exemption.addresses.sorted { $0.hex < $1.hex }
            namespaces = exemption.namespaces.isEmpty ? nil : exemption.namespaces.sorted()
            until = exemption.until
            reason = exemption.reason
        }
    }

    private static let entry: Section<Entry> = [
        Field(
            "rules", exemptibleRules, optional: \.rules, isRequired: true,
            "The rules, of those that are about what is in an object."),
        Field(
            "addresses", Form<Bytes32>.address.list(1...PolicyLimits.exempted), optional: \.addresses, isRequired: true,
            "Who is exempt."),
        Field(
            "namespaces", Form<String>.namespace.list(1...PolicyLimits.exempted), optional: \.namespaces,
            "Where; in all namespaces in which the address may write if left out."),
        Field("until", .time, optional: \.until, "When it ends; never if left out."),
        Field("reason", .reason, optional: \.reason, isRequired: true, "Why, for whoever reads this later."),
    ]

    private static let exemptibleRules = Form<Rule>.exemptible.list(1...Rule.allCases.count)

    private static func take(_ entries: [(item: Entry, place: Place)], _ policy: inout Policy) {
        for (entry, place) in entries {
            if let until = entry.until, until <= place.reading.now {
                place["until"]?.warn("is over: this exemption has no effect any more")
            }
            guard let rules = entry.rules, let addresses = entry.addresses, let reason = entry.reason else { continue }
            policy.exemptions.append(
                Exemption(
                    rules: Set(rules), addresses: Set(addresses), namespaces: Set(entry.namespaces ?? []),
                    until: entry.until, reason: reason))
        }
    }
}
