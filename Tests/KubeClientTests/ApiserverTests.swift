// SPDX-License-Identifier: Apache-2.0
import Configuration
import Kernel
import Testing

@testable import KubeClient

/// Which apiserver runs beside the tests: Tests/EndToEnd/kube-client starts a stand-in and, where there is one, a real one, and says so.
private enum Apiserver {
    private static let variables = ProcessEnvironment.variables
    static let kubeconfig = variables["K3S_DAAS_APISERVER_KUBECONFIG"]
    /// Whether it is a kube-apiserver: a stand-in keeps no schemas, no budgets and no owners of fields.
    static let isReal = kubeconfig != nil && variables["K3S_DAAS_APISERVER_IS_REAL"] == "yes"

    static func client() throws -> KubeClient {
        try KubeClient(try KubeConfiguration.kubeconfig(try #require(kubeconfig)))
    }
}

@Suite(
    .enabled(
        if: Apiserver.kubeconfig != nil, "no apiserver runs beside the tests: Tests/EndToEnd/kube-client starts one"),
    .timeLimit(.minutes(5)))
struct ApiserverTests {
    private let client: KubeClient
    private let namespace: String

    /// Each test has a namespace of its own.
    init() throws {
        client = try Apiserver.client()
        namespace = "kube-client-\(UInt32.random(in: 0 ... .max))"
        _ = try client.perform(
            .create(.namespaces, Self.object("v1", "Namespace", #""name":"\#(namespace)""#)))
    }

    private static func object(_ version: String, _ kind: String, _ meta: String, _ rest: String = "") -> [UInt8] {
        Array(#"{"apiVersion":"\#(version)","kind":"\#(kind)","metadata":{\#(meta)}\#(rest)}"#.utf8)
    }

    private func secret(_ name: String, _ rest: String = "", meta: String = "") -> [UInt8] {
        Self.object("v1", "Secret", #""name":"\#(name)"\#(meta)"#, rest)
    }

    private func code(_ call: KubeCall) -> KubeError.Code? {
        do throws(KubeError) {
            _ = try client.perform(call)
            return nil
        } catch { return error.code }
    }

    /// Without the spaces that a stand-in puts between things.
    private static func text(_ item: KubeItem) -> String {
        String(decoding: item.body.filter { $0 != UInt8(ascii: " ") }, as: UTF8.self)
    }

    @Test func `objects are made, read, replaced in their version, and deleted by their uid`() throws {
        let made = try client.perform(.create(.secrets, secret("s", #","stringData":{"a":"1"}"#), in: namespace)).item()
        #expect(made.name == "s" && made.namespace == namespace && !made.uid.isEmpty)
        #expect(code(.create(.secrets, secret("s"), in: namespace)) == .alreadyExists)
        #expect(try client.perform(.get(.secrets, "s", in: namespace)).item().uid == made.uid)
        let meta = #","resourceVersion":"\#(made.resourceVersion)""#
        let replaced = try client.perform(
            .replace(.secrets, "s", secret("s", #","data":{"a":"Mg=="}"#, meta: meta), in: namespace)
        ).item()
        #expect(replaced.resourceVersion != made.resourceVersion)
        let again = KubeCall.replace(.secrets, "s", secret("s", #","data":{"a":"Mw=="}"#, meta: meta), in: namespace)
        #expect(code(again) == .conflict)
        #expect(code(.delete(.secrets, "s", in: namespace, uid: "00000000-0000-0000-0000-000000000000")) == .conflict)
        #expect(code(.delete(.secrets, "s", in: namespace, uid: made.uid)) == nil)
        #expect(code(.get(.secrets, "s", in: namespace)) == .notFound)
        #expect(code(.delete(.secrets, "s", in: namespace)) == .notFound)
    }

    @Test(.enabled(if: Apiserver.isReal, "only a kube-apiserver does this"))
    func `a deletion of another version is a conflict`() throws {
        let made = try client.perform(.create(.secrets, secret("s"), in: namespace)).item()
        #expect(code(.delete(.secrets, "s", in: namespace, resourceVersion: "1")) == .conflict)
        #expect(code(.delete(.secrets, "s", in: namespace, resourceVersion: made.resourceVersion)) == nil)
    }

    @Test func `patches of each kind change an object`() throws {
        _ = try client.perform(.create(.secrets, secret("s"), in: namespace))
        let patches: [(KubeCall.Patch, String, String)] = [
            (.merge, #"{"metadata":{"labels":{"one":"a"}}}"#, #""one":"a""#),
            (.strategic, #"{"metadata":{"labels":{"two":"b"}}}"#, #""two":"b""#),
            (.json, #"[{"op":"add","path":"/metadata/labels/three","value":"c"}]"#, #""three":"c""#),
        ]
        for (patch, body, expected) in patches {
            let item = try client.perform(.patch(patch, .secrets, "s", Array(body.utf8), in: namespace)).item()
            #expect(Self.text(item).contains(expected))
        }
        let test =
            #"[{"op":"test","path":"/metadata/labels/three","value":"d"},{"op":"remove","path":"/metadata/labels/three"}]"#
        #expect(code(.patch(.json, .secrets, "s", Array(test.utf8), in: namespace)) != nil)
        #expect(Self.text(try client.perform(.get(.secrets, "s", in: namespace)).item()).contains(#""three":"c""#))
    }

    @Test func `applying makes an object, and says the same twice without a change`() throws {
        let body = secret("s", #","data":{"a":"MQ=="}"#)
        let first = try client.perform(.apply(.secrets, "s", body, in: namespace)).item()
        let second = try client.perform(.apply(.secrets, "s", body, in: namespace)).item()
        #expect(first.resourceVersion == second.resourceVersion && first.uid == second.uid)
    }

    @Test(.enabled(if: Apiserver.isReal, "only a kube-apiserver does this"))
    func `a field of somebody else is a conflict, unless it is taken by force`() throws {
        func apply(_ value: String, _ manager: String, force: Bool = false) -> KubeError.Code? {
            code(
                .apply(
                    .secrets, "s", secret("s", #","data":{"a":"\#(value)"}"#), in: namespace, manager: manager,
                    force: force))
        }
        #expect(apply("MQ==", "one") == nil)
        #expect(apply("Mg==", "two") == .conflict)
        #expect(apply("Mg==", "two", force: true) == nil)
        #expect(apply("MQ==", "one") == .conflict)
    }

    @Test func `what an apiserver does not take is told apart`() throws {
        #expect(code(.create(.secrets, Array("{".utf8), in: namespace)) == .invalid)
        #expect(code(.create(.secrets, Self.object("v1", "Pod", #""name":"s""#), in: namespace)) == .invalid)
        #expect(code(.create(.secrets, secret("s"), in: "no-such-namespace")) == .notFound)
        #expect(code(.list(KubeResource(plural: "nonsense", isNamespaced: false))) == .notFound)
    }

    @Test func `all parts of a list are all there is`() throws {
        for number in 1...7 {
            let meta = #","labels":{"part":"\#(number % 2)"}"#
            _ = try client.perform(.create(.secrets, secret("s\(number)", meta: meta), in: namespace))
        }
        var names: [String] = []
        var continuation: String?
        var parts = 0
        repeat {
            let list = try client.perform(.list(.secrets, in: namespace, limit: 3, continue: continuation)).list()
            names += list.items.map(\.name)
            continuation = list.continuation
            parts += 1
        } while continuation != nil
        #expect(names == (1...7).map { "s\($0)" })
        if Apiserver.isReal { #expect(parts == 3) }
        let odd = try client.perform(.list(.secrets, in: namespace, labels: [.equals("part", "1")])).list()
        #expect(odd.items.map(\.name) == ["s1", "s3", "s5", "s7"])
        let one = try client.perform(.list(.secrets, in: namespace, fields: [.equals("metadata.name", "s2")])).list()
        #expect(one.items.map(\.name) == ["s2"])
    }

    @Test func `a watch tells what was there and what happens`() throws {
        _ = try client.perform(.create(.secrets, secret("before"), in: namespace))
        let heard = Heard()
        var plan = KubeWatchPlan(.secrets, in: namespace)
        plan.pageSize = 1
        let watch = try client.watch(plan) { heard.take($0) }
        _ = try #require(heard.wait { $0.contains(.synced) })
        let made = try client.perform(.create(.secrets, secret("after"), in: namespace)).item()
        let changed = try client.perform(
            .patch(.merge, .secrets, "after", Array(#"{"data":{"a":"MQ=="}}"#.utf8), in: namespace)
        ).item()
        _ = try client.perform(.delete(.secrets, "after", in: namespace))
        let told = try #require(heard.wait { $0.count >= 5 })
        let words = told.map { event in
            switch event {
            case .added(let item): "added \(item.name) \(item.name == "after" ? item.resourceVersion : "")"
            case .changed(let item): "changed \(item.name) \(item.resourceVersion)"
            case .removed(let item): "removed \(item.name) \(item.uid)"
            case .synced: "synced"
            case .failed(let error): "failed \(error)"
            }
        }
        #expect(
            words == [
                "added before ", "synced", "added after \(made.resourceVersion)",
                "changed after \(changed.resourceVersion)", "removed after \(made.uid)",
            ])
        watch.stop()
    }

    // A kubelet may write so much into its own Node; the webhook of admission keeps it out of what stakers make.
    @Test(.enabled(if: Apiserver.isReal, "only a kube-apiserver does this"))
    func `a Node that is as deep and as long as can be hides no other`() throws {
        let name = "node-\(namespace)"
        _ = try client.perform(.create(.nodes, Self.object("v1", "Node", #""name":"\#(name)""#)))
        defer { _ = try? client.perform(.delete(.nodes, name)) }
        let heard = Heard()
        let watch = try client.watch(KubeWatchPlan(.nodes)) { heard.take($0) }
        defer { watch.stop() }
        _ = try #require(heard.wait { $0.contains(.synced) })
        let fields = String(repeating: #"{"f:a":"#, count: 9_990) + "{}" + String(repeating: "}", count: 9_990)
        let deep =
            #"{"metadata":{"managedFields":[{"manager":"x","operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":\#(fields)}]}}"#
        _ = try client.perform(.patch(.merge, .nodes, name, Array(deep.utf8)))
        let text = String(repeating: "<", count: 1_400_000)
        let long = #"{"status":{"images":[{"names":["\#(text)"]}]}}"#
        let changed = try client.perform(
            .patch(.merge, .nodes, name, Array(long.utf8)).subresource("status")
        ).item()
        #expect(changed.body.count > 8 << 20)
        #expect(try client.perform(.list(.nodes)).list().items.contains { $0.name == name })
        let told = try #require(
            heard.wait { events in
                events.contains {
                    if case .changed(let item) = $0 { item.resourceVersion == changed.resourceVersion } else { false }
                }
            })
        #expect(!told.contains { if case .failed = $0 { true } else { false } })
    }

    @Test func `whoever leads is followed by whoever waits`() throws {
        let settings = try ["one", "two"].map { identity in
            try #require(
                LeaseSettings(
                    namespace: namespace, name: "lease", identity: identity, duration: .seconds(5),
                    renewDeadline: .seconds(3), retryPeriod: .milliseconds(200)))
        }
        let first = try LeaderElection(client, settings[0])
        #expect(eventually { first.isLeader })
        let second = try LeaderElection(try Apiserver.client(), settings[1])
        let lease = try client.perform(.get(.leases, "lease", in: namespace)).item()
        // Renewed, and still held.
        #expect(eventually { (try? client.perform(.get(.leases, "lease", in: namespace)).item()) != lease })
        #expect(first.isLeader && !second.isLeader)
        first.stop()
        #expect(eventually { second.isLeader })
        second.stop()
        let left = try LeaseRecord.read(try client.perform(.get(.leases, "lease", in: namespace)).body)
        #expect(left.holder.isEmpty && left.transitions == 1)
    }

    @Test func `who is impersonated may do what they may, and no more`() throws {
        let call = KubeCall.list(.secrets, in: namespace).impersonating("sui:0xab", groups: ["seal:stakers"])
        #expect(code(call) == .forbidden)
    }

    private func pod(_ name: String) throws {
        let account = Self.object("v1", "ServiceAccount", #""name":"default""#)
        if code(.get(.serviceAccounts, "default", in: namespace)) == .notFound {
            _ = try client.perform(.create(.serviceAccounts, account, in: namespace))
        }
        let spec = #","spec":{"containers":[{"name":"c","image":"registry.test/c:1"}],"nodeName":"none"}"#
        let body = Self.object("v1", "Pod", #""name":"\#(name)","labels":{"app":"x"}"#, spec)
        _ = try client.perform(.create(.pods, body, in: namespace))
    }

    @Test func `a pod is evicted`() throws {
        try pod("p")
        #expect(code(.evict("p", in: namespace, grace: 0)) == nil)
        #expect(code(.get(.pods, "p", in: namespace)) == .notFound)
    }

    @Test(.enabled(if: Apiserver.isReal, "only a kube-apiserver does this"))
    func `a disruption budget keeps a pod`() throws {
        try pod("p")
        let ready =
            #"{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}"#
        _ = try client.perform(
            .patch(.merge, .pods, "p", Array(ready.utf8), in: namespace).subresource("status"))
        let budgets = KubeResource(group: "policy", plural: "poddisruptionbudgets", isNamespaced: true)
        let spec = #","spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"x"}}}"#
        let body = Self.object("policy/v1", "PodDisruptionBudget", #""name":"b""#, spec)
        _ = try client.perform(.create(budgets, body, in: namespace))
        let status =
            #"{"status":{"observedGeneration":1,"disruptionsAllowed":0,"currentHealthy":1,"desiredHealthy":1,"expectedPods":1}}"#
        _ = try client.perform(
            .patch(.merge, budgets, "b", Array(status.utf8), in: namespace).subresource("status"))
        #expect(code(.evict("p", in: namespace)) == .budget)
        #expect(code(.get(.pods, "p", in: namespace)) == nil)
    }

    @Test func `another's token is not taken, and without the authority nothing is said`() throws {
        let own = try KubeConfiguration.kubeconfig(try #require(Apiserver.kubeconfig))
        let token = try #require(KubeToken("nonsense"))
        let stranger = try #require(
            KubeConfiguration(server: own.server, authorities: own.authorities, credentials: .token(token)))
        #expect(throws: KubeError(.unauthorized, wasSent: true, status: 401)) {
            _ = try KubeClient(stranger).perform(.get(.namespaces, "default"))
        }
        let trusting = try #require(
            KubeConfiguration(server: own.server, authorities: .system, credentials: own.credentials))
        #expect(throws: KubeError(.untrusted)) {
            _ = try KubeClient(trusting).perform(.get(.namespaces, "default"))
        }
    }
}
