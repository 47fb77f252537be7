// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Telemetry

struct BucketsTests {
    // A bound belongs to its bucket (`le`), the next nanosecond to the next one.
    static let places: [(UInt64, Int)] = [
        (0, 0), (1, 0), (49_999, 0), (50_000, 0), (50_001, 1),
        (99_999, 1), (100_000, 1), (100_001, 2),
        (250_000, 2), (250_001, 3), (500_000, 3), (500_001, 4),
        (1_000_000, 4), (1_000_001, 5), (2_500_000, 5), (2_500_001, 6), (5_000_000, 6), (5_000_001, 7),
        (10_000_000, 7), (10_000_001, 8), (25_000_000, 8), (25_000_001, 9), (50_000_000, 9), (50_000_001, 10),
        (100_000_000, 10), (100_000_001, 11), (250_000_000, 11), (250_000_001, 12), (500_000_000, 12),
        (500_000_001, 13), (1_000_000_000, 13), (1_000_000_001, 14), (2_500_000_000, 14), (2_500_000_001, 15),
        (5_000_000_000, 15), (5_000_000_001, 16), (UInt64.max, 16),
    ]

    @Test(arguments: places)
    func `puts a duration into the first bucket that holds it`(_ nanoseconds: UInt64, _ bucket: Int) {
        #expect(Buckets.latency.index(of: nanoseconds) == bucket)
    }

    @Test func `agrees with a plain search on either side of every power of two`() {
        for buckets in [Buckets.latency, Buckets(nanoseconds: [1, 2, 4, 8]), Buckets(nanoseconds: [1 << 63])] {
            for bit in 0..<64 {
                for value in [(1 as UInt64) << bit, ((1 as UInt64) << bit) - 1, ((1 as UInt64) << bit) + 1] {
                    let expected = buckets.bounds.firstIndex { value <= $0 } ?? buckets.bounds.count
                    #expect(buckets.index(of: value) == expected, "\(value)")
                }
            }
        }
    }

    @Test func `refuses bounds that one comparison could not tell apart`() async {
        await #expect(processExitsWith: .failure) { _ = Buckets(nanoseconds: [100, 199]) }
        await #expect(processExitsWith: .failure) { _ = Buckets(nanoseconds: []) }
        await #expect(processExitsWith: .failure) { _ = Buckets(nanoseconds: [0, 5]) }
        await #expect(processExitsWith: .success) { _ = Buckets(nanoseconds: [100, 200]) }
    }
}
