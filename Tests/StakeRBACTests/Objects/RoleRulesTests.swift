// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// What a role may give.
struct RoleRulesTests {
    private static let group = "rbac.authorization.k8s.io"

    private static func rule(_ members: String) -> String {
        #"{"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]},{\#(members)}]}"#
    }
    private static func verbs(_ verbs: String) -> String {
        rule(#""apiGroups":["apps"],"resources":["deployments"],"verbs":[\#(verbs)]"#)
    }
    private static func resources(_ resources: String) -> String {
        rule(#""apiGroups":["example.com"],"resources":[\#(resources)],"verbs":["get"]"#)
    }

    static let roles = [
        Judged("{}", all: []), Judged(#"{"rules":null,"aggregationRule":null}"#, all: []),
        Judged(#"{"rules":[]}"#, all: []),
        Judged(verbs(#""get","list","watch","create","update","patch","delete","deletecollection","use""#), all: []),
        Judged(verbs(#""*""#), all: [.roles]), Judged(verbs(#""get","bind""#), all: [.roles]),
        Judged(verbs(#""escalate""#), all: [.roles]), Judged(verbs(#""impersonate""#), all: [.roles]),
        Judged(verbs(#""impersonate-on:user-info:get""#), all: [.roles]), Judged(verbs(#""approve""#), all: [.roles]),
        Judged(verbs(#""sign""#), all: [.roles]), Judged(verbs(#""attest""#), all: [.roles]),
        Judged(verbs(#""b\u0069nd""#), all: [.roles]), Judged(verbs("1"), all: [.unreadable]),
        Judged(rule(#""verbs":"*""#), all: [.unreadable]),
        Judged(rule(#""verbs":["get"],"verbs":["*"]"#), all: [.unreadable]),
        Judged(rule(#""apiGroups":["*"]"#), all: [.roles]),
        Judged(rule(#""apiGroups":["","admissionregistration.k8s.io"]"#), all: [.roles]),
        Judged(rule(#""apiGroups":null,"resources":null,"nonResourceURLs":null"#), all: []),
        Judged(resources(#""pods","pods/log","nodes","serviceaccounts","secrets","nodes/metrics""#), all: []),
        Judged(resources(#""*""#), all: [.roles]), Judged(resources(#""*/*""#), all: [.roles]),
        Judged(resources(#""*/scale""#), all: [.roles]), Judged(resources(#""pods/*""#), all: [.roles]),
        Judged(resources(#""pods","nodes/proxy""#), all: [.roles]),
        Judged(resources(#""serviceaccounts/token""#), all: [.roles]),
        Judged(resources(#""certificatesigningrequests""#), all: [.roles]),
        Judged(resources(#""certificatesigningrequests/approval""#), all: [.roles]),
        Judged(resources(#""tokenreviews""#), all: [.roles]), Judged(resources("null"), all: [.unreadable]),
        Judged(rule(#""nonResourceURLs":["/version"]"#), all: []),
        Judged(rule(#""nonResourceURLs":["*"]"#), all: [.roles]),
        Judged(rule(#""nonResourceURLs":["/api/*"]"#), all: [.roles]),
        Judged(rule(#""apiGroups":["*"],"resources":["*"],"verbs":["*"]"#), all: [.roles, .roles, .roles]),
        Judged(#"{"rules":{}}"#, all: [.unreadable]), Judged(#"{"rules":[[]]}"#, all: [.unreadable]),
        Judged(#"{"aggregationRule":{}}"#, all: [.roles]),
        Judged(#"{"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}}"#, all: [.roles]),
        Judged(#"{"metadata":{"labels":{"rbac.authorization.k8s.io/aggregate-to-edit":"true"}}}"#, all: [.roles]),
        Judged(#"{"metadata":{"labels":{"rbac.authorization.k8s.io/other":"true"}}}"#, all: []),
        // What is as it was may be given labels.
        Judged(#"{"metadata":{"labels":{"a":"b"}},"# + verbs(#""*""#).dropFirst(), was: verbs(#""*""#), all: []),
        Judged(verbs(#""*""#), was: verbs(#""get""#), all: [.roles]),
        Judged(#"{"aggregationRule":{}}"#, was: #"{"aggregationRule":{}}"#, all: []),
        Judged(#"{"aggregationRule":{"a":1}}"#, was: #"{"aggregationRule":{}}"#, all: [.roles]),
        Judged(
            #"{"metadata":{"labels":{"rbac.authorization.k8s.io/aggregate-to-edit":"true"}}}"#,
            was: #"{"metadata":{"labels":{"rbac.authorization.k8s.io/aggregate-to-edit":"true"}}}"#, all: []),
        Judged("{}", was: #"{"metadata":{"labels":{"kubernetes.io/bootstrapping":"rbac-defaults"}}}"#, all: [.roles]),
    ]

    @Test(arguments: roles) func `gives what a stake has, name by name`(_ judged: Judged) throws {
        try judged.check(Asked(.create, "roles", group: Self.group), from: .admin)
        try judged.check(Asked(.create, "clusterroles", group: Self.group, in: ""), from: .super)
    }

    static let names: [(String, Bool)] = [
        ("reader", true), ("seals", true), ("systematic", true), ("xsystem:node", true), ("seal:viewer", false),
        ("seal:x", false), ("system:node", false), ("k3s-cloud-controller-manager", false), ("k3s", false),
    ]

    @Test(arguments: names) func `has no name of the system's`(_ name: String, _ isAllowed: Bool) throws {
        let rules: [Rule] = isAllowed ? [] : [.roles]
        for operation in [Asked.Operation.create, .update, .delete] {
            let asked = Asked(operation, "clusterroles", group: Self.group, in: "", named: name)
            #expect(try asked.denials(.super) == rules)
            let role = Asked(operation, "roles", group: Self.group, named: name)
            #expect(try role.denials(.admin) == rules)
        }
        for key in ["name", "generateName"] {
            let object = #"{"metadata":{"\#(key)":"\#(name)"}}"#
            #expect(try Asked(.create, "roles", group: Self.group, named: "", object: object).denials(.admin) == rules)
        }
    }

    @Test func `is not taken from the apiserver`() throws {
        let old = #"{"metadata":{"name":"edit","labels":{"kubernetes.io/bootstrapping":"rbac-defaults"}}}"#
        let asked = Asked(.delete, "clusterroles", group: Self.group, in: "", named: "edit", old: old)
        #expect(try asked.denials(.super) == [.roles])
    }
}
