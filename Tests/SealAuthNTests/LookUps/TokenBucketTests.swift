// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

@Suite struct TokenBucketTests {
    static let start = DirectoryWorld.start.monotonic

    private static func taken(_ bucket: inout TokenBucket, of tries: Int, at now: Monotonic) -> Int {
        var taken = 0
        for _ in 0..<tries where bucket.take(at: now) { taken += 1 }
        return taken
    }

    @Test(arguments: [1, 2, 7, 400]) func `as many at once as the burst, and no more`(_ burst: Int) {
        for tries in [burst - 1, burst, burst + 1] {
            var bucket = TokenBucket(rate: 10, burst: burst, now: Self.start)
            let taken = Self.taken(&bucket, of: tries, at: Self.start)
            #expect(taken == min(tries, burst))
        }
    }

    @Test func `what was taken comes back at the rate`() {
        var bucket = TokenBucket(rate: 10, burst: 4, now: Self.start)
        let first = Self.taken(&bucket, of: 100, at: Self.start)
        let tooEarly = Self.taken(&bucket, of: 100, at: Self.start.advanced(by: .nanoseconds(99_999_999)))
        let second = Self.taken(&bucket, of: 100, at: Self.start.advanced(by: .milliseconds(100)))
        let third = Self.taken(&bucket, of: 100, at: Self.start.advanced(by: .milliseconds(300)))
        // However long the rest was.
        let last = Self.taken(&bucket, of: 100, at: Self.start.advanced(by: .seconds(1_000_000)))
        #expect([first, tooEarly, second, third, last] == [4, 0, 1, 2, 4])
    }

    @Test func `a clock that does not move gives nothing, nor one that goes back`() {
        var bucket = TokenBucket(rate: 1000, burst: 3, now: Self.start)
        let first = Self.taken(&bucket, of: 5, at: Self.start)
        let earlier = Self.taken(&bucket, of: 5, at: Monotonic(nanoseconds: 5))
        let again = Self.taken(&bucket, of: 5, at: Self.start)
        #expect([first, earlier, again] == [3, 0, 0])
    }

    // A limit that makes no sense is the least that makes some, and no number is too great to be counted with.
    @Test(
        arguments: [(0, 0, 1), (-1, -1, 1), (.min, .min, 1), (.max, 1, 1), (1, .max, 1000), (.max, .max, 1000)]
            as [(Int, Int, Int)])
    func `no number is too absurd`(_ rate: Int, _ burst: Int, _ expected: Int) {
        for nanoseconds in [0, 1, Self.start.nanoseconds, UInt64.max - 1, UInt64.max] {
            let now = Monotonic(nanoseconds: nanoseconds)
            var bucket = TokenBucket(rate: rate, burst: burst, now: now)
            let taken = Self.taken(&bucket, of: 1000, at: now)
            // At the end of time there is nothing to take from.
            #expect(taken <= expected)
            if nanoseconds <= Self.start.nanoseconds { #expect(taken == expected) }
        }
    }
}

@Suite struct VerificationBudgetTests {
    static let start = DirectoryWorld.start.monotonic

    private static func admitted(
        _ budget: VerificationBudget, _ signer: Address, of tries: Int, at now: Monotonic
    ) -> Int {
        (0..<tries).count { _ in budget.admits(signer, at: now) }
    }

    @Test(arguments: [(15, 15), (16, 16), (17, 16), (1000, 16)])
    func `one name is good for sixteen at once`(_ tries: Int, _ expected: Int) {
        let budget = VerificationBudget(now: Self.start)
        #expect(Self.admitted(budget, Address(1), of: tries, at: Self.start) == expected)
    }

    @Test func `and for four per second after that`() {
        let budget = VerificationBudget(now: Self.start)
        #expect(Self.admitted(budget, Address(1), of: 50, at: Self.start) == 16)
        #expect(Self.admitted(budget, Address(1), of: 50, at: Self.start.advanced(by: .nanoseconds(249_999_999))) == 0)
        #expect(Self.admitted(budget, Address(1), of: 50, at: Self.start.advanced(by: .milliseconds(250))) == 1)
        #expect(Self.admitted(budget, Address(1), of: 50, at: Self.start.advanced(by: .seconds(1))) == 3)
    }

    @Test func `a flood in one name takes from few others, and all together are bounded`() {
        let budget = VerificationBudget(now: Self.start)
        #expect(Self.admitted(budget, Address(1), of: 100, at: Self.start) == 16)
        let others = (UInt8(2)...101).count { budget.admits(Address($0), at: Self.start) }
        // A hundred others in 256 buckets: that more than ten share one of them does not happen.
        #expect(others > 90)
        var all = 16 + others
        for number in 0..<40_000 {
            var bytes: [UInt8] = .init(repeating: 1, count: 32)
            for place in 0..<4 { bytes[place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
            if let address = Address("0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()),
                budget.admits(address, at: Self.start)
            {
                all += 1
            }
        }
        #expect(all <= 256 * 16)
    }
}
