// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealController

/// So many in a minute, counted one by one in bounded memory.
@Suite struct RateTableTests {
    private static let second: UInt64 = 1_000_000_000
    private static func at(_ seconds: UInt64) -> Monotonic { Monotonic(nanoseconds: 1_000 * second + seconds * second) }

    private static func table(_ perMinute: Int, capacity: Int = 8) -> RateTable<Int> {
        RateTable(RateLimit(perMinute: perMinute), capacity: capacity, now: at(0))
    }

    /// How many of so many tries pass at a moment.
    private static func passed(_ table: inout RateTable<Int>, _ key: Int, _ tries: Int, at seconds: UInt64) -> Int {
        var passed = 0
        for _ in 0..<tries where table.take(key, at: at(seconds)) == .admitted { passed += 1 }
        return passed
    }

    @Test(arguments: [(1, 1), (2, 2), (99, 99), (100, 100), (101, 100), (200, 100)])
    func `as many pass at once as a minute allows, and no more`(_ tries: Int, _ expected: Int) {
        var table = Self.table(100)
        let passed = Self.passed(&table, 1, tries, at: 0)
        #expect(passed == expected)
    }

    @Test func `who is over the limit hears when one more may pass, and it may then`() {
        var table = Self.table(60)
        let first = Self.passed(&table, 1, 60, at: 0)
        let verdict = table.take(1, at: Self.at(0))
        #expect(first == 60 && verdict == .exhausted(retryAfter: .seconds(1)) && verdict.retrySeconds == 1)
        let early = table.take(1, at: Monotonic(nanoseconds: Self.at(1).nanoseconds - 1))
        #expect(early == .exhausted(retryAfter: .nanoseconds(1)) && early.retrySeconds == 1)
        let later = Self.passed(&table, 1, 2, at: 1)
        #expect(later == 1)
    }

    @Test func `what was refused costs nothing, so that a minute of silence is enough`() {
        var table = Self.table(10)
        _ = Self.passed(&table, 1, 1000, at: 0)
        let passed = Self.passed(&table, 1, 1000, at: 60)
        #expect(passed == 10)
    }

    @Test func `the wait is rounded up`() {
        #expect(RateVerdict.admitted.retrySeconds == nil)
        for (nanoseconds, expected) in [(Int64(1), UInt32(1)), (1_000_000_000, 1), (1_000_000_001, 2)] {
            #expect(RateVerdict.exhausted(retryAfter: .nanoseconds(nanoseconds)).retrySeconds == expected)
        }
    }

    @Test func `one's limit is not another's`() {
        var table = Self.table(3)
        let first = Self.passed(&table, 1, 5, at: 0)
        let second = Self.passed(&table, 2, 5, at: 0)
        #expect(first == 3 && second == 3 && table.count == 2)
    }

    @Test func `a crowd shares one bucket, and drives nobody out`() {
        var table = Self.table(3, capacity: 4)
        let known = Self.passed(&table, 0, 2, at: 0)
        for key in 1..<4 { _ = table.take(key, at: Self.at(0)) }
        #expect(known == 2 && table.count == 4)
        // The fifth to the hundredth together may do what one may.
        var crowd = 0
        for key in 4..<100 where table.take(key, at: Self.at(0)) == .admitted { crowd += 1 }
        let rest = Self.passed(&table, 0, 5, at: 0)
        #expect(crowd == 3 && table.count == 4 && rest == 1)
    }

    @Test func `who has rested for a minute makes room, and who has not is still counted`() {
        var table = Self.table(4, capacity: 2)
        _ = Self.passed(&table, 1, 4, at: 0)
        _ = Self.passed(&table, 2, 4, at: 59)
        // Both are kept over the turn, for one of them is not whole again.
        let second = Self.passed(&table, 2, 4, at: 60)
        #expect(second == 0 && table.count == 2)
        _ = Self.passed(&table, 2, 4, at: 121)
        #expect(table.count == 1)
        let third = Self.passed(&table, 3, 5, at: 121)
        #expect(third == 4)
    }

    @Test func `after two minutes of silence nothing is remembered`() {
        var table = Self.table(4, capacity: 2)
        _ = Self.passed(&table, 1, 4, at: 0)
        _ = Self.passed(&table, 2, 1, at: 120)
        #expect(table.count == 1)
    }

    @Test func `strangers of one network share a limit, and stakers have their own`() {
        let limits = RequestLimits(
            strangers: RateLimit(perMinute: 2), stakers: RateLimit(perMinute: 1), now: Self.at(0))
        let (near, neighbour) = (PeerAddress(ipv6: 1, 1), PeerAddress(ipv6: 1, 2))
        #expect(limits.take(from: near, at: Self.at(0)) == .admitted)
        #expect(limits.take(from: neighbour, at: Self.at(0)) == .admitted)
        #expect(limits.take(from: near, at: Self.at(0)) != .admitted)
        #expect(limits.take(from: PeerAddress(ipv6: 2, 1), at: Self.at(0)) == .admitted)
        #expect(limits.take(from: nil, at: Self.at(0)) == .admitted)
        #expect(limits.take(of: .init(1), at: Self.at(0)) == .admitted)
        #expect(limits.take(of: .init(1), at: Self.at(0)) != .admitted)
        #expect(limits.take(of: .init(2), at: Self.at(0)) == .admitted)
        #expect(limits.counts.strangers == 3 && limits.counts.stakers == 2)
    }
}
