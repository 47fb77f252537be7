// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealController

/// What waits for the disk before it is done.
struct BegunActsTests {
    private let start = Monotonic(nanoseconds: 1_000_000_000)

    @Test func `an order leaves once`() {
        var acts = BegunActs<String>(patience: .seconds(5))
        let first = acts.add("one", at: start)
        let second = acts.add("two", at: start)
        #expect(first != second)
        let taken = [acts.take(second), acts.take(second), acts.take(first), acts.take(first)]
        #expect(taken == ["two", nil, "one", nil])
        let late = acts.takeLate(at: start.advanced(by: .seconds(3600)))
        #expect(late.isEmpty && acts.alarm == nil)
    }

    @Test(arguments: [(4_999_999_999, 0), (5_000_000_000, 1), (5_000_000_001, 1)])
    func `an order waits for five seconds`(nanoseconds: Int64, late: Int) {
        var acts = BegunActs<String>(patience: Begun.patience)
        let number = acts.add("one", at: start)
        #expect(acts.alarm == start.advanced(by: .seconds(5)))
        let given = acts.takeLate(at: start.advanced(by: .nanoseconds(nanoseconds)))
        #expect(given.count == late)
        // What is said of it after that means nothing.
        let taken = acts.take(number)
        #expect((taken == nil) == (late == 1))
    }

    @Test func `those that are late leave in the order in which they came`() {
        var acts = BegunActs<Int>(patience: .seconds(1))
        for number in 0..<40 { _ = acts.add(number, at: start.advanced(by: .milliseconds(number * 10))) }
        #expect(acts.alarm == start.advanced(by: .seconds(1)))
        let late = acts.takeLate(at: start.advanced(by: .milliseconds(1190)))
        #expect(late == Array(0..<20))
        #expect(acts.alarm == start.advanced(by: .milliseconds(1200)))
    }
}
