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

/// What becomes of bindings in namespaces that were given to somebody.
struct HomeGrantTests {
    static func granting(_ names: [String], to number: UInt8) -> Policy {
        var policy = Policy()
        policy.namespaces.grants = [HomeRun.owner(number).raw: names]
        return policy
    }

    @Test func `who was given a namespace has rights there while the stake is good`() {
        var run = HomeRun(policy: Self.granting(["team-a", "none"], to: 1))
        run.cluster.put("namespaces", "team-a", "team-a") { _ in }
        run.crash(at: 0)
        run.stake(1, 2000)
        run.step(at: 0)
        func subjects() -> [String]? {
            run.cluster.tree("rolebindings", "team-a", "seal:granted")?["subjects"].list.compactMap { $0["name"].text }
        }
        #expect(subjects() == ["sui:\(HomeRun.owner(1))"])
        #expect(run.cluster.tree("rolebindings", "none", "seal:granted") == nil)
        #expect(run.cluster.contents(of: "team-a").count == 2)
        let calls = run.cluster.calls
        run.step(at: 5000)
        #expect(run.cluster.calls == calls)
        run.stake(1, 0, status: 2)
        run.step(at: 5001)
        #expect(subjects() == [])
        run.stake(1, 2000)
        run.step(at: 5002)
        #expect(subjects()?.count == 1)
        run.take(.policy(Policy()), at: 5003)
        run.step(at: 5003)
        #expect(subjects() == nil && run.board.grants.count == 0)
    }

    @Test func `a namespace that is made later is found`() {
        var run = HomeRun(policy: Self.granting(["team-a"], to: 1))
        run.stake(1, 2000)
        run.step(at: 0)
        #expect(run.cluster.tree("rolebindings", "team-a", "seal:granted") == nil)
        run.cluster.put("namespaces", "team-a", "team-a") { _ in }
        for view in run.cluster.views(.namespaces) { run.take(.seen(view), at: 1) }
        run.step(at: 1)
        #expect(run.cluster.tree("rolebindings", "team-a", "seal:granted") != nil)
    }

    @Test func `a binding that others made under our name is not touched`() {
        var run = HomeRun(policy: Self.granting(["team-a"], to: 1))
        run.cluster.put("namespaces", "team-a", "team-a") { _ in }
        run.cluster.put("rolebindings", "team-a", "seal:granted") { $0["subjects"] = .list([.text("theirs")]) }
        run.crash(at: 0)
        run.stake(1, 2000)
        run.step(at: 0)
        #expect(run.cluster.tree("rolebindings", "team-a", "seal:granted")?["subjects"].list == [.text("theirs")])
        #expect(run.notes.contains(.foreignGrant(namespace: "team-a")))
        let calls = run.cluster.calls
        run.step(at: 700)
        #expect(run.cluster.calls == calls)
    }
}
