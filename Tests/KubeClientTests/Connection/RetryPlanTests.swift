// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import KubeClient

@Suite struct RetryPlanTests {
    private static let start = Monotonic(nanoseconds: 1_000_000_000_000)

    private static func decide(
        _ error: KubeError, isRead: Bool, canRenew: Bool = false, deadline: Duration = .seconds(30)
    ) -> RetryPlan.Decision {
        var plan = RetryPlan(RetrySettings(), isRead: isRead, deadline: start.advanced(by: deadline))
        var dice = Dice(1)
        return plan.decide(error, canRenewToken: canRenew, at: start, using: &dice)
    }

    private static func isAgain(_ decision: RetryPlan.Decision) -> Bool {
        if case .again = decision { true } else { false }
    }

    @Test(arguments: KubeError.Code.allCases)
    func `a write that was seen is not made again, but for what says that nothing was done`(_ code: KubeError.Code) {
        let decision = Self.decide(KubeError(code, wasSent: true), isRead: false)
        #expect(Self.isAgain(decision) == (code == .throttled))
    }

    @Test(arguments: KubeError.Code.allCases)
    func `a write that was not sent is made again where that may help`(_ code: KubeError.Code) {
        let decision = Self.decide(KubeError(code), isRead: false)
        let helps: Set<KubeError.Code> = [.throttled, .unreachable, .timeout, .broken, .serverError]
        #expect(Self.isAgain(decision) == helps.contains(code))
    }

    @Test(arguments: KubeError.Code.allCases)
    func `a read is made again where that may help`(_ code: KubeError.Code) {
        let decision = Self.decide(KubeError(code, wasSent: true), isRead: true)
        let helps: Set<KubeError.Code> = [.throttled, .unavailable, .unreachable, .timeout, .broken, .serverError]
        #expect(Self.isAgain(decision) == helps.contains(code))
    }

    @Test(arguments: [(500, false), (502, true), (504, true)])
    func `an apiserver that failed is not asked again, a gateway that did is`(_ status: Int, _ isAgain: Bool) {
        let error = KubeError(httpStatus: status, KubeStatus())
        #expect(Self.isAgain(Self.decide(error, isRead: true)) == isAgain)
        #expect(!Self.isAgain(Self.decide(error, isRead: false)))
    }

    @Test func `a token that was refused is renewed once, where there may be another`() {
        let error = KubeError(.unauthorized, wasSent: true, status: 401)
        #expect(!Self.isAgain(Self.decide(error, isRead: true)))
        var plan = RetryPlan(RetrySettings(), isRead: false, deadline: Self.start.advanced(by: .seconds(30)))
        var dice = Dice(1)
        #expect(plan.decide(error, canRenewToken: true, at: Self.start, using: &dice) == .again(at: Self.start))
        #expect(plan.decide(error, canRenewToken: true, at: Self.start, using: &dice) == .giveUp(error))
    }

    @Test(arguments: 0..<100) func `what the apiserver asks for is kept, and a little more`(_ seed: Int) {
        let error = KubeError(.throttled, wasSent: true, status: 429, retryAfter: .seconds(2))
        var plan = RetryPlan(RetrySettings(), isRead: false, deadline: Self.start.advanced(by: .seconds(30)))
        var dice = Dice(seed)
        guard case .again(let time) = plan.decide(error, canRenewToken: false, at: Self.start, using: &dice) else {
            Issue.record("given up")
            return
        }
        #expect((.milliseconds(2000)...(.milliseconds(2250))).contains(time.since(Self.start)))
    }

    @Test func `who asks for too much is left`() {
        func isAgain(_ seconds: Int) -> Bool {
            let error = KubeError(.throttled, wasSent: true, status: 429, retryAfter: .seconds(seconds))
            return Self.isAgain(Self.decide(error, isRead: true, deadline: .seconds(600)))
        }
        #expect(isAgain(29) && isAgain(30) && !isAgain(31))
    }

    @Test func `nothing is tried at the deadline or after it`() {
        let error = KubeError(.throttled, wasSent: true, status: 429, retryAfter: .seconds(2))
        #expect(Self.decide(error, isRead: true, deadline: .seconds(2)) == .giveUp(error))
        #expect(Self.isAgain(Self.decide(error, isRead: true, deadline: .milliseconds(2300))))
    }

    @Test(arguments: 0..<100) func `waits grow to a bound, and attempts have an end`(_ seed: Int) {
        let settings = RetrySettings()
        var plan = RetryPlan(settings, isRead: true, deadline: Self.start.advanced(by: .seconds(3600)))
        var dice = Dice(seed)
        var waits: [Duration] = []
        let error = KubeError(.unreachable)
        while case .again(let time) = plan.decide(error, canRenewToken: false, at: Self.start, using: &dice) {
            waits.append(time.since(Self.start))
        }
        #expect(waits.count == 7)
        let bounds: [Duration] = [100, 200, 400, 800, 1600, 3200, 5000].map { .milliseconds($0) }
        for (wait, bound) in zip(waits, bounds) { #expect(wait <= bound && wait >= bound / 2) }
    }
}
