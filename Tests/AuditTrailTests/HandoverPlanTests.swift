// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import AuditTrail

@Suite struct HandoverPlanTests {
    private static let start = Monotonic.now

    private static func at(_ milliseconds: Int) -> Monotonic { start.advanced(by: .milliseconds(milliseconds)) }

    @Test(arguments: [(59_999, false), (60_000, true), (60_001, true)])
    func `after a minute somebody is told`(_ milliseconds: Int, _ isTold: Bool) {
        var plan = HandoverPlan(since: Self.start)
        let step = plan.next(at: Self.at(milliseconds), isClosing: false, end: nil)
        let until = Self.at(milliseconds + 100)
        #expect(step == (isTold ? .tell(until: until) : .wait(until: until)))
    }

    @Test func `it is told once`() {
        var plan = HandoverPlan(since: Self.start)
        let steps = [60_000, 60_100, 3_600_000].map { plan.next(at: Self.at($0), isClosing: false, end: nil) }
        #expect(
            steps == [
                .tell(until: Self.at(60_100)), .wait(until: Self.at(60_200)), .wait(until: Self.at(3_600_100)),
            ])
    }

    @Test(arguments: [(999, false), (1000, true), (1001, true)])
    func `one that is to end waits as long as it is told`(_ milliseconds: Int, _ isOver: Bool) {
        var plan = HandoverPlan(since: Self.start)
        let step = plan.next(at: Self.at(milliseconds), isClosing: true, end: Self.at(1000))
        #expect(step == (isOver ? .giveUp : .wait(until: Self.at(milliseconds + 100))))
    }

    @Test func `one that is dropped does not wait, and one that is not to end does`() {
        var plan = HandoverPlan(since: Self.start)
        #expect(plan.next(at: Self.start, isClosing: false, end: Self.start) == .wait(until: Self.at(100)))
        #expect(plan.next(at: Self.start, isClosing: true, end: nil) == .giveUp)
    }
}
