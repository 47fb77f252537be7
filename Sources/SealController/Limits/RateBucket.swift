// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What is left of a limit: one number, the time at which it is whole again.
struct RateBucket: Sendable {
    private var whole: UInt64

    /// A whole one.
    init(now: Monotonic) { whole = now.nanoseconds }

    /// Whether nothing is missing: such a bucket and none at all are the same.
    func isWhole(at now: Monotonic) -> Bool { whole <= now.nanoseconds }

    /// Takes one if there is one; else says how long until there is.
    mutating func take(_ limit: RateLimit, at now: Monotonic) -> RateVerdict {
        let next = max(whole, now.nanoseconds) + limit.each
        let depth = limit.each * UInt64(limit.perMinute)
        let ahead = next - now.nanoseconds
        guard ahead <= depth else { return .exhausted(retryAfter: .nanoseconds(Int64(clamping: ahead - depth))) }
        whole = next
        return .admitted
    }
}

/// Whether one more may pass.
enum RateVerdict: Equatable, Sendable {
    /// It may.
    case admitted
    /// Not before this time has gone by.
    case exhausted(retryAfter: Duration)

    /// The wait in whole seconds, rounded up and never 0, as `Retry-After` has it.
    var retrySeconds: UInt32? {
        guard case .exhausted(let wait) = self else { return nil }
        return UInt32(clamping: max(1, (wait.wholeNanoseconds + 999_999_999) / 1_000_000_000))
    }
}
