// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SuiLedger

@Suite struct NodeStandingTests {
    private static func at(_ seconds: Int) -> Monotonic { Monotonic(nanoseconds: 0).advanced(by: .seconds(seconds)) }

    @Test func `a node that fails is left alone, tried with one question, and trusted again`() {
        var breaker = CircuitBreaker()
        for _ in 0..<2 { breaker.failed(Self.at(0)) }
        #expect(breaker.state(Self.at(0)) == .closed)
        breaker.failed(Self.at(0))
        #expect(breaker.state(Self.at(0)) == .open)
        let early = breaker.admits(Self.at(0))
        let trial = breaker.admits(Self.at(1))
        let second = breaker.admits(Self.at(1))
        #expect(!early && trial && !second)
        breaker.succeeded()
        #expect(breaker.state(Self.at(1)) == .closed)
    }

    @Test func `each failed trial doubles the pause, up to a bound`() {
        var breaker = CircuitBreaker()
        for _ in 0..<3 { breaker.failed(Self.at(0)) }
        var now = 1
        for pause in [2, 4, 8, 16, 32, 60, 60] {
            let isTried = breaker.admits(Self.at(now))
            #expect(isTried)
            breaker.failed(Self.at(now))
            #expect(breaker.state(Self.at(now + pause - 1)) == .open)
            #expect(breaker.state(Self.at(now + pause)) == .halfOpen)
            now += pause
        }
        breaker.succeeded()
        for _ in 0..<3 { breaker.failed(Self.at(now)) }
        #expect(breaker.state(Self.at(now + 1)) == .halfOpen)
    }

    @Test func `failures count only in a row, and a trial that was called off is no trial`() {
        var breaker = CircuitBreaker()
        for _ in 0..<10 {
            breaker.failed(Self.at(0))
            breaker.failed(Self.at(0))
            breaker.succeeded()
        }
        #expect(breaker.state(Self.at(0)) == .closed)
        for _ in 0..<3 { breaker.failed(Self.at(0)) }
        let first = breaker.admits(Self.at(1))
        breaker.abandoned()
        let second = breaker.admits(Self.at(1))
        #expect(first && second)
    }

    @Test func `the wait is random below a bound that doubles`() {
        var dice = MirrorTests.Dice(state: 7)
        let backoff = Backoff()
        let bounds: [(Int, Duration)] = [
            (1, .zero), (2, .milliseconds(100)), (3, .milliseconds(200)), (5, .milliseconds(800)), (20, .seconds(5)),
            (1000, .seconds(5)),
        ]
        for (number, bound) in bounds {
            let waits = (0..<200).map { _ in backoff.wait(before: number, using: &dice) }
            #expect(waits.allSatisfy { $0 >= .zero && $0 <= bound })
            if number > 1 { #expect(Set(waits).count > 100 && (waits.max() ?? .zero) > bound * 3 / 4) }
        }
    }

    @Test func `nodes are asked by health, then by how far they are, then by speed`() {
        let now = Self.at(10)
        func standing(_ milliseconds: Int, _ checkpoint: UInt64, failures: Int = 0) -> NodeStanding {
            var standing = NodeStanding()
            let freshness = Freshness(chain: "c", epoch: nil, checkpoint: checkpoint, timestamp: 0)
            standing.note(.answered(.milliseconds(milliseconds), freshness), at: now)
            for _ in 0..<failures { standing.note(.failed(.timeout), at: now) }
            return standing
        }
        let quick = standing(10, 1000).rank(now, tip: 1000)
        let slow = standing(90, 1000).rank(now, tip: 1000)
        let level = standing(90, 981).rank(now, tip: 1000)
        let behind = standing(1, 979).rank(now, tip: 1000)
        let down = standing(1, 1000, failures: 3).rank(now, tip: 1000)
        #expect(quick < slow && slow == level && slow < behind && behind < down)
        #expect(NodeStanding().rank(now, tip: 1000) < quick)
    }

    @Test func `an answer that was overtaken does not set a node back`() {
        var standing = NodeStanding()
        for checkpoint: UInt64 in [5, 9, 7] {
            let freshness = Freshness(chain: "c", epoch: nil, checkpoint: checkpoint, timestamp: 0)
            standing.note(.answered(.milliseconds(8), freshness), at: Self.at(0))
        }
        standing.note(.answered(.milliseconds(16), nil), at: Self.at(1))
        #expect(standing.freshness?.checkpoint == 9)
        #expect(standing.latency == .milliseconds(9))
        #expect(standing.seen == Self.at(0))
    }
}
