// SPDX-License-Identifier: Apache-2.0
import Configuration
import Kernel
import KubeClient
import StakeRBAC
import SuiLedger
import Telemetry
import TestSupport
import Testing

@testable import SealController

/// A keeper, our client and its watches, and a kube-apiserver; nobody empties a namespace that was deleted, for there is no controller manager.
@Suite(.serialized, .enabled(if: Apiserver.isReal, "no kube-apiserver runs beside the tests"), .timeLimit(.minutes(15)))
struct HomeApiserverTests {
    private static let variables = ProcessEnvironment.variables
    /// How many homes hack/bench-namespaces measures, and among how many accounts.
    private static let homes = variables["K3S_DAAS_BENCH_HOMES"].flatMap { Int($0) }
    private static let accounts = variables["K3S_DAAS_BENCH_ACCOUNTS"].flatMap { Int($0) } ?? 10_000

    private let client: KubeClient
    private let tables = ClusterTables()
    private let nodes: NamespaceKeeperTests.Nodes
    private let metrics = NamespaceMetrics(in: Registry())
    private let owner: Address
    private let home: String

    init() throws {
        client = try KubeClient(try KubeConfiguration.kubeconfig(try #require(Apiserver.kubeconfig)))
        nodes = NamespaceKeeperTests.Nodes(tables)
        owner = Self.address(UInt64.random(in: 0 ... .max))
        home = HomeNamespace.name(of: owner.raw)
    }

    private static func address(_ number: UInt64) -> Address {
        Address("0x\(String(number, radix: 16))") ?? Address(0)
    }

    private func stake(_ owner: Address, _ sui: UInt64, status: UInt8 = 1, sequence: UInt64) {
        var account = Sample.account(0, status: status, sequence: sequence)
        account.amount = sui * HomeRun.sui
        tables.insert(account, of: owner)
    }

    private func keeper(_ change: (inout NamespaceSettings) -> Void) throws -> NamespaceKeeper {
        var settings = NamespaceSettings()
        change(&settings)
        let log = Log(to: try LineSink(.file("/dev/null")))
        let doors = NamespaceKeeper.Doors(
            door: client, feed: WatchedHomes(client, log: log), confirmation: nodes, tables: tables,
            mark: {
                var mark = Sample.mark(at: .now)
                mark.thresholds = KeepingTests.thresholds
                return mark
            }, isLeading: { true }, policy: { nil })
        return NamespaceKeeper(settings, Policy(), doors, metrics: metrics, log: log, acts: OpenActs(NoJournal()))
    }

    private func read(_ resource: KubeResource, _ name: String, in namespace: String? = nil) -> Tree? {
        guard let reply = try? client.perform(.get(resource, name, in: namespace)) else { return nil }
        return try? Tree.parse(reply.body)
    }

    private func wait(_ what: Comment, within seconds: Int = 120, _ isThere: () -> Bool) {
        let deadline = Monotonic.now.advanced(by: .seconds(seconds))
        while !isThere(), Monotonic.now < deadline { Pause.take(.milliseconds(10)) }
        #expect(isThere(), what)
    }

    private func calls() -> UInt64 {
        HomeActionKind.allCases.reduce(0) { $0 + metrics.actions.value(of: $1) + metrics.failures.value(of: $1) }
    }

    // Each tier, so that each form of quota and limits meets the apiserver's own reading of it.
    @Test(arguments: [2, 3, 7, 1234, 10]) func `what is made is what was wanted, and is not written again`(
        _ sui: UInt64
    ) throws {
        stake(owner, sui, sequence: 1)
        let first = try keeper { _ in }
        try first.start()
        wait("the home") { metrics.homes.value(of: .active) == 1 }
        first.stop()
        #expect(calls() == 6)
        let quota = read(ManagedKind.resourceQuotas.resource, "k3s-daas-stake", in: home)
        #expect(quota?["spec"]["hard"]["requests.cpu"].text == (sui == 10 || sui == 1234 ? nil : "\(sui)"))
        // Another controller finds nothing to do.
        let second = try keeper { _ in }
        try second.start()
        let resyncs = metrics.resync.count(of: NoLabels())
        wait("all is looked at") {
            metrics.resync.count(of: NoLabels()) > resyncs && metrics.homes.value(of: .active) == 1
        }
        #expect(calls() == 6)
        stake(owner, sui == 2 ? 10 : 2, sequence: 2)
        second.take(.tablesListed)
        wait("more or less") {
            let hard = read(ManagedKind.resourceQuotas.resource, "k3s-daas-stake", in: home)?["spec"]["hard"].members
            return sui == 2 ? hard?.isEmpty ?? true : hard?["requests.cpu"]?.text == "2"
        }
        wait("the home is as it should be") { metrics.homes.value(of: .active) == 1 }
        second.stop()
        #expect(HomeActionKind.allCases.allSatisfy { metrics.failures.value(of: $0) == 0 })
        _ = try? client.perform(.delete(.namespaces, home))
    }

    @Test func `what is changed is put right, what runs is stopped and started, and what others made stays`() throws {
        let foreign = Self.address(UInt64.random(in: 0 ... .max))
        let name = HomeNamespace.name(of: foreign.raw)
        _ = try client.perform(
            .create(.namespaces, Array(#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\#(name)"}}"#.utf8)))
        stake(foreign, 2, sequence: 1)
        stake(owner, 2, sequence: 1)
        let keeper = try keeper { ($0.grace, $0.guardPercent, $0.deleteAfter) = (.seconds(1), 100, .seconds(8)) }
        try keeper.start()
        wait("the home") { metrics.homes.value(of: .active) == 1 && metrics.homes.value(of: .foreign) == 1 }
        // Somebody changes, takes away, and deletes.
        let quotas = ManagedKind.resourceQuotas.resource
        _ = try client.perform(
            .patch(
                .merge, quotas, "k3s-daas-stake", Array(#"{"spec":{"hard":{"pods":"5000","count/secrets":"9"}}}"#.utf8),
                in: home))
        _ = try client.perform(
            .patch(
                .merge, .networkPolicies, "k3s-daas-default-deny",
                Array(#"{"metadata":{"labels":{"k3s-daas.io/managed":null}}}"#.utf8), in: home))
        _ = try client.perform(.delete(.roleBindings, "seal:admin", in: home))
        wait("they are put right") {
            read(quotas, "k3s-daas-stake", in: home)?["spec"]["hard"]["pods"].text == "20"
                && read(.networkPolicies, "k3s-daas-default-deny", in: home)?["metadata"]["labels"][
                    "k3s-daas.io/managed"
                ].text == "namespaces"
                && read(.roleBindings, "seal:admin", in: home) != nil
        }
        #expect(read(quotas, "k3s-daas-stake", in: home)?["spec"]["hard"]["count/secrets"].text == "9")
        let (deployments, statefulSets) = (WorkloadKind.deployments.resource, WorkloadKind.statefulSets.resource)
        let template =
            #""selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"example.org/c"}]}}"#
        func make(_ kind: WorkloadKind, _ word: String, _ spec: String) throws {
            let body =
                #"{"apiVersion":"\#(kind.resource.apiVersion)","kind":"\#(word)","metadata":{"name":"w"},"spec":{\#(spec)}}"#
            _ = try client.perform(.create(kind.resource, Array(body.utf8), in: home))
        }
        try make(.deployments, "Deployment", #""replicas":3,"# + template)
        try make(.daemonSets, "DaemonSet", template)
        let retention = #""persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Delete","whenScaled":"Delete"},"#
        try make(.statefulSets, "StatefulSet", #""replicas":2,"serviceName":"w","# + retention + template)
        try make(
            .cronJobs, "CronJob",
            #""schedule":"0 0 * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"example.org/c"}]}}}}"#
        )
        stake(owner, 0, status: 2, sequence: 2)
        keeper.take(.tablesListed)
        wait("access ends") { read(.roleBindings, "seal:developer", in: home)?["subjects"].list.isEmpty ?? false }
        wait("it is stopped") { metrics.homes.value(of: .scaled) == 1 }
        #expect(read(deployments, "w", in: home)?["spec"]["replicas"].integer == 0)
        func claims() -> Tree? { read(statefulSets, "w", in: home)?["spec"]["persistentVolumeClaimRetentionPolicy"] }
        #expect(read(statefulSets, "w", in: home)?["spec"]["replicas"].integer == 0)
        #expect(claims()?["whenScaled"].text == "Retain" && claims()?["whenDeleted"].text == "Delete")
        #expect(read(WorkloadKind.cronJobs.resource, "w", in: home)?["spec"]["suspend"] == .bool(true))
        #expect(read(.daemonSets, "w", in: home)?["spec"]["template"]["spec"]["nodeSelector"].members.count == 1)
        #expect(
            read(quotas, "k3s-daas-stake", in: home)?["spec"]["hard"].members.keys.sorted() == [
                "count/secrets", "pods",
            ])
        stake(owner, 3, sequence: 3)
        keeper.take(.tablesListed)
        wait("it is back") { metrics.homes.value(of: .active) == 1 }
        let deployment = read(deployments, "w", in: home)
        #expect(
            deployment?["spec"]["replicas"].integer == 3
                && deployment?["metadata"]["annotations"].members["k3s-daas.io/stopped"] == nil)
        #expect(read(statefulSets, "w", in: home)?["spec"]["replicas"].integer == 2)
        #expect(claims()?["whenScaled"].text == "Delete" && claims()?["whenDeleted"].text == "Delete")
        #expect(read(WorkloadKind.cronJobs.resource, "w", in: home)?["spec"]["suspend"] == .bool(false))
        #expect(read(.daemonSets, "w", in: home)?["spec"]["template"]["spec"]["nodeSelector"].members.isEmpty == true)
        #expect(read(.namespaces, home)?["metadata"]["annotations"].members["k3s-daas.io/phase"] == nil)
        stake(owner, 0, status: 3, sequence: 4)
        keeper.take(.tablesListed)
        wait("it is deleted") { read(.namespaces, home)?["metadata"]["deletionTimestamp"].text != nil }
        #expect(read(.namespaces, name)?["metadata"]["labels"].members["k3s-daas.io/managed"] == nil)
        keeper.stop()
        _ = try? client.perform(.delete(.namespaces, name))
    }

    // Nobody ends pods here: what a pod says that owns it does nothing, as a ConfigMap would, or a Deployment that is held by a finalizer.
    @Test func `no pod outlives its stake by what it says of itself`() throws {
        // Of a stake like this no quota is counted, which nobody does here, and any pod is taken.
        stake(owner, 10, sequence: 1)
        let keeper = try keeper {
            ($0.grace, $0.guardPercent, $0.settle, $0.restInterval) = (
                .seconds(1), 100, .seconds(2), .milliseconds(200)
            )
        }
        try keeper.start()
        wait("the home") { metrics.homes.value(of: .active) == 1 }
        func make(_ resource: KubeResource, _ body: String) throws -> Tree {
            try Tree.parse(try client.perform(.create(resource, Array(body.utf8), in: home)).body)
        }
        _ = try? make(.serviceAccounts, #"{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}"#)
        let owner = try make(.configMaps, #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"boss"}}"#)
        let uid = try #require(owner["metadata"]["uid"].text)
        let owned =
            #","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"boss","uid":"\#(uid)","controller":true}]"#
        for (name, more) in [("owned", owned), ("slow", ""), ("going", "")] {
            _ = try make(
                .pods,
                #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\#(name)"\#(more)},"spec":{"nodeName":"none","#
                    + #""terminationGracePeriodSeconds":315360000,"containers":[{"name":"c","image":"example.org/c"}]}}"#
            )
        }
        _ = try client.perform(.delete(.pods, "going", in: home))
        func grace(_ name: String) -> Int? {
            read(.pods, name, in: home)?["metadata"]["deletionGracePeriodSeconds"].integer
        }
        #expect(grace("going") == 315_360_000 && grace("slow") == nil && grace("owned") == nil)
        stake(self.owner, 0, status: 2, sequence: 2)
        keeper.take(.tablesListed)
        wait("it is stopped") { metrics.homes.value(of: .scaled) == 1 }
        keeper.stop()
        #expect(["owned", "slow", "going"].map { grace($0) } == [600, 600, 600])
        _ = try? client.perform(.delete(.namespaces, home))
    }

    /// Not a test but a measurement, for hack/bench-namespaces.
    @Test(.enabled(if: homes != nil)) func `homes from empty, and a resync`() throws {
        let count = try #require(Self.homes)
        for number in 0..<Self.accounts {
            stake(
                Self.address(0x1000_0000_0000_0000 + UInt64(number)), number < count ? 2 + UInt64(number % 7) : 1,
                sequence: 1)
        }
        let began = Monotonic.now
        let first = try keeper { ($0.rate, $0.concurrency) = (10_000, 16) }
        try first.start()
        wait("all homes", within: 840) { metrics.homes.value(of: .active) == Int64(count) }
        let took = Monotonic.now.since(began)
        let written = calls()
        first.take(.tablesListed)
        let resyncs = metrics.resync.count(of: NoLabels())
        wait("a resync") {
            metrics.resync.count(of: NoLabels()) > resyncs && metrics.waiting.value(of: NoLabels()) == 0
        }
        let again = calls() - written
        first.stop()
        let start = Monotonic.now
        let second = try keeper { _ in }
        try second.start()
        let before = metrics.resync.count(of: NoLabels())
        wait("another controller") {
            metrics.resync.count(of: NoLabels()) > before && metrics.waiting.value(of: NoLabels()) == 0
        }
        let restart = Monotonic.now.since(start)
        second.stop()
        print(
            "HOMES accounts=\(Self.accounts) homes=\(count) seconds=\(took) calls=\(written) resync_calls=\(again) "
                + "restart_seconds=\(restart) restart_calls=\(calls() - written - again)")
        #expect(written == UInt64(count * 6) && calls() == written)
    }
}
