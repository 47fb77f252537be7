// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Crypto
import Kernel
import PolicyFile
import SealAuthN
import StakeRBAC
import TestSupport
import Testing

/// All that a policy says, in one order, so that two can be compared.
private func facts(_ policy: Policy) -> [String] {
    var facts: [String] = []
    for tier in Tier.allCases {
        let own = "\(policy.pods.security[tier]) \(policy.network.serviceTypes[tier])"
        facts.append("\(tier): \(policy.floors[tier]) \(own) \(String(describing: policy.quotas[tier]))")
    }
    facts += Rule.allCases.map { "\($0): \(policy.enforcement(of: $0))" }
    facts += policy.namespaces.grants.map { "grant \($0.hex): \($1)" }.sorted()
    facts += policy.kinds.all.map { "\($0) \($1): \($2)" }
    facts += policy.exemptions.map {
        "exempt \($0.rules.map(\.rawValue).sorted()) \($0.addresses.map(\.hex).sorted()) \($0.namespaces.sorted()) "
            + "\($0.until?.seconds ?? 0) \($0.reason)"
    }
    return facts + [
        "protected \(policy.namespaces.protected)", "drivers \(policy.pods.inlineDrivers)",
        "audiences \(policy.pods.tokenAudiences)", "classes \(policy.pods.priorityClasses)",
        "domains \(policy.network.ingressDomains)", "storage \(policy.storage)", "groups \(policy.resourceGroups)",
        "nodes \(policy.nodes)", "super \(policy.isSuperUnrestricted)", "authorizer \(policy.authorizerAllows)",
    ]
}

@Suite struct PolicyTextTests {
    @Test func `what is built in, written out, reads as what is built in`() throws {
        let loaded = try Policies.load(PolicyText.builtIn).get()
        #expect(facts(loaded.policy) == facts(Policy()))
        #expect(loaded.warnings == [])
        #expect(loaded.policy.version.hasPrefix("@"))
    }

    @Test func `a policy with every key, written out, reads as it was, and is written as it was`() throws {
        let first = try Policies.load(Policies.sample).get().policy
        let text = PolicyText.text(of: first)
        let second = try Policies.load(text).get().policy
        #expect(facts(second) == facts(first))
        #expect(facts(second) != facts(Policy()))
        #expect(PolicyText.text(of: second) == text)
        #expect(second.version.hasPrefix("prod-7@"))
    }

    // U+2028 and U+2029 break lines in YAML 1.1, U+FEFF begins a stream: none may stand as it is.
    @Test func `a reason may hold anything that can be read`() throws {
        let body =
            #"exemptions: [{rules: [quota], addresses: ["\#(Policies.first)"], reason: "a\"\\\u2028\u2029\ufeffé: #"}]"#
        let policy = try Policies.policy(body)
        let again = try Policies.load(PolicyText.text(of: policy)).get().policy
        #expect(
            policy.exemptions[0].reason.unicodeScalars.map(\.value) == [
                0x61, 0x22, 0x5C, 0x2028, 0x2029, 0xFEFF, 0xE9, 0x3A, 0x20, 0x23,
            ])
        #expect(again.exemptions == policy.exemptions)
    }

    @Test func `no line is wider than a page, and every section says what it is for`() {
        let lines = PolicyText.builtIn.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 120 })
        for (line, next) in zip(lines, lines.dropFirst()) where !next.hasPrefix(" ") && !next.hasPrefix("#") {
            let isExplained = line.hasPrefix("#") || next.hasPrefix("apiVersion") || next.hasPrefix("kind:")
            #expect(isExplained, "\(next)")
        }
    }
}
