// SPDX-License-Identifier: Apache-2.0
import Crypto
import SealAuthN
import Testing

@testable import StakeRBAC

/// What the words on a seal leave of its tier's rights: less, and never more.
struct SealWordsTests {
    private static let team = "team-a"

    /// Words, what an admin may with such a seal, and what not.
    static let words: [(words: [String], allowed: [Wanted], refused: [Wanted])] = [
        (
            ["pods:read"], [Wanted("get", "pods"), Wanted("list", "pods", in: ""), Wanted("watch", "pods")],
            [
                Wanted("create", "pods"), Wanted("delete", "pods"), Wanted("get", "pods", part: "log"),
                Wanted("get", "pods", group: "metrics.k8s.io"), Wanted("get", "secrets"), Wanted("get", "podss"),
                // A stream is a write, though a websocket asks with `get`.
                Wanted("get", "pods", part: "exec"),
            ]
        ),
        (
            ["pods:write"],
            [
                Wanted("create", "pods"), Wanted("update", "pods"), Wanted("patch", "pods"), Wanted("delete", "pods"),
                Wanted("deletecollection", "pods"),
            ], [Wanted("get", "pods"), Wanted("create", "pods", part: "exec"), Wanted("use", "pods")]
        ),
        (
            ["pods/exec:write"],
            [Wanted("get", "pods", part: "exec"), Wanted("create", "pods", part: "exec")],
            [Wanted("get", "pods"), Wanted("create", "pods"), Wanted("create", "pods", part: "attach")]
        ),
        (["pods/exec:read"], [], [Wanted("get", "pods", part: "exec"), Wanted("create", "pods", part: "exec")]),
        (["pods/exec:get"], [Wanted("get", "pods", part: "exec")], [Wanted("create", "pods", part: "exec")]),
        (["pods/log:read"], [Wanted("get", "pods", part: "log")], [Wanted("get", "pods")]),
        (
            ["team-a/pods:*"], [Wanted("get", "pods", in: team), Wanted("create", "pods", in: team)],
            [
                Wanted("get", "pods"), Wanted("list", "pods", in: ""), Wanted("get", "services", in: team),
                Wanted("get", "pods", part: "log", in: team),
            ]
        ),
        (
            ["team-a/deployments.apps/scale:patch"],
            [Wanted("patch", "deployments", group: "apps", part: "scale", in: team)],
            [
                Wanted("patch", "deployments", group: "apps", in: team),
                Wanted("patch", "deployments", group: "apps", part: "scale"),
                Wanted("patch", "deployments", part: "scale", in: team),
            ]
        ),
        (
            ["team-a/*:read"],
            [
                Wanted("get", "pods", part: "log", in: team), Wanted("list", "secrets", in: team),
                Wanted("get", "namespaces", in: team, named: team),
            ],
            [
                Wanted("get", "pods"), Wanted("list", "nodes", in: ""), Wanted("create", "pods", in: team),
                Wanted("get", "pods", part: "exec", in: team),
            ]
        ),
        // A Namespace is changed from outside, whatever namespace its review names.
        (
            ["team-a/*:*", "team-a/namespaces:write"], [Wanted("create", "pods", in: team)],
            [
                Wanted("delete", "namespaces", in: team, named: team),
                Wanted("patch", "namespaces", in: team, named: team),
            ]
        ),
        (["namespaces:write"], [Wanted("delete", "namespaces", in: team, named: team)], []),
        (["*/namespaces:write"], [Wanted("delete", "namespaces", in: team, named: team)], []),
        (
            ["*/scale:write"], [Wanted("patch", "deployments", group: "apps", part: "scale")],
            [Wanted("patch", "deployments", group: "apps")]
        ),
        // A star is everything that the tier allows.
        (
            ["*:*"],
            [
                Wanted("create", "pods"), Wanted("create", "pods", part: "exec"), Wanted("list", "nodes", in: ""),
                Wanted("get", "widgets", group: "demo.example.com"),
            ],
            [
                Wanted("create", "pods", in: "kube-system"), Wanted("impersonate", "users", in: ""),
                Wanted("get", "secrets", in: ""),
            ]
        ),
        // Two words: what either allows.
        (
            ["pods:get", "services:list"], [Wanted("get", "pods"), Wanted("list", "services")],
            [Wanted("list", "pods"), Wanted("get", "services")]
        ),
    ]

    @Test(arguments: words) func `words narrow an admin`(
        _ words: [String], _ allowed: [Wanted], _ refused: [Wanted]
    ) throws {
        var identity = Asked.staker(.admin)
        identity.permissions = words
        for wanted in allowed {
            let opinion = try Place.engine.opinion(wanted, by: identity)
            let expected: Opinion = wanted.resource == "widgets" ? .none : .permitted
            #expect(opinion == expected, "\(wanted)")
        }
        for wanted in refused {
            guard case .denied = try Place.engine.opinion(wanted, by: identity) else {
                Issue.record("not refused: \(wanted)")
                continue
            }
        }
    }

