// SPDX-License-Identifier: Apache-2.0
import Kernel
import TestSupport
import Testing

@testable import SuiLedger

@Suite struct AskPlanTests {
    private typealias Plan = AskPlan<Int>

    private static func at(_ milliseconds: Int) -> Monotonic {
        Monotonic(nanoseconds: 1_000_000_000).advanced(by: .milliseconds(milliseconds))
    }

    private static func answer(_ value: Int, _ checkpoint: UInt64 = 1) -> NodeAnswer<Int> {
        NodeAnswer(value, Freshness(chain: "c", epoch: nil, checkpoint: checkpoint, timestamp: 0))
    }

    /// A plan, and nodes that may all be asked, in order.
    private struct World {
        var plan: Plan
        var dice = MirrorTests.Dice(state: 1)
        let nodes: Int

        init(_ rules: AskRules, nodes: Int, isIdempotent: Bool = true) {
            plan = Plan(rules, isIdempotent: isIdempotent, now: AskPlanTests.at(0))
            self.nodes = nodes
        }

        mutating func next(_ milliseconds: Int) -> Plan.Step {
            let nodes = nodes
            return plan.next(AskPlanTests.at(milliseconds), using: &dice) { asked in
                (0..<nodes).first { !asked.contains($0) }
            }
        }

        mutating func fail(_ attempt: Int, _ code: LedgerError.Code = .unavailable) {
            plan.ended(attempt, .failure(LedgerError(code, "")))
        }
    }

