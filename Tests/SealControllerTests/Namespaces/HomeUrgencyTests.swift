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

/// Access ends with the stake: whatever failed before, is under way, or stands in line.
struct HomeUrgencyTests {
    private static let home = HomeRun.home(1)

    /// What an order does to who has access; `nil` where it does nothing to that.
    private static func subjects(_ order: HomeOrder?) -> Int? {
        switch order?.action {
        case .apply(.owner, let object, _, _)?, .create(.owner, let object)?:
            guard case .list(let list)? = object.content["subjects"] else { return nil }
            return list.count
        default: return nil
        }
    }

    private static func isEmptied(_ order: HomeOrder?, _ namespace: String = home) -> Bool {
        order?.namespace == namespace && subjects(order) == 0
    }

    /// One home, somebody who was given `team-a`, and one call at a time.
    private static func granted() -> HomeRun {
        var run = HomeRun(policy: HomeGrantTests.granting(["team-a"], to: 1)) { $0.concurrency = 1 }
        run.cluster.put("namespaces", "team-a", "team-a") { _ in }
        run.crash(at: 0)
        run.stake(1, 2000)
        run.step(at: 0)
        return run
    }

    private static func binding(_ run: HomeRun) -> ManagedView? {
        run.cluster.views(.roleBindings).first { $0.namespace == "team-a" }
    }

    @Test func `a loss does not wait for what has failed before`() throws {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        // Somebody takes a part away, and it cannot be made anew.
        run.cluster.remove("networkpolicies", Self.home, "k3s-daas-default-deny")
        run.cluster.state.withLock { $0.faults[.apply] = Array(repeating: KubeError(.serverError), count: 100) }
        run.take(.listed(.networkPolicies, []), at: 1)
        var second = 1.0
        while run.board.tracks[HomeRun.owner(1)]?.failures ?? 9 < 9, second < 1000 {
            run.step(at: second)
            second += 1
        }
        let wait = try #require(run.board.tracks[HomeRun.owner(1)]?.notBefore)
        #expect(wait.since(Sample.moment(second).monotonic) > .seconds(50))
        run.cluster.state.withLock { $0.faults = [:] }
        run.stake(1, 0, status: 2)
        let done = run.step(at: second)
        #expect(Self.isEmptied(done.first) && run.counts == [.lost: 1])
    }

    @Test func `a loss that cannot be acted upon is tried again, later each time`() {
        var run = HomeRun()
        run.stake(1, 2000)
        run.step(at: 0)
        run.cluster.state.withLock { $0.faults[.apply] = Array(repeating: KubeError(.serverError), count: 100) }
        run.stake(1, 0, status: 2)
        let calls = run.cluster.calls
        for tenth in 0..<600 { run.step(at: 10 + Double(tenth) / 10) }
        // After 0.5, 1, 2, 4, 8, 16 and 32 seconds.
        #expect((6...8).contains(run.cluster.calls - calls))
    }

    @Test(arguments: [true, false]) func `a home that is busy when its stake is lost is next`(_ isDone: Bool) throws {
        var run = HomeRun { $0.concurrency = 2 }
        run.stake(1, 2000)
        run.step(at: 0)
        run.stake(1, 7000)
        let underWay = try #require(run.orders(at: 1).first)
        #expect(underWay.namespace == Self.home)
        for number in 2...30 { run.stake(UInt8(number), 2000) }
        let second = try #require(run.orders(at: 1.1).first)
        run.stake(1, 0, status: 2)
        run.finish(second, at: 1.2)
        // It is passed over while something is under way for it.
        let third = try #require(run.orders(at: 1.2).first)
        #expect(third.namespace != Self.home)
        if isDone {
            run.finish(underWay, at: 1.3)
            #expect(Self.isEmptied(run.orders(at: 1.3).first))
        } else {
            // Others go on until the least of all waits is over.
            run.take(.ended(underWay, .failed(.timeout)), at: 1.3)
            let fourth = try #require(run.orders(at: 1.3).first)
            #expect(fourth.namespace != Self.home)
            run.finish(third, at: 1.9)
            #expect(Self.isEmptied(run.orders(at: 1.9).first))
        }
    }