    @Test(arguments: [
        "", ":", "pods", "pods:", ":read", "*", "*:", "/pods:read", "//:read", "team-a//pods:read", "pods/:log",
        "pods.:read", ".pods:read", "pods:Read", "PODS:read", "pods :read", "pods:read:read", "a/b/c/d:read",
        "pods:rea",
    ]) func `what is no word allows nothing`(_ word: String) throws {
        var identity = Asked.staker(.super)
        identity.permissions = [word]
        for wanted in [
            Wanted("get", "pods"), Wanted("list", "pods", in: ""), Wanted("create", "pods"),
            Wanted("get", "nodes", in: ""),
            Wanted("get", "pods", part: "log"), Wanted("", ""), Wanted("get", "", in: ""),
        ] {
            guard case .denied(let finding) = try Place.engine.opinion(wanted, by: identity) else {
                Issue.record("not refused: \(wanted)")
                continue
            }
            #expect(finding.rule == .sealPermissions)
        }
    }

    /// The same words in admission, where a verb is coarser.
    @Test func `words narrow writes`() throws {
        var identity = Asked.staker(.developer)
        let pod = Harmless.object("", "pods", "", .create)
        let cases: [(String, Asked, Bool)] = [
            ("pods:write", Asked(.create, "pods", object: pod), true),
            ("pods:read", Asked(.create, "pods", object: pod), false),
            ("pods:patch", Asked(.update, "pods", object: pod, old: pod), true),
            ("pods:update", Asked(.update, "pods", object: pod, old: pod), true),
            ("pods:create", Asked(.update, "pods", object: pod, old: pod), false),
            ("pods:deletecollection", Asked(.delete, "pods", old: pod), true),
            ("pods:write", Asked(.connect, "pods", part: "exec"), false),
            ("pods/exec:write", Asked(.connect, "pods", part: "exec"), true),
            ("pods/exec:get", Asked(.connect, "pods", part: "exec"), true),
            ("pods/exec:read", Asked(.connect, "pods", part: "exec"), false),
            ("team-a/pods:write", Asked(.create, "pods", object: pod), false),
            ("team-a/pods:write", Asked(.create, "pods", in: "team-a", object: pod), true),
        ]
        for (word, asked, isAllowed) in cases {
            identity.permissions = [word]
            let verdict = try Place.engine.verdict(asked, by: identity)
            #expect(verdict.isAllowed == isAllowed, "\(word), \(asked)")
            #expect(isAllowed || verdict.denials.map(\.rule) == [.sealPermissions])
        }
    }

    @Test func `a seal's namespaces leave out every other, and what belongs to the cluster`() throws {
        var identity = Asked.staker(.admin)
        identity.namespaces = ["team-a", "default"]
        let allowed = [
            Wanted("get", "pods", in: "team-a"), Wanted("create", "pods", in: "default"),
            Wanted("get", "namespaces", in: "team-a", named: "team-a"),
        ]
        let refused = [
            Wanted("get", "pods"), Wanted("list", "pods", in: ""), Wanted("get", "nodes", in: ""),
            Wanted("list", "namespaces", in: ""), Wanted("delete", "namespaces", in: "team-a", named: "team-a"),
            Wanted("create", "storageclasses", group: "storage.k8s.io", in: ""),
            Wanted("create", "pods", in: "team-"), Wanted("create", "pods", in: "team-a2"),
        ]
        for wanted in allowed {
            let opinion = try Place.engine.opinion(wanted, by: identity)
            #expect(opinion == .permitted, "\(wanted)")
        }
        for wanted in refused {
            guard case .denied(let finding) = try Place.engine.opinion(wanted, by: identity) else {
                Issue.record("not refused: \(wanted)")
                continue
            }
            #expect(finding.rule == .sealNamespaces)
        }
        let removal = Asked(.delete, "namespaces", in: "team-a", named: "team-a", old: #"{"metadata":{}}"#)
        let verdict = try Place.engine.verdict(removal, by: identity)
        #expect(verdict.denials.map(\.rule) == [.sealNamespaces])
    }

    /// A list on the seal never makes a namespace one's own.
    @Test func `a seal's namespaces give nothing`() throws {
        var identity = Asked.staker(.developer)
        identity.namespaces = ["default", Asked.othersHome, "kube-system"]
        for namespace in identity.namespaces {
            let verdict = try Place.engine.verdict(
                Asked(.create, "configmaps", in: namespace, object: "{}"), by: identity)
            #expect(verdict.denials.map(\.rule) == [.namespace])
        }
    }
}
