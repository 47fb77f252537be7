// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// What may be changed in a machine's object.
struct NodeRulesTests {
    private static func node(
        _ spec: String = "", metadata: String = #""resourceVersion":"1","labels":{"a":"b"}"#, more: String = ""
    ) -> String {
        #"{"kind":"Node","metadata":{\#(metadata)},"spec":{"podCIDR":"10.0.0.0/24"\#(spec)},"status":{"phase":"x"}\#(more)}"#
    }

    static let updates = [
        Judged(node(), was: node(), all: []), Judged(node(#","unschedulable":true"#), was: node(), all: []),
        Judged(node(), was: node(#","unschedulable":true"#), all: []),
        Judged(node(#","unschedulable":false"#), was: node(#","unschedulable":true"#), all: []),
        Judged(
            node(
                #","unschedulable":true"#,
                metadata: #""resourceVersion":"2","generation":3,"managedFields":[{}],"labels":{"a":"b"}"#),
            was: node(),
            all: []),
        Judged(node(#","unschedulable":null"#), was: node(), all: []),
        Judged(node(#","unschedulable":"true""#), was: node(), all: [.unreadable]),
        Judged(node(#","unschedulable":true,"unschedulable":false"#), was: node(), all: [.unreadable]),
        Judged(node(#","taints":[]"#), was: node(), all: [.nodeUpdates]),
        Judged(
            node(), was: node(#","taints":[{"key":"k3s-daas.io/worker","effect":"NoSchedule"}]"#), all: [.nodeUpdates]),
        Judged(node(#","podCIDR":"10.0.0.0/24""#), was: node(), all: [.nodeUpdates]),
        Judged(node(metadata: #""resourceVersion":"1","labels":{"a":"c"}"#), was: node(), all: [.nodeUpdates]),
        Judged(node(metadata: #""resourceVersion":"1""#), was: node(), all: [.nodeUpdates]),
        Judged(node(metadata: #""labels":{"a":"b"},"annotations":{"x":"y"}"#), was: node(), all: [.nodeUpdates]),
        Judged(node(metadata: #""labels":{"a":"b"},"finalizers":["x"]"#), was: node(), all: [.nodeUpdates]),
        Judged(node(more: #","extra":1"#), was: node(), all: [.nodeUpdates]),
        Judged(node(), was: node(more: #","extra":1"#), all: [.nodeUpdates]),
        Judged(#"{"kind":"Node"}"#, was: node(), all: [.nodeUpdates]),
        Judged(node(more: #","metadata":{}"#), was: node(), all: [.unreadable]),
        Judged(#"{"spec":[]}"#, was: node(), all: [.unreadable]), Judged(node(), was: "null", all: [.unreadable]),
        Judged("null", was: node(), all: [.unreadable]),
    ]

    @Test(arguments: updates) func `is whether pods come to it`(_ judged: Judged) throws {
        try judged.check(Asked(.update, "nodes", in: ""), from: .admin)
    }

    @Test func `says what would change`() throws {
        let message = try Asked(
            .update, "nodes", in: "", object: Self.node(#","taints":[]"#), old: Self.node()
        ).verdict(.admin).message
        #expect(
            message
                == "a Node may be cordoned and uncordoned (spec.unschedulable) and not changed otherwise, by no tier: "
                + "spec.taints would change (you are admin tier) [node-updates]")
    }

    @Test func `is not for developers, and never made or removed`() throws {
        #expect(try Asked(.update, "nodes", in: "").denials(.developer) == [.tier])
        #expect(try Asked(.create, "nodes", in: "").denials(.super) == [.escalation])
        #expect(try Asked(.delete, "nodes", in: "").denials(.super) == [.escalation])
        #expect(try Asked(.update, "nodes", part: "status", in: "").denials(.super) == [.escalation])
    }
}
