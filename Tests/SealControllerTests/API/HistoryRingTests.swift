// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing

@testable import SealController

/// What happened to whom, in bounded memory.
@Suite struct HistoryRingTests {
    private static func record(_ owner: UInt8, _ amount: UInt64) -> HistoryRecord {
        HistoryRecord(
            kind: .stakeChanged, owner: Address(owner), transaction: Digest(Bytes32()), checkpoint: nil, amount: amount)
    }

    private static func amounts(
        _ ring: HistoryRing, _ owner: UInt8, before: UInt64 = .max, limit: Int = 100
    ) -> [UInt64] {
        ring.records(of: Address(owner), before: before, limit: limit).compactMap(\.record.amount)
    }

    @Test func `everybody finds their own, the newest first, page by page`() {
        var ring = HistoryRing(capacity: 8)
        for amount in 1...6 as ClosedRange<UInt64> { ring.append(Self.record(UInt8(amount % 2), amount)) }
        #expect(Self.amounts(ring, 1) == [5, 3, 1] && Self.amounts(ring, 0) == [6, 4, 2])
        #expect(Self.amounts(ring, 1, limit: 2) == [5, 3])
        let first = ring.records(of: Address(1), before: .max, limit: 2)
        #expect(first.map(\.number) == [5, 3])
        #expect(Self.amounts(ring, 1, before: 3) == [1])
        #expect(Self.amounts(ring, 1, before: 1) == [] && Self.amounts(ring, 9) == [])
    }

    @Test(arguments: [3, 4, 5, 9]) func `the oldest gives its place to the newest`(_ count: UInt64) {
        var ring = HistoryRing(capacity: 4)
        for amount in 1...count { ring.append(Self.record(1, amount)) }
        #expect(Self.amounts(ring, 1) == Array((max(1, count - min(count, 4) + 1)...count).reversed()))
    }

    @Test func `who is gone from it is not found, nor anybody in their place`() {
        var ring = HistoryRing(capacity: 2)
        ring.append(Self.record(1, 1))
        ring.append(Self.record(2, 2))
        ring.append(Self.record(2, 3))
        #expect(Self.amounts(ring, 1) == [] && Self.amounts(ring, 2) == [3, 2])
        ring.append(Self.record(1, 4))
        #expect(Self.amounts(ring, 1) == [4] && Self.amounts(ring, 2) == [3])
    }
}
