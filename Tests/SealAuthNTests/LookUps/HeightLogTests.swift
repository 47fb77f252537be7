// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealAuthN

@Suite struct HeightLogTests {
    private static func time(_ nanoseconds: Int) -> Monotonic {
        Monotonic(nanoseconds: 1_000_000_000 + UInt64(nanoseconds))
    }

    private static func count(_ log: HeightLog) -> Int? {
        (Mirror(reflecting: log).descendant("firstSeen") as? [UInt64: Monotonic])?.count
    }

    @Test func `a height ages from when it was new, whoever says it again`() {
        var log = HeightLog()
        let ages = [
            log.age(of: 7, at: Self.time(0)), log.age(of: 7, at: Self.time(5)), log.age(of: 8, at: Self.time(6)),
            log.age(of: 7, at: Self.time(10)), log.age(of: .max, at: Self.time(11)), log.age(of: 8, at: Self.time(12)),
            log.age(of: 0, at: Self.time(12)),
        ]
        #expect(ages == [.zero, .nanoseconds(5), .zero, .nanoseconds(10), .zero, .nanoseconds(6), .zero])
    }

    @Test(arguments: [4095, 4096, 4097]) func `it remembers a bounded number, the newer half when it is full`(
        _ count: Int
    ) {
        var log = HeightLog()
        for height in 0..<count { _ = log.age(of: UInt64(height), at: Self.time(height)) }
        let kept = Self.count(log)
        #expect(kept == (count <= 4096 ? count : 2048))
        let last = log.age(of: UInt64(count - 1), at: Self.time(count + 9))
        #expect(last == .nanoseconds(10))
    }

    @Test func `a flood of heights in one moment does not grow it either`() {
        var log = HeightLog()
        for height in 0..<20_000 { _ = log.age(of: UInt64(height), at: Self.time(0)) }
        let kept = Self.count(log) ?? .max
        #expect(kept <= 4096)
    }
}
