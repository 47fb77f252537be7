// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import EnclaveBoot

@Suite struct RestartPlanTests {
    typealias Policy = BootConfiguration.RestartPolicy

    static let ends: [(Policy, Bool, RestartPlan.End, RestartPlan.Decision)] = [
        (.always, false, .ended(.code(0)), .restart(after: .seconds(1))),
        (.always, false, .ended(.code(1)), .restart(after: .seconds(1))),
        (.always, true, .ended(.code(0)), .restart(after: .seconds(1))),
        (.always, false, .notStarted, .restart(after: .seconds(1))),
        (.onFailure, false, .ended(.code(0)), .leave),
        (.onFailure, true, .ended(.code(0)), .giveUp),
        (.onFailure, false, .ended(.code(3)), .restart(after: .seconds(1))),
        (.onFailure, false, .ended(.signal(9)), .restart(after: .seconds(1))),
        (.onFailure, false, .notStarted, .restart(after: .seconds(1))),
        (.never, false, .ended(.code(0)), .leave),
        (.never, false, .ended(.signal(11)), .leave),
        (.never, false, .notStarted, .leave),
        (.never, true, .ended(.code(0)), .giveUp),
        (.never, true, .notStarted, .giveUp),
    ]

    @Test(arguments: ends) func `a first end is answered as the policy says`(
        _ policy: Policy, _ isEssential: Bool, _ end: RestartPlan.End, _ expected: RestartPlan.Decision
    ) {
        var plan = RestartPlan(policy, isEssential: isEssential)
        let decision = plan.decide(end, ran: .seconds(10))
        #expect(decision == expected)
    }

    @Test func `each failure in a row doubles the delay, up to a minute`() {
        var plan = RestartPlan(.always, isEssential: false)
        var delays: [RestartPlan.Decision] = []
        for _ in 0..<9 { delays.append(plan.decide(.ended(.code(1)), ran: .zero)) }
        #expect(delays == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .restart(after: .seconds($0)) })
    }

    @Test func `a million failures overflow nothing`() {
        var plan = RestartPlan(.always, isEssential: false)
        var last = RestartPlan.Decision.leave
        for _ in 0..<1_000_000 { last = plan.decide(.notStarted, ran: .zero) }
        #expect(last == .restart(after: .seconds(60)))
    }

    @Test func `a healthy minute makes up for all failures, a second less does not`() {
        var plan = RestartPlan(.always, isEssential: true)
        for _ in 0..<5 { _ = plan.decide(.ended(.code(1)), ran: .zero) }
        var other = plan
        let afterMinute = plan.decide(.ended(.code(1)), ran: .seconds(60))
        #expect(afterMinute == .restart(after: .seconds(1)))
        let justBefore = other.decide(.ended(.code(1)), ran: .seconds(59))
        #expect(justBefore == .giveUp)
    }

    @Test func `an essential program is started five times in a row and no more`() {
        var plan = RestartPlan(.onFailure, isEssential: true)
        var decisions: [RestartPlan.Decision] = []
        for _ in 0..<6 { decisions.append(plan.decide(.ended(.signal(6)), ran: .seconds(1))) }
        #expect(decisions == [1, 2, 4, 8, 16].map { .restart(after: .seconds($0)) } + [.giveUp])
    }
}