    @Test func `a node that is slow is not waited for alone, and the first answer counts`() {
        var rules = AskRules()
        rules.hedgeAfter = .milliseconds(50)
        var world = World(rules, nodes: 3)
        let steps = [world.next(0), world.next(0), world.next(49), world.next(50), world.next(50)]
        #expect(
            steps == [
                .ask(attempt: 1, node: 0, timeout: .seconds(2), isHedge: false), .wait(until: Self.at(50)),
                .wait(until: Self.at(50)), .ask(attempt: 2, node: 1, timeout: .seconds(2), isHedge: true),
                .wait(until: Self.at(5000)),
            ])
        let hasWon = world.plan.ended(2, .success(Self.answer(7)))
        let end = world.next(60)
        #expect(hasWon && end == .finish(.success(Self.answer(7)), cancel: [1]))
        let isLateOne = world.plan.ended(1, .success(Self.answer(8)))
        let again = world.next(61)
        #expect(!isLateOne && again == .finish(.success(Self.answer(7)), cancel: []))
    }

    @Test func `without hedging nobody else is asked until a node fails`() {
        var world = World(AskRules(), nodes: 3)
        let steps = [world.next(0), world.next(1999)]
        #expect(steps.last == .wait(until: Self.at(5000)))
        world.fail(1, .timeout)
        let next = world.next(2000)
        #expect(next == .ask(attempt: 2, node: 1, timeout: .seconds(2), isHedge: false))
    }

    @Test func `a question that changes something is asked once`() {
        var rules = AskRules()
        rules.hedgeAfter = .milliseconds(1)
        var world = World(rules, nodes: 3, isIdempotent: false)
        let steps = [world.next(0), world.next(10)]
        #expect(steps.last == .wait(until: Self.at(5000)))
        world.fail(1)
        let end = world.next(20)
        #expect(end == .finish(.failure(LedgerError(.unavailable, "")), cancel: []))
    }

    @Test func `all were asked and failed: they are asked again after a wait, not at once`() {
        var rules = AskRules()
        rules.attempts = 4
        var world = World(rules, nodes: 2)
        _ = world.next(0)
        world.fail(1)
        _ = world.next(0)
        world.fail(2)
        guard case .wait(let time) = world.next(0) else {
            Issue.record("asked again at once")
            return
        }
        #expect(time > Self.at(0) && time <= Self.at(100))
        let early = world.next(0)
        #expect(early == .wait(until: time))
        let next = world.next(100)
        #expect(next == .ask(attempt: 3, node: 0, timeout: .seconds(2), isHedge: false))
    }

    @Test func `as many are asked at once as must agree, and the furthest speaks`() {
        var rules = AskRules()
        rules.agreement = 2
        var world = World(rules, nodes: 3)
        let steps = [world.next(0), world.next(0), world.next(0)]
        #expect(steps.last == .wait(until: Self.at(5000)))
        world.plan.ended(1, .success(Self.answer(7, 5)))
        world.plan.ended(2, .success(Self.answer(8, 6)))
        let third = world.next(1)
        #expect(third == .ask(attempt: 3, node: 2, timeout: .seconds(2), isHedge: false))
        world.plan.ended(3, .success(Self.answer(7, 9)))
        let end = world.next(2)
        #expect(end == .finish(.success(Self.answer(7, 9)), cancel: []))
    }

    @Test func `time that runs out ends it, whatever is under way`() {
        var rules = AskRules()
        rules.timeout = .milliseconds(300)
        var world = World(rules, nodes: 1)
        let first = world.next(0)
        #expect(first == .ask(attempt: 1, node: 0, timeout: .milliseconds(300), isHedge: false))
        let steps = [world.next(299), world.next(300)]
        #expect(
            steps == [
                .wait(until: Self.at(300)), .finish(.failure(LedgerError(.timeout, "")), cancel: [1]),
            ])
    }

    /// What a node does with a question.
    private struct Fate {
        let after: Int
        let result: Result<NodeAnswer<Int>, LedgerError>
    }

    private static func fate(_ dice: inout MirrorTests.Dice) -> Fate {
        let after = Int.random(in: 1..<900, using: &dice)
        let codes: [LedgerError.Code] = [.unavailable, .throttled, .timeout, .malformed, .stale, .unsupported]
        let code = codes[Int.random(in: 0..<codes.count, using: &dice)]
        switch Int.random(in: 0..<20, using: &dice) {
        case 0..<8: return Fate(after: after, result: .success(answer(42)))
        case 8..<10: return Fate(after: after, result: .success(answer(13)))
        case 10: return Fate(after: after, result: .failure(LedgerError(.refused, "")))
        default: return Fate(after: after, result: .failure(LedgerError(code, "")))
        }
    }

    @Test(arguments: Seeds.all) func `whatever nodes do, it ends once, in time, within its means`(_ seed: Int) {
        var dice = MirrorTests.Dice(state: UInt64(seed))
        var rules = AskRules()
        rules.timeout = .milliseconds(Int.random(in: 100..<3000, using: &dice))
        rules.attempts = Int.random(in: 1..<6, using: &dice)
        rules.agreement = Int.random(in: 1..<4, using: &dice)
        rules.hedgeAfter = Bool.random(using: &dice) ? .milliseconds(Int.random(in: 0..<400, using: &dice)) : nil
        let limit = max(rules.attempts, rules.agreement)
        var world = World(rules, nodes: Int.random(in: 1..<6, using: &dice))
        var pending: [Int: (time: Int, result: Result<NodeAnswer<Int>, LedgerError>)] = [:]
        var askedNodes: [Int] = []
        var said: [Int] = []
        var now = 0
        var end: Result<NodeAnswer<Int>, LedgerError>?
        var rounds = 0
        while end == nil && rounds < 10_000 {
            rounds += 1
            switch world.next(now) {
            case .ask(let attempt, let node, let timeout, let isHedge):
                let fate = Self.fate(&dice)
                pending[attempt] = (now + fate.after, fate.result)
                #expect(!isHedge || rules.hedgeAfter != nil)
                #expect(timeout <= rules.attemptTimeout)
                #expect(rules.agreement == 1 || !askedNodes.contains(node))
                askedNodes.append(node)
            case .wait(let time):
                let alarm = Int((time.nanoseconds - Self.at(0).nanoseconds) / 1_000_000) + 1
                let first = pending.min { ($0.value.time, $0.key) < ($1.value.time, $1.key) }
                #expect(pending.count <= rules.agreement + 1)
                // Who is woken for nothing must not take it for the end of a wait.
                if pending.isEmpty && Bool.random(using: &dice) { continue }
                if let first, first.value.time <= alarm {
                    now = max(now, first.value.time)
                    pending[first.key] = nil
                    if case .success(let answer) = first.value.result { said.append(answer.value) }
                    world.plan.ended(first.key, first.value.result)
                } else {
                    now = alarm
                }
            case .finish(let result, let cancel):
                #expect(Set(cancel) == Set(pending.keys))
                end = result
            }
        }
        #expect(askedNodes.count <= limit)
        #expect(Self.at(now - 1) <= Self.at(0).advanced(by: rules.timeout))
        switch end {
        case .success(let answer): #expect(said.count { $0 == answer.value } >= rules.agreement)
        case .failure(let error):
            #expect(said.allSatisfy { value in said.count { $0 == value } < rules.agreement })
            // Whoever gives up before the time has asked as often as it may.
            let isOver = Self.at(now) >= Self.at(0).advanced(by: rules.timeout)
            #expect(isOver || error.code == .refused || rules.agreement > 1 || askedNodes.count == limit)
        case nil: Issue.record("it never ends")
        }
    }
}
