// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealController

/// How many documents are fetched at once, and how many of one submitter's.
struct FetchLaneTests {
    @Test(arguments: [(1, 1, 1), (4, 1, 1), (8, 2, 1), (32, 8, 2), (64, 16, 4)])
    func `a quarter is for documents, and a quarter of that for one submitter's`(
        _ concurrency: Int, _ whole: Int, _ own: Int
    ) {
        var lane = FetchLane(concurrency: concurrency)
        var count = 0
        while lane.has(for: Address(1)), count < 100 {
            lane.hold(Address(1))
            count += 1
        }
        #expect(count == own)
        var (next, all) = (UInt8(2), count)
        while lane.has(for: Address(next)), all < 100 {
            lane.hold(Address(next))
            (next, all) = (next + 1, all + 1)
        }
        #expect(all == whole)
    }
}
