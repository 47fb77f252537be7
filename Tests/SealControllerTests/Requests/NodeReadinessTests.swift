// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealController

/// Which Nodes take new pods.
@Suite struct NodeReadinessTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var metadata = #"{"name":"n-1"}"#
        var spec = "{}"
        var status = #"{"conditions":[{"type":"MemoryPressure","status":"False"},{"type":"Ready","status":"True"}]}"#
        var isReady: Bool
    }

    private static func taints(_ list: String...) -> String { #"{"taints":[\#(list.joined(separator: ","))]}"# }
    private static let worker = #"{"key":"k3s-daas.io/worker","effect":"NoSchedule"}"#

    static let cases: [Case] = [
        Case(testDescription: "nothing keeps pods away", isReady: true),
        Case(testDescription: "no taints are none", spec: #"{"taints":null}"#, isReady: true),
        Case(testDescription: "an empty list is none", spec: taints(), isReady: true),
        Case(testDescription: "the taint of every staked machine", spec: taints(worker), isReady: true),
        Case(
            testDescription: "that one with another effect",
            spec: taints(#"{"key":"k3s-daas.io/worker","value":"x","effect":"NoExecute"}"#), isReady: true),
        Case(
            testDescription: "a taint beside it", spec: taints(worker, #"{"key":"a/b","effect":"NoSchedule"}"#),
            isReady: false),
        Case(
            testDescription: "a taint before it", spec: taints(#"{"key":"a/b","effect":"NoExecute"}"#, worker),
            isReady: false),
        Case(
            testDescription: "a taint that only asks",
            spec: taints(worker, #"{"key":"a/b","effect":"PreferNoSchedule"}"#), isReady: true),
        Case(
            testDescription: "whose stake is lost",
            spec: taints(worker, #"{"key":"k3s-daas.io/slashed","effect":"NoExecute"}"#), isReady: false),
        Case(testDescription: "cordoned", spec: #"{"unschedulable":true}"#, isReady: false),
        Case(testDescription: "not cordoned, and said so", spec: #"{"unschedulable":false}"#, isReady: true),
        Case(testDescription: "cordoned or not is null", spec: #"{"unschedulable":null}"#, isReady: true),
        Case(testDescription: "cordoned in words", spec: #"{"unschedulable":"true"}"#, isReady: false),
        Case(
            testDescription: "being deleted",
            metadata: #"{"name":"n-1","deletionTimestamp":"2026-11-22T01:00:00Z","finalizers":["a/b"]}"#, isReady: false
        ),
        Case(
            testDescription: "not being deleted", metadata: #"{"name":"n-1","deletionTimestamp":null}"#, isReady: true),
        Case(
            testDescription: "not ready", status: #"{"conditions":[{"type":"Ready","status":"False"}]}"#,
            isReady: false),
        Case(
            testDescription: "nobody has heard of it for long",
            status: #"{"conditions":[{"type":"Ready","status":"Unknown"}]}"#, isReady: false),
        Case(testDescription: "no conditions", status: "{}", isReady: false),
        Case(testDescription: "conditions that say nothing", status: #"{"conditions":[]}"#, isReady: false),
        Case(
            testDescription: "another condition alone",
            status: #"{"conditions":[{"type":"DiskPressure","status":"True"}]}"#, isReady: false),
        Case(
            testDescription: "a condition without a status", status: #"{"conditions":[{"type":"Ready"}]}"#,
            isReady: false),
        Case(
            testDescription: "a status that is no text", status: #"{"conditions":[{"type":"Ready","status":true}]}"#,
            isReady: false),
        Case(testDescription: "a condition that is none", status: #"{"conditions":["Ready"]}"#, isReady: false),
        Case(testDescription: "conditions that are no list", status: #"{"conditions":{}}"#, isReady: false),
        Case(testDescription: "a status that is none", status: "7", isReady: false),
        Case(testDescription: "a spec that is none", spec: "[]", isReady: false),
        Case(testDescription: "taints that are no list", spec: #"{"taints":{}}"#, isReady: false),
        Case(testDescription: "a taint that is none", spec: taints("7"), isReady: false),
        Case(testDescription: "a taint without a key", spec: taints(#"{"effect":"NoSchedule"}"#), isReady: false),
        Case(testDescription: "a taint without an effect", spec: taints(#"{"key":"a/b"}"#), isReady: false),
    ]

    @Test(arguments: cases) func `a Node takes new pods if nothing speaks against it`(_ example: Case) {
        let body =
            #"{"kind":"Node","metadata":\#(example.metadata),"spec":\#(example.spec),"status":\#(example.status)}"#
        #expect(NodeReadiness.read(Array(body.utf8)) == example.isReady)
    }

    @Test(arguments: ["", "{", "[]", "null", "7", "{}}", "{\"status\":"]) func `what is no Node takes none`(
        _ text: String
    ) {
        #expect(!NodeReadiness.read(Array(text.utf8)))
    }

    @Test func `a Node without a spec is as one that has an empty one`() {
        let body = #"{"status":{"conditions":[{"type":"Ready","status":"True"}]}}"#
        #expect(NodeReadiness.read(Array(body.utf8)))
    }
}
