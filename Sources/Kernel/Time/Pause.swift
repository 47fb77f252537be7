// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Waiting without anything to wait for.
public enum Pause {
    /// Blocks the thread for a while, whatever signals come; never on a thread that others wait for.
    ///
    /// The corresponding C function is `clock_nanosleep`.
    public static func take(_ duration: Duration) {
        let end = Monotonic.now.advanced(by: duration).nanoseconds
        var time = timespec(tv_sec: Int(end / 1_000_000_000), tv_nsec: Int(end % 1_000_000_000))
        while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }
}
