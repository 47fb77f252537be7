// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import HTTPServer

struct FloodGuardTests {
    private static let start = Monotonic(nanoseconds: 5_000_000_000)

    private func spendable(_ guardian: inout FloodGuard, _ offence: Offence) -> Int {
        var count = 0
        while count < 5_000, guardian.spend(offence) { count += 1 }
        return count
    }

    @Test(arguments: Offence.allCases) func `a budget is what it bursts to, and fills up by whole seconds`(
        _ offence: Offence
    ) {
        let budget = FloodGuard.budget(of: offence)
        var guardian = FloodGuard(now: Self.start)
        let burst = spendable(&guardian, offence)
        #expect(burst == Int(budget.burst))
        guardian.refill(at: Self.start.advanced(by: .milliseconds(999)))
        let early = spendable(&guardian, offence)
        #expect(early == 0)
        guardian.refill(at: Self.start.advanced(by: .milliseconds(2_500)))
        let later = spendable(&guardian, offence)
        #expect(later == Int(min(budget.burst, 2 * budget.perSecond)))
        // The half second is not lost.
        guardian.refill(at: Self.start.advanced(by: .seconds(3)))
        let last = spendable(&guardian, offence)
        #expect(last == Int(min(budget.burst, budget.perSecond)))
        guardian.refill(at: Self.start.advanced(by: .seconds(100_000_000_000)))
        let full = spendable(&guardian, offence)
        #expect(full == (budget.perSecond > 0 ? Int(budget.burst) : 0))
    }

    @Test(arguments: Offence.allCases) func `a request brings what the table says`(_ offence: Offence) {
        var guardian = FloodGuard(now: Self.start)
        _ = spendable(&guardian, offence)
        guardian.creditRequest()
        let brought = spendable(&guardian, offence)
        #expect(brought == Int(FloodGuard.budget(of: offence).perRequest))
    }

    @Test func `budgets do not touch each other, nor grow beyond their burst`() {
        var guardian = FloodGuard(now: Self.start)
        _ = spendable(&guardian, .pings)
        for _ in 0..<10_000 {
            guardian.creditRequest()
            guardian.creditData()
        }
        let windows = spendable(&guardian, .windowUpdates)
        let pings = spendable(&guardian, .pings)
        let settings = spendable(&guardian, .settings)
        #expect(windows == 1_000 && pings == 100 && settings == 32)
    }

    @Test func `sent data brings two windows`() {
        var guardian = FloodGuard(now: Self.start)
        _ = spendable(&guardian, .windowUpdates)
        guardian.creditData()
        let brought = spendable(&guardian, .windowUpdates)
        #expect(brought == 2)
    }
}
