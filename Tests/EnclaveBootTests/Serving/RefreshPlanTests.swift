// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import EnclaveBoot

struct RefreshPlanTests {
    static let now = WallTime(seconds: 1_800_000_000)

    /// Seconds until the chain ends, and until the next document is made.
    static let plans: [(Int64, Int64)] = [
        (10_800, 3600), (4201, 3600), (4200, 3600), (4199, 3599), (3600, 3000), (900, 300), (661, 61), (660, 60),
        (659, 60), (600, 60), (300, 60), (0, 60), (-1, 60), (-10_800, 60),
    ]

    @Test(arguments: plans) func `the next document is made in time`(_ left: Int64, _ next: Int64) {
        let ends = WallTime(seconds: 1_800_000_000 + left)
        #expect(RefreshPlan.next(after: Self.now, chainEnds: ends) == .seconds(next))
    }

    @Test func `a document is relied on while five minutes are left`() {
        let fiveMinutes = Self.now.nanoseconds + 300_000_000_000
        #expect(RefreshPlan.isFresh(at: Self.now, chainEnds: WallTime(nanoseconds: fiveMinutes)))
        #expect(!RefreshPlan.isFresh(at: Self.now, chainEnds: WallTime(nanoseconds: fiveMinutes - 1)))
        #expect(!RefreshPlan.isFresh(at: Self.now, chainEnds: WallTime(seconds: 0)))
    }

    @Test func `clocks that are wrong by centuries change nothing but the answer`() {
        let (first, last) = (WallTime(nanoseconds: .min), WallTime(nanoseconds: .max))
        #expect(RefreshPlan.next(after: first, chainEnds: last) == .seconds(3600))
        #expect(RefreshPlan.next(after: last, chainEnds: first) == .seconds(60))
        #expect(RefreshPlan.isFresh(at: first, chainEnds: last) && !RefreshPlan.isFresh(at: last, chainEnds: first))
    }

    @Test func `a leaf that is made anew a quarter of an hour before its end is never seen to end`() {
        // A module's life in seconds: leaves of three hours, the next one 15 minutes before.
        var (now, leafEnds): (Int64, Int64) = (0, 10_803)
        var worst = Int64.max
        for _ in 0..<1000 {
            if leafEnds - now < 900 { leafEnds = now + 10_803 }
            let next = RefreshPlan.next(after: WallTime(seconds: now), chainEnds: WallTime(seconds: leafEnds))
            now += next.components.seconds
            worst = min(worst, leafEnds - now)
        }
        // What is at hand always holds for ten minutes at least.
        #expect(worst >= 600)
    }

    @Test func `a budget is taken, and comes back`() {
        let start = Monotonic(nanoseconds: 5_000_000_000)
        var budget = RequestBudget(rate: 10, burst: 3, now: start)
        #expect((0..<5).map { _ in budget.take(at: start) } == [true, true, true, false, false])
        let later = start.advanced(by: .milliseconds(100))
        #expect((0..<2).map { _ in budget.take(at: later) } == [true, false])
        let rested = start.advanced(by: .seconds(60))
        #expect((0..<4).map { _ in budget.take(at: rested) } == [true, true, true, false])
    }
}
