// SPDX-License-Identifier: Apache-2.0
import KubeClient
import Testing

@testable import SealController

struct ObjectTreeTests {
    static func tree(_ members: String) -> ObjectTree {
        ManagedView.read(
            .resourceQuotas,
            Array(#"{"metadata":{"name":"n","namespace":"a","uid":"u","resourceVersion":"1"},\#(members)}"#.utf8)
        )?.content["spec"] ?? .other
    }

    static let pairs: [(String, String, Bool)] = [
        // What others add stays; what is wanted must be there.
        (#""spec":{"a":"1","b":"2"}"#, #""spec":{"a":"1"}"#, true),
        (#""spec":{"a":"1"}"#, #""spec":{"a":"1","b":"2"}"#, false),
        (#""spec":{"a":"1"}"#, #""spec":{"a":"2"}"#, false), (#""spec":{"a":1}"#, #""spec":{"a":"1"}"#, false),
        (#""spec":{"a":true}"#, #""spec":{"a":true}"#, true), (#""spec":{"a":true}"#, #""spec":{"a":false}"#, false),
        // A list is wanted as a whole.
        (#""spec":{"a":["1","2"]}"#, #""spec":{"a":["1"]}"#, false),
        (#""spec":{"a":["1"]}"#, #""spec":{"a":["1"]}"#, true),
        (#""spec":{"a":["2","1"]}"#, #""spec":{"a":["1","2"]}"#, false),
        (#""spec":{"a":[{"b":"1","c":"2"}]}"#, #""spec":{"a":[{"b":"1"}]}"#, true),
        // What is empty is left out.
        (#""spec":{}"#, #""spec":{"a":[]}"#, true), (#""spec":{}"#, #""spec":{"a":{}}"#, true),
        (#""spec":{"a":null}"#, #""spec":{"a":[]}"#, true), (#""spec":{}"#, #""spec":{"a":""}"#, false),
        // Nothing of ours is a fraction.
        (#""spec":{"a":1.5}"#, #""spec":{"a":1.5}"#, false),
    ]

    @Test(arguments: pairs)
    func `what there is covers what is wanted`(_ here: String, _ wanted: String, _ covers: Bool) {
        #expect(Self.tree(here).covers(Self.tree(wanted)) == covers)
    }

    @Test func `one value is one sequence of bytes`() {
        let tree = ObjectTree.object([
            "b": .list([.number(-1), .flag(true), .other]), "a": .text("x\"y\n"), "c": .object([:]),
        ])
        #expect(String(decoding: tree.json, as: UTF8.self) == #"{"a":"x\"y\n","b":[-1,true,null],"c":{}}"#)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"metadata":{}}"#, #"{"metadata":{"name":"n","uid":"u","resourceVersion":"1"}}"#,
        #"{"metadata":{"name":"n","namespace":"a","uid":"u","resourceVersion":"1","labels":"x"}}"#,
        #"{"metadata":{"name":7,"namespace":"a","uid":"u","resourceVersion":"1"}}"#,
    ])
    func `what is no object is none`(_ text: String) {
        #expect(ManagedView.read(.resourceQuotas, Array(text.utf8)) == nil)
    }

    @Test func `of annotations only ours are kept`() throws {
        let text =
            #"{"metadata":{"name":"n","uid":"u","resourceVersion":"1","deletionTimestamp":"2026-11-22T01:30:00Z","#
            + #""labels":{"k3s-daas.io/managed":"namespaces","team":"a"},"#
            + #""annotations":{"k3s-daas.io/tier":"admin","kubectl.kubernetes.io/last-applied-configuration":"{}"}}}"#
        let view = try #require(ManagedView.read(.namespaces, Array(text.utf8)))
        #expect(view.isOurs && view.isLeaving && view.namespace == "n" && view.label("team") == "a")
        #expect(view.content["metadata"]?["annotations"] == .texts(["k3s-daas.io/tier": "admin"]))
    }
}
