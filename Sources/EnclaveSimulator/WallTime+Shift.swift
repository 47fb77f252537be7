// SPDX-License-Identifier: Apache-2.0
internal import Kernel

extension WallTime {
    /// So much later.
    func plus(_ duration: Duration) -> WallTime {
        WallTime(nanoseconds: nanoseconds &+ Int64(clamping: duration.wholeNanoseconds))
    }

    /// So much earlier.
    func minus(_ duration: Duration) -> WallTime {
        WallTime(nanoseconds: nanoseconds &- Int64(clamping: duration.wholeNanoseconds))
    }

    /// Whole milliseconds since 1970, as documents count.
    var milliseconds: UInt64 { UInt64(clamping: nanoseconds / 1_000_000) }
}
