// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import Testing

@testable import SealController

/// An apiserver that fails now and then, before or after it has done what it was asked for.
struct FaultTests {
    static let codes: [KubeError.Code] = [
        .unreachable, .timeout, .conflict, .throttled, .unavailable, .serverError, .broken, .cancelled, .forbidden,
    ]

    /// Whatever a run of one removal comes to.
    private func run(_ prepare: (inout FakeNodeCluster.State) -> Void) -> FakeNodeCluster {
        let cluster = FakeNodeCluster()
        cluster.add(node: "n-0", volumes: 1)
        cluster.add(pod: "web", on: "n-0") { $0.view.secrets = ["tls"] }
        cluster.add(pod: "guarded", on: "n-0") { $0.isGuarded = true }
        cluster.state.withLock { prepare(&$0) }
        var run = KeeperRun(cluster)
        run.verdicts["n-0"] = .lost(.slashed)
        for second in stride(from: 0, through: 240, by: 2) { run.step(at: Double(second)) }
        return cluster
    }

    private func check(_ cluster: FakeNodeCluster, _ comment: Comment) {
        #expect(cluster.nodes.isEmpty && cluster.pods.isEmpty, comment)
        #expect(cluster.log.count { $0 == "taint n-0 k3s-daas.io/slashed=slashed" } == 1, comment)
        #expect(cluster.log.count { $0 == "delete node n-0" } == 1, comment)
        #expect(cluster.events.keys.contains { $0.hasPrefix("n-0.stakelost.") }, comment)
    }

    @Test(arguments: codes) func `each kind of call fails three times, and the machine goes in the end`(
        _ code: KubeError.Code
    ) {
        for verb in [KubeCall.Verb.patch, .delete, .evict, .create, .list, .get] {
            let cluster = run { $0.faults[verb] = Array(repeating: KubeError(code), count: 3) }
            check(cluster, "\(verb) fails with \(code)")
        }
    }

    @Test func `answers are lost`() {
        for number in 1...12 { check(run { $0.lostReplies = [number] }, "the answer to call \(number) is lost") }
        check(run { $0.lostReplies = Set(stride(from: 1, through: 99, by: 3)) }, "every third answer is lost")
    }

    @Test func `a Node that somebody else deletes meanwhile is forgotten`() {
        let cluster = FakeNodeCluster()
        cluster.add(node: "n-0")
        var run = KeeperRun(cluster)
        run.verdicts["n-0"] = .lost(.slashed)
        run.step(at: 0)
        cluster.state.withLock { $0.nodes = [:] }
        for second in 1...10 { #expect(run.step(at: Double(second)).isEmpty) }
        #expect(run.counts.isEmpty)
    }

    // What is below the name now is somebody else's machine, or the same one that has joined again.
    @Test func `a Node of another uid under the same name is judged anew`() throws {
        let cluster = FakeNodeCluster()
        cluster.add(node: "n-0")
        var run = KeeperRun(cluster)
        run.verdicts["n-0"] = .lost(.slashed)
        for second in 0...58 { run.step(at: Double(second)) }
        cluster.add(node: "n-0")
        for second in 59...70 { run.step(at: Double(second)) }
        let drain = try #require(cluster.node("n-0")?.drain?.added)
        #expect(drain == Sample.wall(59))
    }
}