    @Test func `who loses a stake waits for none of ten thousand homes, here or where else they were let in`() throws {
        var run = Self.granted()
        for number in 1...10_000 as ClosedRange<UInt64> {
            var account = Sample.account(0, sequence: 1)
            account.amount = 2 * HomeRun.sui
            let address = try #require(Address("0x\(String(0x1_0000 + number, radix: 16))"))
            run.tables.insert(account, of: address)
        }
        run.take(.allNews, at: 1)
        let first = try #require(run.orders(at: 1).first)
        #expect(run.board.queue.count > 9_990)
        run.stake(1, 0, status: 2)
        run.finish(first, at: 1)
        var emptied: Set<String> = []
        for time in [1.1, 1.2, 1.3] {
            let order = try #require(run.orders(at: time).first)
            if Self.subjects(order) == 0 { emptied.insert(order.namespace) }
            run.finish(order, at: time)
        }
        // The third is what is noted at the home.
        #expect(emptied == [Self.home, "team-a"])
        #expect(run.cluster.home(Self.home)?["metadata"]["annotations"]["k3s-daas.io/phase"].text == "lost")
    }

    @Test func `access ends before people are told of others`() throws {
        var run = HomeRun { $0.concurrency = 1 }
        for number in 1...60 { run.stake(UInt8(number), 2000) }
        run.step(at: 0)
        for number in 2...60 { run.stake(UInt8(number), 0, status: 2) }
        run.step(at: 10)
        // Whoever leads next does not know what was said.
        run.crash(at: 20)
        let first = try #require(run.orders(at: 20).first)
        #expect(first.action.kind == .event && run.board.events.count == 58)
        run.stake(1, 0, status: 2)
        run.finish(first, at: 20)
        #expect(Self.isEmptied(run.orders(at: 20.1).first))
    }

    @Test func `rights that were given end although the binding was another's for a while`() throws {
        var run = Self.granted()
        let ours = try #require(Self.binding(run))
        #expect(run.board.grants["team-a"]?.binding != nil)
        // Somebody takes our label away, and puts it back.
        run.take(.gone(.roleBindings, namespace: "team-a", name: ours.name, uid: ours.uid), at: 1)
        run.step(at: 1)
        #expect(run.notes.contains(.foreignGrant(namespace: "team-a")))
        run.take(.seen(ours), at: 2)
        run.stake(1, 0, status: 2)
        run.step(at: 2)
        #expect(run.cluster.tree("rolebindings", "team-a", "seal:granted")?["subjects"].list.isEmpty == true)
    }

    @Test func `a binding that was lost from sight with its stake is emptied when it is seen again`() throws {
        var run = Self.granted()
        let ours = try #require(Self.binding(run))
        run.take(.gone(.roleBindings, namespace: "team-a", name: ours.name, uid: ours.uid), at: 1)
        run.step(at: 1)
        run.stake(1, 0, status: 2)
        run.step(at: 2)
        #expect(run.cluster.tree("rolebindings", "team-a", "seal:granted")?["subjects"].list.count == 1)
        for number in 2...30 { run.stake(UInt8(number), 2000) }
        let other = try #require(run.orders(at: 3).first)
        run.take(.seen(ours), at: 3)
        run.finish(other, at: 3)
        #expect(Self.isEmptied(run.orders(at: 3.1).first, "team-a"))
    }

    // The answer to the first was lost, and the second came too late: what stands in the way is our own.
    @Test func `a binding of ours that a call has met is nobody else's`() throws {
        var run = HomeRun(policy: HomeGrantTests.granting(["team-a"], to: 1)) { $0.concurrency = 1 }
        run.cluster.put("namespaces", "team-a", "team-a") { _ in }
        run.crash(at: 0)
        run.stake(1, 2000)
        var (second, create) = (0.0, nil as HomeOrder?)
        while create == nil {
            let order = try #require(run.orders(at: second).first)
            if order.namespace == "team-a" { create = order } else { run.finish(order, at: second) }
            second += 0.1
        }
        let order = try #require(create)
        let call = try #require(HomeCalls.call(order, at: Sample.wall(second), timeout: .seconds(1)))
        _ = try run.cluster.answer(call).get()
        run.take(.seen(try #require(Self.binding(run))), at: second)
        run.take(.ended(order, .failed(.alreadyExists)), at: second)
        #expect(run.board.grants["team-a"]?.notBefore == nil && run.board.grants["team-a"]?.failures == 0)
        #expect(!run.board.notes.contains(.foreignGrant(namespace: "team-a")))
    }
}
