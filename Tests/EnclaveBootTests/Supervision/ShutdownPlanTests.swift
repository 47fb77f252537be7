// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import EnclaveBoot

@Suite struct ShutdownPlanTests {
    private static func at(_ seconds: UInt64) -> Monotonic { Monotonic(nanoseconds: seconds * 1_000_000_000) }

    @Test func `the last that was started is the first to end, each in its own time`() {
        var plan = ShutdownPlan([.seconds(10), .seconds(30)])
        var running: Set<Int> = [0, 1]
        func next(_ seconds: UInt64) -> ShutdownPlan.Action {
            plan.next(isRunning: { running.contains($0) }, at: Self.at(seconds))
        }
        #expect(next(100) == .terminate(1))
        #expect(next(100) == .wait(until: Self.at(130)))
        #expect(next(129) == .wait(until: Self.at(130)))
        running = [0]
        #expect(next(129) == .terminate(0))
        #expect(next(129) == .wait(until: Self.at(139)))
        running = []
        #expect(next(130) == .done)
    }

    @Test func `who does not end in time is killed, and who does not even then is left behind`() {
        var plan = ShutdownPlan([.seconds(10), .seconds(1)])
        let isRunning = { (_: Int) in true }
        let actions = [0, 0, 1, 1, 5, 6, 6, 16, 20, 21].map { plan.next(isRunning: isRunning, at: Self.at($0)) }
        #expect(
            actions == [
                .terminate(1), .wait(until: Self.at(1)), .kill(1), .wait(until: Self.at(6)), .wait(until: Self.at(6)),
                .terminate(0), .wait(until: Self.at(16)), .kill(0), .wait(until: Self.at(21)), .done,
            ])
    }

    @Test func `who is in a hurry waits for nobody's grace`() {
        var plan = ShutdownPlan([.seconds(10), .seconds(30)])
        var running: Set<Int> = [0, 1]
        func next(_ seconds: UInt64) -> ShutdownPlan.Action {
            plan.next(isRunning: { running.contains($0) }, at: Self.at(seconds))
        }
        #expect(next(0) == .terminate(1))
        #expect(next(1) == .wait(until: Self.at(30)))
        plan.hurry(at: Self.at(2))
        #expect(next(2) == .kill(1))
        #expect(next(2) == .wait(until: Self.at(7)))
        running = [0]
        #expect(next(3) == .terminate(0))
        #expect(next(3) == .kill(0))
        running = []
        #expect(next(3) == .done)
    }

    @Test func `nobody waits for programs that do not run`() {
        var plan = ShutdownPlan([.seconds(10), .seconds(10), .seconds(10)])
        let action = plan.next(isRunning: { $0 == 1 }, at: Self.at(0))
        #expect(action == .terminate(1))
        var none = ShutdownPlan([])
        let done = none.next(isRunning: { _ in true }, at: Self.at(0))
        #expect(done == .done)
    }
}
