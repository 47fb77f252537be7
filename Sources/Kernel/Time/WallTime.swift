// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A point in civil time: what certificates, expiries and logs are written in.
public struct WallTime: Comparable, Hashable, Sendable {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    public let nanoseconds: Int64

    /// Makes a point in time.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Makes a point in time from whole seconds; what lies beyond the year 2262 becomes the last that can be told.
    ///
    /// A certificate that ends in 9999 must not look as if it had ended long ago.
    public init(seconds: Int64) {
        let (product, isTooMuch) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self.init(nanoseconds: isTooMuch ? (seconds < 0 ? .min : .max) : product)
    }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The present.
    public static var now: WallTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }

    /// Orders by time.
    public static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
}
