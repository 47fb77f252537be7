// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import StakeWorker

@Suite struct ReportPlanTests {
    @Test func `the first report is due at once, the next after the interval`() {
        var plan = ReportPlan(every: 720_000, last: nil)
        #expect(plan.isDue(at: 5_000_000))
        plan.made(at: 5_000_000)
        #expect(!plan.isDue(at: 5_719_999) && plan.isDue(at: 5_720_000) && plan.isDue(at: 5_720_001))
    }

    @Test func `a restart makes no report early`() {
        let plan = ReportPlan(every: 720_000, last: 5_000_000)
        #expect(!plan.isDue(at: 5_719_999) && plan.isDue(at: 5_720_000))
    }

    @Test func `failures are tried again, ever more slowly, to a bound`() {
        var plan = ReportPlan(every: 720_000, last: 0)
        var waits: [UInt64] = []
        for _ in 0..<8 {
            plan.failed(at: 10_000_000)
            waits.append(plan.due - 10_000_000)
        }
        #expect(waits == [60_000, 120_000, 240_000, 480_000, 960_000, 1_800_000, 1_800_000, 1_800_000])
        for _ in 0..<100 { plan.failed(at: 10_000_000) }
        #expect(plan.due == 11_800_000)
        plan.made(at: 12_000_000)
        plan.failed(at: 13_000_000)
        #expect(plan.due == 13_060_000)
    }

    @Test func `a clock that was set back does not silence the machine`() {
        let plan = ReportPlan(every: 720_000, last: 5_000_000_000)
        #expect(plan.isDue(at: 1_000_000))
        #expect(!plan.isDue(at: 5_000_720_000 - 1_800_000) && plan.isDue(at: 5_000_720_000 - 1_800_001))
    }
}
