// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// Machines that make their own Node.
struct NodeRegistrationTests {
    private static let taint = #"{"key":"k3s-daas.io/worker","effect":"NoSchedule"}"#

    private static func node(
        _ name: String = #""name":"n-a-1""#, labels: String = #""kubernetes.io/os":"linux""#, taints: String = taint
    ) -> String {
        #"{"metadata":{\#(name),"labels":{\#(labels)}},"spec":{"taints":[\#(taints)]}}"#
    }

    private func verdict(
        _ object: String, _ standing: NodeStanding = .registered, user: String = "system:node:n-a-1",
        name: String = "n-a-1", policy: Policy = Policy()
    ) throws -> Verdict {
        let asked = Asked(.create, "nodes", in: "", named: name, object: object, username: user)
        return try asked.verdict(by: .node(standing), groups: ["system:nodes", "system:authenticated"], policy)
    }

    @Test func `lets a registered machine join under its own name`() throws {
        #expect(try verdict(Self.node()).isAllowed)
        #expect(
            try verdict(Self.node(taints: #"{"key":"x","value":"y","effect":"NoExecute"},"# + Self.taint)).isAllowed)
        let valued = #"{"key":"k3s-daas.io/worker","value":"gpu","effect":"NoSchedule"}"#
        #expect(try verdict(Self.node(taints: valued)).isAllowed)
        #expect(
            try verdict(#"{"metadata":{"name":"n-a-1","labels":null},"spec":{"taints":[\#(Self.taint)]}}"#).isAllowed)
        #expect(try verdict(Self.node(labels: #""k3s-daas.io/worker":"true""#)).isAllowed)
    }

    @Test(arguments: NodeRefusal.allCases) func `lets no other machine join`(_ refusal: NodeRefusal) throws {
        let verdict = try verdict(Self.node(), .refused(refusal))
        #expect(verdict.denials == [Finding(.nodeRegistration, "this machine may not join: \(refusal.reason)")])
    }

    @Test(arguments: [
        (#""name":"n-b-1""#, "n-a-1", "system:node:n-a-1"), (#""name":"n-a-1""#, "n-b-1", "system:node:n-a-1"),
        (#""name":"n-a-1""#, "n-a-1", "system:node:n-b-1"), (#""name":"N-a-1""#, "n-a-1", "system:node:n-a-1"),
        (#""name":null"#, "n-a-1", "system:node:n-a-1"), (#""generateName":"n-a-1""#, "n-a-1", "system:node:n-a-1"),
        (#""name":"""#, "", "system:node:"),
    ])
    func `refuses another name`(_ metadata: String, _ name: String, _ user: String) throws {
        let verdict = try verdict(Self.node(metadata), user: user, name: name)
        #expect(verdict.denials.map(\.rule) == [.nodeRegistration])
        #expect(verdict.message?.contains("a machine registers itself and no other") == true)
    }

    @Test(arguments: [
        "", #"{"key":"k3s-daas.io/worker","effect":"PreferNoSchedule"}"#, #"{"key":"k3s-daas.io/worker"}"#,
        #"{"effect":"NoSchedule"}"#, #"{"key":"k3s-daas.io/worker2","effect":"NoSchedule"}"#,
        #"{"key":"K3s-daas.io/worker","effect":"NoSchedule"}"#, #"{"key":"k3s-daas.io/worker","effect":"noSchedule"}"#,
    ])
    func `refuses a machine that anything may come to, and says what to tell k3s`(_ taints: String) throws {
        #expect(
            try verdict(Self.node(taints: taints)).message
                == "the taint k3s-daas.io/worker=:NoSchedule is missing: add `node-taint: "
                + "[\"k3s-daas.io/worker=:NoSchedule\"]` to /etc/rancher/k3s/config.yaml.d/50-stake.yaml "
                + "(or --node-taint) [node-registration]")
    }

    @Test func `refuses labels by which others choose machines`() throws {
        let labels = (1...6).map { #""node-role.kubernetes.io/r\#($0)":"""# }.joined(separator: ",")
        let message = try verdict(Self.node(labels: #""kubernetes.io/arch":"amd64","# + labels)).message
        let names = (1...4).map { "\"node-role.kubernetes.io/r\($0)\"" }.joined(separator: ", ")
        #expect(
            message
                == "the labels \(names) and 2 more are not among those that a machine may give itself: take them out of "
                + "node-label in /etc/rancher/k3s/config.yaml.d/50-stake.yaml (or --node-label), or ask the operator to "
                + "allow them [node-registration]")
        var policy = Policy()
        policy.nodes.labels = ["node-role.kubernetes.io/*"]
        #expect(try verdict(Self.node(labels: labels), policy: policy).isAllowed)
        #expect(try !verdict(Self.node(), policy: policy).isAllowed)
    }

    // A kube-controller-manager 1.36 lets two Nodes have one range of addresses.
    @Test(arguments: [
        (#""podCIDR":"10.42.0.0/24","#, false), (#""podCIDRs":["10.42.0.0/24"],"#, false),
        (#""podCIDR":"10.42.0.0/24","podCIDRs":["10.42.0.0/24"],"#, false), (#""podCIDRs":[null],"#, false),
        (#""podCIDR":"","#, true), (#""podCIDR":null,"podCIDRs":null,"#, true), (#""podCIDRs":[],"#, true),
    ]) func `refuses a machine that takes addresses`(_ fields: String, _ isAllowed: Bool) throws {
        let node = Self.node().replacing(#""spec":{"#, with: #""spec":{"# + fields)
        let verdict = try verdict(node)
        #expect(verdict.isAllowed == isAllowed && verdict.denials.allSatisfy { $0.rule == .nodeRegistration })
        #expect(isAllowed || verdict.message?.contains("spec.podCIDR") == true)
    }

    @Test(arguments: [#""podCIDR":1,"#, #""podCIDRs":"10.42.0.0/24","#])
    func `refuses addresses that cannot be judged`(_ fields: String) throws {
        let node = Self.node().replacing(#""spec":{"#, with: #""spec":{"# + fields)
        #expect(try verdict(node).denials.map(\.rule) == [.unreadable])
    }

    @Test func `names everything that is missing at once`() throws {
        let verdict = try verdict(Self.node(#""name":"x""#, labels: #""a":"b""#, taints: ""))
        #expect(verdict.denials.map(\.rule) == [.nodeRegistration, .nodeRegistration, .nodeRegistration])
    }

    @Test(arguments: [
        "null", "{}", #"{"metadata":[]}"#, #"{"metadata":{"name":1}}"#, #"{"metadata":{"name":"n-a-1"},"spec":[]}"#,
        #"{"metadata":{"name":"n-a-1","name":"n-b-1"}}"#, #"{"metadata":{"name":"n-a-1","labels":"x"}}"#,
        #"{"metadata":{"name":"n-a-1"},"spec":{"taints":{}}}"#,
        #"{"metadata":{"name":"n-a-1"},"spec":{"taints":["x"]}}"#,
        #"{"metadata":{"name":"n-a-1"},"spec":{"taints":[{"key":1,"effect":"NoSchedule"}]}}"#,
    ])
    func `refuses what cannot be judged`(_ object: String) throws {
        #expect(try verdict(object).denials.map(\.rule) == [.unreadable])
    }
}
