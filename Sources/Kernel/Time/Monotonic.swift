// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A point in time that only goes forward, in nanoseconds since boot.
///
/// The corresponding C function is `clock_gettime` with `CLOCK_MONOTONIC`.
public struct Monotonic: Comparable, Hashable, Sendable {
    /// Nanoseconds since an arbitrary start.
    public let nanoseconds: UInt64

    /// Makes a point in time.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The present.
    public static var now: Monotonic {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Monotonic(nanoseconds: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
    }

    /// Orders by time.
    public static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }

    /// The point `duration` later; a negative duration gives the same point.
    public func advanced(by duration: Duration) -> Monotonic {
        Monotonic(nanoseconds: nanoseconds &+ duration.wholeNanoseconds)
    }

    /// How long it is from `earlier` to here; zero if `earlier` is later.
    public func since(_ earlier: Monotonic) -> Duration {
        .nanoseconds(Int64(nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0))
    }
}

extension Duration {
    /// The duration in nanoseconds, zero if negative, saturated at about 292 years.
    public var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 9_000_000_000 else { return UInt64(Int64.max) }
        return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}
