// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

struct TimeTests {
    @Test func `monotonic time goes forward`() {
        let first = Monotonic.now
        let second = Monotonic.now
        #expect(second >= first)
        #expect(first.advanced(by: .seconds(2)).since(first) == .seconds(2))
        #expect(first.since(first.advanced(by: .seconds(2))) == .zero)
        #expect(first.advanced(by: .seconds(-2)) == first)
    }

    @Test(
        arguments: [
            (Duration.zero, 0), (.nanoseconds(1), 1), (.milliseconds(2500), 2_500_000_000), (.seconds(-1), 0),
            (.seconds(Int64.max), UInt64(Int64.max)),
        ] as [(Duration, UInt64)]) func `a duration becomes nanoseconds`(_ duration: Duration, _ nanoseconds: UInt64)
    {
        #expect(duration.wholeNanoseconds == nanoseconds)
    }

    @Test(
        arguments: [
            (0, 0), (999_999_999, 0), (1_000_000_000, 1), (-1, -1), (-1_000_000_000, -1), (-1_000_000_001, -2),
        ] as [(Int64, Int64)]) func `seconds are rounded down`(_ nanoseconds: Int64, _ seconds: Int64)
    {
        #expect(WallTime(nanoseconds: nanoseconds).seconds == seconds)
    }

    @Test func `what cannot be told is the last that can`() {
        #expect(WallTime(seconds: 253_402_300_799) == WallTime(nanoseconds: .max))
        #expect(WallTime(seconds: -253_402_300_799) == WallTime(nanoseconds: .min))
        #expect(WallTime(seconds: 9_223_372_036) == WallTime(nanoseconds: 9_223_372_036_000_000_000))
    }
}
