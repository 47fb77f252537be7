// SPDX-License-Identifier: Apache-2.0
import Configuration
import Kernel
import KubeClient
import SuiLedger
import Telemetry
import TestSupport
import Testing

@testable import SealController

/// A keeper, our client and its watch, and an apiserver; nobody plays kubelet, so that what is deleted stays until it is forced.
@Suite(
    .serialized,
    .enabled(
        if: Apiserver.kubeconfig != nil, "no apiserver runs beside the tests: Tests/EndToEnd/kube-client starts one"),
    .timeLimit(.minutes(5)))
struct NodeApiserverTests {
    private let client: KubeClient
    private let name = "n-\(UInt32.random(in: 0 ... .max))-1"
    private let other = "n-\(UInt32.random(in: 0 ... .max))-2"
    private let namespace = "team-\(UInt32.random(in: 0 ... .max))"
    private let tables = ClusterTables()

    init() throws {
        client = try KubeClient(try KubeConfiguration.kubeconfig(try #require(Apiserver.kubeconfig)))
        try create(.namespaces, #""kind":"Namespace","apiVersion":"v1","metadata":{"name":"\#(namespace)"}"#)
        try create(
            .serviceAccounts, #""kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"default"}"#, in: namespace
        )
        for node in [name, other] {
            try create(
                .nodes,
                #""kind":"Node","apiVersion":"v1","metadata":{"name":"\#(node)"},"#
                    + #""spec":{"taints":[{"key":"k3s-daas.io/worker","effect":"NoSchedule"}]}"#)
        }
        tables.insert(Sample.account(), of: Address(3))
        tables.insert(Sample.worker(name), of: Address(3))
        tables.insert(Sample.account(), of: Address(4))
        tables.insert(Sample.worker(other), of: Address(4))
    }

    private func create(_ resource: KubeResource, _ members: String, in namespace: String? = nil) throws {
        _ = try client.perform(.create(resource, Array("{\(members)}".utf8), in: namespace))
    }

    private func addPod(_ pod: String, on node: String) throws {
        try create(
            .pods,
            #""kind":"Pod","apiVersion":"v1","metadata":{"name":"\#(pod)","labels":{"app":"\#(pod)"}},"spec":{"nodeName":"\#(node)","#
                + #""automountServiceAccountToken":false,"containers":[{"name":"c","image":"example.org/c"}],"#
                + #""volumes":[{"name":"v","secret":{"secretName":"tls-\#(pod)"}}]}"#, in: namespace)
    }

    private func read(_ resource: KubeResource, _ name: String, in namespace: String? = nil) -> Tree? {
        guard let reply = try? client.perform(.get(resource, name, in: namespace)) else { return nil }
        return try? Tree.parse(reply.body)
    }

    private func taints(of node: String) -> [String: Tree] {
        let taints = read(.nodes, node)?["spec"]["taints"].list ?? []
        return Dictionary(taints.map { ($0["key"].text ?? "", $0) }) { first, _ in first }
    }

    private func events(of node: String) throws -> [String: Tree] {
        let list = try Tree.parse(
            client.perform(.list(.events, in: "default", fields: [.equals("involvedObject.name", node)])).body)
        return Dictionary(list["items"].list.map { ($0["reason"].text ?? "", $0) }) { first, _ in first }
    }

    private func wait(_ what: Comment, within seconds: Int = 60, _ isThere: () -> Bool) {
        let deadline = Monotonic.now.advanced(by: .seconds(seconds))
        while !isThere(), Monotonic.now < deadline { Pause.take(.milliseconds(20)) }
        #expect(isThere(), what)
    }

    private func keeper(_ settings: ReactionSettings, _ metrics: NodeMetrics) throws -> NodeKeeper {
        let log = Log(to: try LineSink(.file("/dev/null")))
        return NodeKeeper(
            settings, door: client, feed: WatchedNodes(client, log: log), tables: tables,
            mark: { Sample.mark(at: .now) }, isLeading: { true }, metrics: metrics, log: log)
    }

    @Test func `a machine goes, and all it had`() throws {
        try addPod("web", on: name)
        try addPod("guarded", on: name)
        // Budgets are not asked about a pod that has not begun.
        let status = Array(#"{"status":{"phase":"Running"}}"#.utf8)
        _ = try client.perform(.patch(.merge, .pods, "guarded", status, in: namespace).subresource("status"))
        try addPod("stays", on: other)
        // As a machine may do to itself.
        _ = try client.perform(
            .patch(.merge, .nodes, name, Array(#"{"metadata":{"finalizers":["example.org/never"]}}"#.utf8)))
        let budgets = KubeResource(group: "policy", plural: "poddisruptionbudgets", isNamespaced: true)
        // Nobody counts what is allowed, so nothing is.
        try create(
            budgets,
            #""kind":"PodDisruptionBudget","apiVersion":"policy/v1","metadata":{"name":"b"},"#
                + #""spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"guarded"}}}"#, in: namespace)
        var settings = ReactionSettings()
        (settings.grace, settings.settle, settings.pollInterval) = (.seconds(6), .seconds(6), .milliseconds(300))
        let metrics = NodeMetrics(in: Registry())
        let keeper = try keeper(settings, metrics)
        try keeper.start()
        wait("both are known") { metrics.nodes.value(of: .good) >= 2 }

        tables.insert(Sample.worker(name, status: 4, sequence: 2), of: Address(3))
        keeper.take(.tablesListed)
        wait("the taint") { taints(of: name)["k3s-daas.io/slashed"] != nil }
        let taint = try #require(taints(of: name)["k3s-daas.io/slashed"])
        #expect(taint["value"].text == "slashed" && taint["effect"].text == "NoExecute")
        #expect(taint["timeAdded"].text.flatMap { RFC3339.read($0) } != nil)
        #expect(taints(of: name)["k3s-daas.io/worker"] != nil)
        wait("a pod is asked to leave") {
            read(.pods, "web", in: namespace).map { $0["metadata"]["deletionTimestamp"] != .null } ?? true
        }
        if Apiserver.isReal {
            #expect(read(.pods, "guarded", in: namespace)?["metadata"]["deletionTimestamp"] == .null)
        }
        wait("the Node goes") { read(.nodes, name) == nil }
        wait("its pods go") { read(.pods, "web", in: namespace) == nil && read(.pods, "guarded", in: namespace) == nil }
        let events = try events(of: name)
        #expect(Set(events.keys) == ["StakeLost", "SecretsExposed", "NodeRemoved"])
        let text = events["SecretsExposed"]?["message"].text ?? ""
        #expect(text.contains("\(namespace)/tls-web") && text.contains("\(namespace)/tls-guarded"))
        #expect(!text.contains("tls-stays"))
        #expect(read(.pods, "stays", in: namespace)?["metadata"]["deletionTimestamp"] == .null)
        #expect(taints(of: other)["k3s-daas.io/slashed"] == nil)
        keeper.stop()
    }

    @Test func `a stake that is back takes the taint away, and nobody else's`() throws {
        let metrics = NodeMetrics(in: Registry())
        let keeper = try keeper(ReactionSettings(), metrics)
        try keeper.start()
        tables.insert(Sample.account(status: 3, sequence: 2), of: Address(3))
        wait("the taint") { taints(of: name)["k3s-daas.io/slashed"] != nil }
        // Somebody adds one of theirs meanwhile.
        let version = try #require(read(.nodes, name)?["metadata"]["resourceVersion"].text)
        let all = (read(.nodes, name)?["spec"]["taints"].list ?? []).map(\.json).joined(separator: ",")
        let patch =
            #"{"metadata":{"resourceVersion":"\#(version)"},"spec":{"taints":[\#(all),{"key":"example.org/x","effect":"NoSchedule"}]}}"#
        _ = try client.perform(.patch(.merge, .nodes, name, Array(patch.utf8)))
        tables.insert(Sample.account(sequence: 3), of: Address(3))
        wait("it is gone") { taints(of: name)["k3s-daas.io/slashed"] == nil }
        #expect(taints(of: name)["example.org/x"] != nil && taints(of: name)["k3s-daas.io/worker"] != nil)
        wait("it is told") { (try? events(of: name))?["StakeRestored"] != nil }
        keeper.stop()
    }

    @Test func `a suspended worker's taint says since when`() throws {
        let keeper = try keeper(ReactionSettings(), NodeMetrics(in: Registry()))
        try keeper.start()
        tables.insert(Sample.worker(name, status: 3, sequence: 2), of: Address(3))
        wait("the taint") { taints(of: name)["k3s-daas.io/suspended"] != nil }
        #expect(taints(of: name)["k3s-daas.io/suspended"]?["timeAdded"].text.flatMap { RFC3339.read($0) } != nil)
        wait("it is told") { (try? events(of: name))?["WorkerSuspended"] != nil }
        keeper.stop()
    }
}
