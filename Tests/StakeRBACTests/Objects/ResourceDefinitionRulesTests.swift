// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// Which kinds of resources may be defined.
struct ResourceDefinitionRulesTests {
    private static let policy: Policy = {
        var policy = Policy()
        policy.resourceGroups = [
            "example.com", "k8s.io", "x.k8s.io", "helm.cattle.io", "k3s-daas.io", "a.k3s-daas.io", "kubernetes.io",
            "notk8s.io",
        ]
        return policy
    }()

    private static func group(_ group: String, _ more: String = "") -> String {
        #"{"spec":{"group":"\#(group)"\#(more)}}"#
    }
    private static func conversion(_ members: String) -> String {
        group("example.com", #","conversion":{\#(members)}"#)
    }

    static let definitions = [
        Judged(group("example.com"), belowSuper: []), Judged(group("notk8s.io"), belowSuper: []),
        Judged(group("a.example.com"), belowSuper: [.customResourceDefinitions]),
        Judged(group("Example.com"), belowSuper: [.customResourceDefinitions]),
        Judged(group(""), belowSuper: [.customResourceDefinitions]),
        Judged(group("k8s.io"), belowSuper: [.customResourceDefinitions]),
        Judged(group("x.k8s.io"), belowSuper: [.customResourceDefinitions]),
        Judged(group("kubernetes.io"), belowSuper: [.customResourceDefinitions]),
        Judged(group("helm.cattle.io"), belowSuper: [.customResourceDefinitions]),
        Judged(group("k3s-daas.io"), belowSuper: [.customResourceDefinitions]),
        Judged(group("a.k3s-daas.io"), belowSuper: [.customResourceDefinitions]),
        Judged("{}", belowSuper: [.unreadable]), Judged(#"{"spec":{}}"#, belowSuper: [.unreadable]),
        Judged(#"{"spec":{"group":["example.com"]}}"#, belowSuper: [.unreadable]),
        Judged(group("example.com", #","group":"x.k8s.io""#), belowSuper: [.unreadable]),
        Judged(group("example.com", #","conversion":null"#), belowSuper: []), Judged(conversion(""), belowSuper: []),
        Judged(conversion(#""strategy":"None""#), belowSuper: []),
        Judged(conversion(#""strategy":null,"webhook":null"#), belowSuper: []),
        Judged(conversion(#""strategy":"None","conversionReviewVersions":["v1"]"#), belowSuper: []),
        Judged(conversion(#""strategy":"Webhook""#), belowSuper: [.customResourceDefinitions]),
        Judged(conversion(#""strategy":"none""#), belowSuper: [.customResourceDefinitions]),
        Judged(conversion(#""strategy":"None","webhook":{}"#), belowSuper: [.customResourceDefinitions]),
        Judged(conversion(#""webhookClientConfig":{"url":"https://x"}"#), belowSuper: [.customResourceDefinitions]),
        Judged(group("example.com", #","conversion":"Webhook""#), belowSuper: [.unreadable]),
        Judged(
            group("a.b", #","conversion":{"strategy":"Webhook"}"#),
            belowSuper: [.customResourceDefinitions, .customResourceDefinitions]),
        Judged(
            #"{"metadata":{"labels":{"a":"b"}},"spec":{"group":"x.k8s.io"}}"#, was: group("x.k8s.io"), belowSuper: []),
        Judged(
            group("x.k8s.io", #","scope":"Cluster""#), was: group("x.k8s.io"), belowSuper: [.customResourceDefinitions]),
    ]

    @Test(arguments: definitions) func `is of a group that admins have, without a webhook`(_ judged: Judged) throws {
        let asked = Asked(.create, "customresourcedefinitions", group: "apiextensions.k8s.io", in: "")
        try judged.check(asked, from: .admin, Self.policy)
    }

    // Every object of the kind goes with its definition.
    @Test func `is taken away by whom it was made by`() throws {
        for (object, rules) in [
            (Self.group("example.com"), []), (Self.group("helm.cattle.io"), [Rule.customResourceDefinitions]),
            (Self.group("traefik.io"), [.customResourceDefinitions]), ("{}", [.unreadable]),
            (Self.conversion(#""strategy":"Webhook""#), []),
        ] {
            let asked = Asked(
                .delete, "customresourcedefinitions", group: "apiextensions.k8s.io", in: "", old: object)
            #expect(try asked.denials(.admin, Self.policy) == rules)
            #expect(try asked.denials(.super, Self.policy) == [])
        }
    }
}
