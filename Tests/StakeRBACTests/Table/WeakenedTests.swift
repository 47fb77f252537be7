// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@testable import StakeRBAC

/// What is left of the table where the policy weakens a rule.
struct WeakenedTests {
    private static let engine: Engine = {
        var policy = Place.policy
        policy.enforcements = [.escalation: .warn]
        return Engine(policy)
    }()

    @Test(arguments: [
        "clusterrolebindings.rbac.authorization.k8s.io", "certificatesigningrequests.certificates.k8s.io",
        "certificatesigningrequests.certificates.k8s.io/approval", "nodes/status", "nodes/proxy",
        "validatingwebhookconfigurations.admissionregistration.k8s.io", "clustertrustbundles.certificates.k8s.io",
    ]) func `what is nobody's is then the super tier's, and no lower one's`(_ name: String) throws {
        let row = Row(name, "", "", "", "")
        for tier in Tier.allCases {
            for operation in [Asked.Operation.create, .update, .delete] {
                let asked = Asked(operation, row.resource, group: row.group, part: row.part, in: "")
                let verdict = try Self.engine.verdict(asked, by: Asked.staker(tier))
                #expect(verdict.isAllowed == (tier == .super), "\(tier), \(operation)")
                #expect(verdict.warnings.map(\.rule) == [.escalation])
            }
        }
    }

    @Test(arguments: ["impersonate", "escalate", "bind", "approve", "sign", "attest", "*"])
    func `verbs over rights are then the super tier's, and no lower one's`(_ verb: String) throws {
        for (group, resource) in [
            ("rbac.authorization.k8s.io", "roles"), ("rbac.authorization.k8s.io", "clusterroles"), ("", "users"),
            ("", "serviceaccounts"), ("", "pods"), ("certificates.k8s.io", "signers"),
        ] {
            for tier in [Tier.viewer, .developer, .admin] {
                let opinion = try Self.engine.opinion(
                    Wanted(verb, resource, group: group, named: "cluster-admin"), by: Asked.staker(tier))
                guard case .denied = opinion else {
                    Issue.record("not refused: \(tier), \(resource)")
                    continue
                }
            }
            // What is only warned of is never allowed by us: others decide.
            let opinion = try Self.engine.opinion(
                Wanted(verb, resource, group: group, named: "cluster-admin"), by: Asked.staker(.super))
            #expect(opinion == .none)
        }
    }

    /// Whoever mints a seal chooses its words, and others read the log.
    @Test func `a seal's words are shown without their tricks`() throws {
        var identity = Asked.staker(.developer)
        identity.permissions = ["a\u{1B}[2Jb\nc" + String(repeating: "x", count: 90)]
        identity.namespaces = ["d\u{202E}e"]
        let text = try #require(try Place.engine.verdict(Asked(.create, "configmaps"), by: identity).message)
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F })
        #expect(!text.contains(String(repeating: "x", count: 64)))
    }
}
