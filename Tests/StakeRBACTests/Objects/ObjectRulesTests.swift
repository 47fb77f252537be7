// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// What the rules about objects have in common.
struct ObjectRulesTests {
    private static let service =
        #"{"metadata":{"labels":{"k3s-daas.io/x":"y"}},"spec":{"type":"NodePort","externalIPs":["8.8.8.8"]}}"#

    @Test func `all that is wrong is said at once`() throws {
        let asked = Asked(.create, "services", object: Self.service)
        #expect(try asked.denials(.developer) == [.reservedLabels, .serviceTypes, .externalIPs])
    }

    @Test func `a rule that is only warned of leaves the others in force`() throws {
        var policy = Policy()
        policy.enforcements = [.reservedLabels: .warn, .serviceTypes: .audit]
        let verdict = try Asked(.create, "services", object: Self.service).verdict(.developer, policy)
        #expect(verdict.warnings.map(\.rule) == [.reservedLabels])
        #expect(verdict.audits.map(\.rule) == [.serviceTypes])
        #expect(verdict.denials.map(\.rule) == [.externalIPs])
    }

    @Test func `an exemption is for the rules that it names`() throws {
        var policy = Policy()
        policy.exemptions = [
            Exemption(rules: [.externalIPs, .serviceTypes], addresses: [Asked.owner], reason: "a test")
        ]
        let verdict = try Asked(.create, "services", object: Self.service).verdict(.developer, policy)
        #expect(verdict.denials.map(\.rule) == [.reservedLabels])
        #expect(verdict.isExempted)
    }

    @Test func `what cannot be judged is refused, whatever else is weakened`() throws {
        var policy = Policy()
        policy.enforcements = Dictionary(uniqueKeysWithValues: Rule.allCases.map { ($0, .audit) })
        let asked = Asked(.create, "services", object: #"{"spec":{"type":[]}}"#)
        #expect(try asked.denials(.developer, policy) == [.unreadable])
    }

    @Test func `a stream has no object, and a part is none either`() throws {
        let exec = Asked(.connect, "pods", part: "exec", object: #"{"metadata":{"labels":{"k3s-daas.io/x":"y"}}}"#)
        #expect(try exec.denials(.developer) == [])
        let scale = Asked(.update, "roles", group: "rbac.authorization.k8s.io", part: "scale", named: "seal:x")
        #expect(try scale.denials(.admin) == [])
    }
}
