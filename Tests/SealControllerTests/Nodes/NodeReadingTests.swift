// SPDX-License-Identifier: Apache-2.0
import Kernel
import TestSupport
import Testing

@testable import SealController

struct NodeReadingTests {
    static let node = """
        {"kind":"Node","apiVersion":"v1","metadata":{"name":"n-abc-1","uid":"u1","resourceVersion":"812",
        "labels":{"kubernetes.io/arch":"amd64"},"annotations":{"k3s-daas.io/reaction":"hold"}},
        "spec":{"podCIDR":"10.42.1.0/24","taints":[{"key":"k3s-daas.io/worker","effect":"NoSchedule"},
        {"key":"node.kubernetes.io/unreachable","effect":"NoExecute","timeAdded":"2026-11-22T01:00:00Z"}]},
        "status":{"volumesAttached":[{"name":"csi^1","devicePath":""},{"name":"csi^2","devicePath":""}]}}
        """

    static func read(_ text: String) -> NodeView? { NodeView.read(Array(text.utf8)) }

    @Test func `what of a Node decides`() throws {
        let node = try #require(Self.read(Self.node))
        #expect(node.name == "n-abc-1" && node.uid == "u1" && node.resourceVersion == "812")
        #expect(node.taints.map(\.key) == ["k3s-daas.io/worker", "node.kubernetes.io/unreachable"])
        #expect(node.taints.map(\.value) == ["", ""])
        #expect(node.taints.map(\.timeAdded) == [nil, "2026-11-22T01:00:00Z"])
        #expect(node.attachedVolumes == 2 && node.isStaked && !node.isControlPlane && !node.isLeaving)
    }

    // A kubelet may write its annotations, but no label of this domain.
    @Test func `a machine's own annotation directs nothing`() throws {
        #expect(try #require(Self.read(Self.node)).directive == nil)
    }

    @Test(arguments: [("hold", NodeDirective.hold), ("release", .release), ("halt", .hold), ("", .hold)])
    func `what an operator says`(_ value: String, _ directive: NodeDirective) {
        let label = "\"k3s-daas.node-restriction.kubernetes.io/reaction\":\"\(value)\""
        let text = Self.node.replacing("\"kubernetes.io/arch\":\"amd64\"", with: label)
        #expect(Self.read(text)?.directive == directive)
    }

    @Test(arguments: ["control-plane", "master", "etcd"]) func `the control plane is known by its labels`(
        _ role: String
    ) {
        let text = Self.node.replacing("kubernetes.io/arch", with: "node-role.kubernetes.io/\(role)")
        #expect(Self.read(text)?.isControlPlane == true)
        #expect(Self.read(text)?.isStaked == false)
    }

    @Test func `a Node that somebody deleted`() {
        let text = Self.node.replacing("\"uid\":", with: "\"deletionTimestamp\":\"2026-11-22T01:00:00Z\",\"uid\":")
        #expect(Self.read(text)?.leavingSince.map { RFC3339.write($0) } == "2026-11-22T01:00:00Z")
        // What cannot be read never comes.
        let odd = Self.node.replacing("\"uid\":", with: "\"deletionTimestamp\":\"soon\",\"uid\":")
        #expect(Self.read(odd)?.leavingSince == WallTime(nanoseconds: .max))
    }

    @Test func `what keeps a Node`() {
        let text = Self.node.replacing(
            "\"uid\":", with: "\"finalizers\":[\"wrangler.cattle.io/node\",\"x/y\"],\"uid\":")
        #expect(Self.read(text)?.finalizers == ["wrangler.cattle.io/node", "x/y"])
        #expect(Self.read(Self.node)?.finalizers == [])
        #expect(Self.read(text.replacing("\"x/y\"", with: "7")) == nil)
    }

    @Test(arguments: [65, 9_990]) func `a Node that its machine has nested is a Node like any other`(_ depth: Int) {
        let text = Self.node.replacing("\"uid\":", with: "\(NestedFields.member(depth)),\"uid\":")
        #expect(Self.read(text) == Self.read(Self.node) && Self.read(text) != nil)
        let ready =
            #"{"metadata":{\#(NestedFields.member(depth))},"status":{"conditions":[{"type":"Ready","status":"True"}]}}"#
        #expect(NodeReadiness.read(Array(ready.utf8)))
    }

    @Test func `a machine without the taint is not a staker's`() {
        #expect(Self.read(Self.node.replacing("k3s-daas.io/worker", with: "k3s-daas.io/other"))?.isStaked == false)
        #expect(Self.read(Self.node.replacing("NoSchedule", with: "PreferNoSchedule"))?.isStaked == false)
    }

    @Test(arguments: [
        ("\"n-abc-1\"", "7"), ("\"u1\"", "\"\""), ("\"812\"", "null"), ("\"NoSchedule\"", "7"),
        ("{\"key\":\"k3s-daas.io/worker\",\"effect\":\"NoSchedule\"}", "7"), ("\"amd64\"}", "\"amd64\"},\"labels\":{}"),
    ]) func `what is no Node is none`(_ part: String, _ other: String) {
        #expect(Self.read(Self.node.replacing(part, with: other)) == nil)
    }

    @Test(arguments: ["", "[]", "7", "{}", "{\"metadata\":{}}"]) func `what is no document is no Node`(_ text: String) {
        #expect(Self.read(text) == nil)
    }
}
