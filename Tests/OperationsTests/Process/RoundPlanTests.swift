// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import Operations

@Suite struct RoundPlanTests {
    private static let start = Monotonic.now

    private static func at(_ milliseconds: Int) -> Monotonic { start.advanced(by: .milliseconds(milliseconds)) }

    @Test(arguments: [(249, false), (250, true), (251, true)])
    func `a round is due an interval after the start`(_ milliseconds: Int, _ isDue: Bool) {
        let plan = RoundPlan([.milliseconds(250), .seconds(1)], from: Self.start)
        #expect(plan.isDue(0, at: Self.at(milliseconds)) == isDue)
        #expect(!plan.isDue(1, at: Self.at(milliseconds)))
        #expect(plan.next == Self.at(250))
    }

    @Test func `the next time is counted from the end of the last`() {
        var plan = RoundPlan([.milliseconds(250), .seconds(1)], from: Self.start)
        plan.done(0, at: Self.at(900))
        #expect(!plan.isDue(0, at: Self.at(1149)))
        #expect(plan.isDue(0, at: Self.at(1150)))
        #expect(plan.next == Self.at(1000))
    }

    @Test func `nothing to look at is never due`() {
        #expect(RoundPlan([], from: Self.start).next == nil)
    }
}
