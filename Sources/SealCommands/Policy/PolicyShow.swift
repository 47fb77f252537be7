// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel
internal import Reviews
internal import SealAuthN
internal import StakeRBAC
internal import SuiLedger

/// Shows what each tier may do under a policy: cell by cell what the engine answers.
enum PolicyShow {
    static let command = Command(
        words: ["policy", "show"], summary: "Shows what each tier may do under a policy.",
        operands: [Operand("FILE", "a policy; without it, what is built in", isOptional: true)],
        settings: [PolicyFlags.onlyTier],
        details: """
            Every cell is what the engine answers for an address that holds what the tier costs: where it may do something, or
            - for nowhere. "all but the system" leaves out what the policy protects.
            """
    ) { invocation throws(CommandFailure) in
        let policy = try PolicyCommands.load(invocation.operands.first, invocation)
        let circumstances = Circumstances(now: invocation.console.now())
        let tiers = try invocation(PolicyFlags.onlyTier).map { [$0] } ?? Tier.allCases
        var table = PolicyTable(bench: try PolicyBench(policy), tiers: tiers, circumstances: circumstances)
        do throws(ReviewError) { try table.fill() } catch {
            throw CommandFailure("a request cannot be read: \(error.reason)", .software)
        }
        return .of(
            ("policy", .text(policy.version)), ("weakened", .list(weakened(policy))),
            ("exemptions", .list(policy.exemptions.map(exemption))), ("rights", .list(table.rows)))
    }

    private static func weakened(_ policy: Policy) -> [Report] {
        Rule.allCases.compactMap { rule in
            let enforcement = policy.enforcement(of: rule)
            guard enforcement != .enforce else { return nil }
            return .of(("rule", .text(rule.rawValue)), ("enforcement", .text(enforcement.rawValue)))
        }
    }

    private static func exemption(_ exemption: Exemption) -> Report {
        .of(
            ("rules", .list(exemption.rules.map(\.rawValue).sorted().map { .text($0) })),
            ("addresses", .list(exemption.addresses.map { "0x\($0.hex)" }.sorted().map { .text($0) })),
            ("namespaces", .list(exemption.namespaces.sorted().map { .text($0) })),
            ("until", exemption.until.map { .text(RFC3339.write($0)) } ?? .null), ("reason", .text(exemption.reason)))
    }
}
