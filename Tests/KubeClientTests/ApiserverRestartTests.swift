// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

@testable import KubeClient

/// An apiserver that somebody starts again whenever it is gone, as Tests/EndToEnd/kube-client does.
private enum Restarted {
    private static let variables = ProcessEnvironment.variables
    static let kubeconfig = variables["K3S_DAAS_APISERVER_KUBECONFIG"]
    /// A file that holds the number of its process.
    static let processFile = variables["K3S_DAAS_APISERVER_PID_FILE"]

    static func kill() throws {
        let bytes = try FileContents.read(try #require(processFile), limit: 64).bytes
        let number = try #require(pid_t(String(decoding: bytes, as: UTF8.self)))
        try #require(number > 1 && Glibc.kill(number, SIGKILL) == 0)
    }
}

@Suite(
    .enabled(if: Restarted.processFile != nil, "nobody starts an apiserver again: Tests/EndToEnd/kube-client does"),
    .timeLimit(.minutes(5)))
struct ApiserverRestartTests {
    @Test func `a watch, a lease and calls outlive an apiserver that was killed`() throws {
        let client = try KubeClient(try KubeConfiguration.kubeconfig(try #require(Restarted.kubeconfig)))
        func secret(_ name: String) -> KubeCall {
            let body = #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"\#(name)"}}"#
            return .create(.secrets, Array(body.utf8), in: "kube-system")
        }
        _ = try client.perform(secret("before"))
        let heard = Heard()
        let plan = KubeWatchPlan(.secrets, in: "kube-system")
        let watch = try client.watch(plan) { heard.take($0) }
        let settings = try #require(
            LeaseSettings(
                namespace: "kube-system", name: "k3s-daas", identity: LeaseSettings.identity(on: "test"),
                duration: .seconds(5), renewDeadline: .seconds(3), retryPeriod: .milliseconds(200)))
        let election = try LeaderElection(client, settings)
        try #require(eventually { election.isLeader && heard.all.contains(.synced) })
        try Restarted.kill()
        // A read waits for it.
        let read = KubeCall.get(.secrets, "before", in: "kube-system").timeout(.seconds(60))
        #expect(eventually { (try? client.perform(read)) != nil })
        // A write may meet an apiserver that is not ready: whoever writes looks, and writes again.
        #expect(eventually { (try? client.perform(secret("after"))) != nil || exists(client, "after") })
        #expect(
            eventually {
                (try? client.perform(.delete(.secrets, "before", in: "kube-system"))) != nil
                    || !exists(client, "before")
            })
        func added(_ event: KubeWatchEvent) -> String? { if case .added(let item) = event { item.name } else { nil } }
        func removed(_ event: KubeWatchEvent) -> String? {
            if case .removed(let item) = event { item.name } else { nil }
        }
        let told = try #require(heard.wait { $0.contains { removed($0) == "before" } })
        #expect(told.compactMap(added).filter { $0 == "before" || $0 == "after" } == ["before", "after"])
        #expect(told.compactMap(removed) == ["before"])
        #expect(eventually { election.isLeader })
        election.stop()
        watch.stop()
    }

    private func exists(_ client: KubeClient, _ name: String) -> Bool {
        (try? client.perform(.get(.secrets, name, in: "kube-system"))) != nil
    }
}
