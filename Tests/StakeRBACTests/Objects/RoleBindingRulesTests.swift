// SPDX-License-Identifier: Apache-2.0
import Crypto
import SealAuthN
import StakeRBAC
import Testing

/// To whom which rights may be given.
struct RoleBindingRulesTests {
    private static let group = "rbac.authorization.k8s.io"
    private static let mine = #"{"kind":"ServiceAccount","name":"ci","namespace":"\#(Asked.home)"}"#
    private static let policy: Policy = {
        var policy = Policy()
        policy.namespaces.grants[Asked.owner] = ["team-a"]
        policy.namespaces.protected = ["monitoring"]
        return policy
    }()

    private static func binding(_ role: String, _ subjects: String = mine, kind: String = "ClusterRole") -> String {
        #"{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"\#(kind)","name":"\#(role)"},"subjects":[\#(subjects)]}"#
    }
    private static func account(_ namespace: String) -> String {
        binding("seal:viewer", #"{"kind":"ServiceAccount","name":"ci","namespace":"\#(namespace)"}"#)
    }
    private static func subject(_ members: String) -> String { binding("seal:viewer", "{\(members)}") }

    static let bindings = [
        Judged(binding("seal:viewer"), all: []), Judged(binding("seal:developer"), all: []),
        Judged(binding("seal:admin"), [.roleBindings], []),
        Judged(binding("seal:super"), [.roleBindings], [.roleBindings]),
        Judged(binding("seal:"), all: [.roleBindings]), Judged(binding("seal:Viewer"), all: [.roleBindings]),
        Judged(binding("seal:viewer "), all: [.roleBindings]), Judged(binding("cluster-admin"), all: [.roleBindings]),
        Judged(binding("view"), all: [.roleBindings]),
        Judged(binding("seal:viewer", kind: "Role"), all: [.roleBindings]),
        Judged(binding("reader", kind: "Role"), all: [.roleBindings]),
        Judged(binding("seal:viewer", kind: "clusterrole"), all: [.roleBindings]),
        Judged(#"{"roleRef":{"kind":"ClusterRole","name":"seal:viewer"}}"#, all: []),
        Judged(#"{"roleRef":{"apiGroup":"x","kind":"ClusterRole","name":"seal:viewer"}}"#, all: [.roleBindings]),
        Judged("{}", all: [.unreadable]), Judged(#"{"roleRef":null}"#, all: [.unreadable]),
        Judged(#"{"roleRef":{"kind":"ClusterRole"}}"#, all: [.unreadable]),
        Judged(#"{"roleRef":{"kind":"ClusterRole","name":"seal:viewer","name":"cluster-admin"}}"#, all: [.unreadable]),
        Judged(binding("seal:viewer", ""), all: []), Judged(account(Asked.home), all: []),
        Judged(account("team-a"), all: []),
        Judged(account("team-b"), all: [.roleBindings]), Judged(account(Asked.othersHome), all: [.roleBindings]),
        Judged(account("kube-system"), all: [.roleBindings]), Judged(account("k3s-daas-system"), all: [.roleBindings]),
        Judged(account("monitoring"), all: [.roleBindings]),
        Judged(subject(#""kind":"ServiceAccount","name":"ci""#), all: []),
        Judged(subject(#""kind":"ServiceAccount","name":"ci","namespace":null,"apiGroup":"""#), all: []),
        Judged(
            subject(#""kind":"ServiceAccount","name":"ci","apiGroup":"rbac.authorization.k8s.io""#),
            all: [.roleBindings]),
        Judged(subject(#""kind":"User","name":"sui:0x1""#), all: [.roleBindings]),
        Judged(subject(#""kind":"Group","name":"seal:viewer""#), all: [.roleBindings]),
        Judged(subject(#""kind":"Group","name":"system:serviceaccounts""#), all: [.roleBindings]),
        Judged(subject(#""kind":"serviceaccount","name":"ci""#), all: [.roleBindings]),
        Judged(subject(#""name":"ci""#), all: [.unreadable]), Judged(subject(#""kind":1"#), all: [.unreadable]),
        Judged(subject(#""kind":"ServiceAccount","kind":"User""#), all: [.unreadable]),
        Judged(binding("seal:viewer", #""x""#), all: [.unreadable]),
        Judged(binding("seal:viewer", mine + #",{"kind":"User","name":"x"}"#), all: [.roleBindings]),
        Judged(binding("view", #"{"kind":"User","name":"x"}"#), all: [.roleBindings, .roleBindings]),
        // What somebody has given with more stake may be given labels.
        Judged(
            #"{"metadata":{"labels":{"a":"b"}},"# + binding("view").dropFirst(), was: binding("view"), all: []),
        Judged(binding("view"), was: binding("seal:viewer"), all: [.roleBindings]),
        Judged(binding("view", ""), was: binding("view"), all: [.roleBindings]),
    ]

    @Test(arguments: bindings) func `gives the tiers' roles to the stake's own accounts`(_ judged: Judged) throws {
        try judged.check(Asked(.create, "rolebindings", group: Self.group), Self.policy)
        try judged.check(Asked(.create, "rolebindings", group: Self.group, in: "team-a"), Self.policy)
    }

    @Test func `gives one's own accounts a role where one may write`() throws {
        let asked = Asked(
            .create, "rolebindings", group: Self.group, in: "team-b", object: Self.binding("seal:viewer"))
        #expect(try asked.denials(.admin, Self.policy) == [])
        #expect(try asked.denials(.developer, Self.policy) == [.namespace])
    }

    @Test func `gives nothing in the system's namespaces, and to none of its accounts`() throws {
        for place in ["kube-system", "k3s-daas-system", "monitoring"] {
            let asked = Asked(
                .create, "rolebindings", group: Self.group, in: place, object: Self.binding("seal:viewer"))
            #expect(try asked.denials(.super, Self.policy) == [.roleBindings])
            #expect(try asked.denials(.admin, Self.policy) == [.namespace])
            // Without a namespace of its own the account is one of the binding's.
            let its = Self.subject(#""kind":"ServiceAccount","name":"ci""#)
            let own = Asked(.create, "rolebindings", group: Self.group, in: place, object: its)
            #expect(try own.denials(.super, Self.policy) == [.roleBindings, .roleBindings])
        }
    }

    @Test func `has no name of the system's, and may be removed`() throws {
        for operation in [Asked.Operation.create, .update, .delete] {
            let asked = Asked(
                operation, "rolebindings", group: Self.group, named: "seal:owner", object: Self.binding("seal:viewer"))
            #expect(try asked.denials(.super) == [.roleBindings])
            #expect(try asked.denials(.developer) == [.roleBindings])
        }
        let gone = Asked(.delete, "rolebindings", group: Self.group, old: Self.binding("cluster-admin"))
        #expect(try gone.denials(.developer) == [])
    }

    @Test func `is judged by the owner's stake when a service account asks`() throws {
        let asked = Asked(.create, "rolebindings", group: Self.group, object: Self.binding("seal:admin"))
        let verdict = try asked.verdict(by: .serviceAccount(Asked.staker(.developer)), groups: [])
        #expect(verdict.denials.map(\.rule) == [.roleBindings])
    }
}
