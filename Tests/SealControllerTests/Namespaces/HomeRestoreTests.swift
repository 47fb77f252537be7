// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import KubeClient
import SealAuthN
import StakeRBAC
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// An etcd that was restored: what there is is older than what was seen.
struct HomeRestoreTests {
    private static let home = HomeRun.home(1)

    private static func subjects(_ run: HomeRun, _ namespace: String, _ name: String) -> Int? {
        run.cluster.tree("rolebindings", namespace, name)?["subjects"].list.count
    }

    @Test func `who lost the stake loses access again when an etcd that did not know is restored`() {
        var run = HomeRun(policy: HomeGrantTests.granting(["team-a"], to: 1))
        run.cluster.put("namespaces", "team-a", "team-a") { _ in }
        run.crash(at: 0)
        run.stake(1, 2000)
        run.step(at: 0)
        let (objects, version) = run.cluster.state.withLock { ($0.objects, $0.version) }
        run.stake(1, 0, status: 2)
        run.step(at: 10)
        func access() -> [Int?] {
            [Self.subjects(run, Self.home, "seal:developer"), Self.subjects(run, "team-a", "seal:granted")]
        }
        #expect(access() == [0, 0] && run.counts == [.lost: 1])
        run.cluster.state.withLock { ($0.objects, $0.version) = (objects, version) }
        #expect(access() == [1, 1])
        for kind in ManagedKind.allCases { for view in run.cluster.views(kind) { run.take(.seen(view), at: 20) } }
        // By itself what is older says nothing: our own answers are ahead of the watches.
        #expect(run.step(at: 20).isEmpty)
        for kind in ManagedKind.allCases { run.take(.relisted(kind), at: 21) }
        run.step(at: 21)
        #expect(access() == [0, 0] && run.counts == [.lost: 1])
        #expect(run.cluster.home(Self.home)?["metadata"]["annotations"]["k3s-daas.io/phase"].text == "lost")
    }

    @Test func `what a watch told late is forgotten with what it tells next`() throws {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        for kind in ManagedKind.allCases {
            let view = try #require(run.cluster.views(kind).first)
            var late = view
            (late.resourceVersion, late.content) = ("1", .object([:]))
            run.take(.seen(late), at: 1)
            run.take(.seen(view), at: 1)
            run.take(.relisted(kind), at: 1)
        }
        #expect(run.step(at: 1).isEmpty && run.counts == [.active: 1])
    }

    @Test func `a watch's reader tells the first list as a whole, and of the others that they came`() {
        var reader = HomeWatchReader(.roleBindings)
        func item(_ version: String) -> KubeItem {
            let body = #"{"metadata":{"namespace":"a","name":"b","uid":"u","resourceVersion":"\#(version)"}}"#
            return KubeItem(namespace: "a", name: "b", uid: "u", resourceVersion: version, body: Array(body.utf8))
        }
        func word(_ event: KubeWatchEvent) -> String {
            guard case .change(let change) = reader.take(event) else { return "nothing" }
            return switch change {
            case .listed(.roleBindings, let views): "listed \(views.map(\.resourceVersion))"
            case .relisted(.roleBindings): "relisted"
            case .seen(let view): "seen \(view.resourceVersion)"
            default: "else"
            }
        }
        let words = [.added(item("9")), .synced, .changed(item("5")), .synced, .synced].map(word)
        #expect(words == ["nothing", #"listed ["9"]"#, "seen 5", "relisted", "relisted"])
    }
}
