// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// Namespaces themselves.
struct NamespaceRulesTests {
    private static let policy: Policy = {
        var policy = Policy()
        policy.namespaces.protected = ["monitoring"]
        return policy
    }()

    // An apiserver says a Namespace's own name as its namespace.
    private func asked(
        _ operation: Asked.Operation, _ name: String, _ object: String? = nil, old: String? = nil
    ) -> Asked {
        Asked(operation, "namespaces", in: name, named: name, object: object, old: old)
    }

    static let names: [(String, [Rule])] = [
        ("team-a", []), ("sealed", []), ("default", []), ("my-kube-system", []), ("monitoring-2", []), ("k3s", []),
        ("kube-system", [.namespaceObjects]), ("kube-x", [.namespaceObjects]), ("k3s-daas-system", [.namespaceObjects]),
        ("monitoring", [.namespaceObjects]), ("seal-", [.namespaceObjects]), ("seal-x", [.namespaceObjects]),
        (Asked.home, [.namespaceObjects]), (Asked.othersHome, [.namespaceObjects]),
    ]

    @Test(arguments: names) func `keeps names for the system and for homes`(_ name: String, _ rules: [Rule]) throws {
        for operation in [Asked.Operation.create, .update, .delete] {
            #expect(try asked(operation, name).denials(.admin, Self.policy) == rules)
            #expect(try asked(operation, name).denials(.super, Self.policy) == [])
            #expect(try asked(operation, name).denials(.developer, Self.policy) == [.tier])
        }
    }

    @Test func `judges the beginning of a name that is made later, and a name that only the object has`() throws {
        for (object, rules) in [
            (#"{"metadata":{"generateName":"seal-"}}"#, [Rule.namespaceObjects]),
            (#"{"metadata":{"generateName":"kube-"}}"#, [.namespaceObjects]),
            (#"{"metadata":{"generateName":"team-"}}"#, []), (#"{"metadata":{"name":"seal-x"}}"#, [.namespaceObjects]),
        ] {
            #expect(try asked(.create, "", object).denials(.admin) == rules)
        }
        #expect(try asked(.create, "team-a", #"{"metadata":{"name":"seal-x"}}"#).denials(.admin) == [.namespaceObjects])
        #expect(try asked(.create, "team-a", #"{"metadata":{"name":1}}"#).denials(.admin) == [.unreadable])
    }

    private static func labels(_ members: String) -> String {
        #"{"metadata":{"name":"team-a","labels":{\#(members)}}}"#
    }
    private static let level = #""pod-security.kubernetes.io/enforce":"privileged""#

    static let labelled = [
        Judged(labels(#""kubernetes.io/metadata.name":"team-a","x":"y""#), belowSuper: []),
        Judged(labels(#""kubernetes.io/metadata.name":"team-b""#), belowSuper: [.namespaceObjects]),
        Judged(labels(#""kubernetes.io/metadata.name":"kube-system""#), belowSuper: [.namespaceObjects]),
        Judged(labels(#""kubernetes.io/metadata.name":1"#), belowSuper: [.unreadable]),
        Judged(labels(level), belowSuper: [.namespaceObjects]),
        Judged(labels(level), was: labels(level), belowSuper: []),
        Judged(labels(level + #","x":"y""#), was: labels(level), belowSuper: []),
        Judged(labels(""), was: labels(level), belowSuper: [.namespaceObjects]),
        Judged("{}", was: labels(level), belowSuper: [.namespaceObjects]),
        Judged(labels(level), was: labels(""), belowSuper: [.namespaceObjects]),
        Judged(
            labels(#""pod-security.kubernetes.io/enforce":"restricted""#), was: labels(level),
            belowSuper: [.namespaceObjects]),
        Judged(labels(#""pod-security.kubernetes.io/warn":"baseline""#), belowSuper: [.namespaceObjects]),
        Judged(labels(#""pod-security.kubernetes.io.example/enforce":"x""#), belowSuper: []),
    ]

    @Test(arguments: labelled) func `leaves a namespace's pod security and its name alone`(_ judged: Judged) throws {
        try judged.check(asked(.create, "team-a"), from: .admin)
    }
}
