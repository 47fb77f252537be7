// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Decides whether a call is made again, and when.
///
/// Pure: it is told the time and what went wrong. A read may be made again whatever became of it. A write is made again only where the apiserver cannot have seen it, or has said that
/// it did nothing: 429, which it answers before it does anything, and 401 once, as a token may have been replaced. Everything happens
/// within one deadline, which does not move.
struct RetryPlan: Sendable {
    /// What comes next.
    enum Decision: Hashable, Sendable {
        case giveUp(KubeError)
        case again(at: Monotonic)
    }

    /// When all of it must be over.
    let deadline: Monotonic
    private let settings: RetrySettings
    private let isRead: Bool
    private var attempts = 0
    private var hasRenewedToken = false

    init(_ settings: RetrySettings, isRead: Bool, deadline: Monotonic) {
        self.settings = settings
        self.isRead = isRead
        self.deadline = deadline
    }

    /// What to do after an attempt that failed; `canRenewToken` says whether there may be another token by now.
    mutating func decide(
        _ error: KubeError, canRenewToken: Bool, at now: Monotonic, using dice: inout some RandomNumberGenerator
    ) -> Decision {
        attempts += 1
        guard attempts < settings.attempts, let wait = wait(error, canRenewToken, using: &dice) else {
            return .giveUp(error)
        }
        let next = now.advanced(by: wait)
        return next < deadline ? .again(at: next) : .giveUp(error)
    }

    private mutating func wait(
        _ error: KubeError, _ canRenewToken: Bool, using dice: inout some RandomNumberGenerator
    ) -> Duration? {
        switch error.code {
        case .unauthorized:
            guard canRenewToken, !hasRenewedToken else { return nil }
            hasRenewedToken = true
            return .zero
        case .throttled: return asked(error, using: &dice)
        case .unavailable: return isRead ? asked(error, using: &dice) : nil
        case .unreachable, .timeout, .broken, .serverError:
            // An apiserver that failed says so, and would again.
            if let status = error.status, ![502, 504].contains(status) { return nil }
            return isRead || !error.wasSent ? backoff(using: &dice) : nil
        case .untrusted, .credentials, .forbidden, .notFound, .alreadyExists, .conflict, .gone, .invalid, .budget,
            .tooLarge, .cancelled:
            return nil
        }
    }

    /// What the apiserver asks for, and a little more, so that all who were told the same do not come back at once.
    private func asked(_ error: KubeError, using dice: inout some RandomNumberGenerator) -> Duration? {
        guard let asked = error.retryAfter else { return backoff(using: &dice) }
        guard asked <= settings.longestAsked else { return nil }
        return asked + .milliseconds(Int64.random(in: 0...250, using: &dice))
    }

    /// A random time between half of a bound and all of it; the bound doubles.
    private func backoff(using dice: inout some RandomNumberGenerator) -> Duration {
        var bound = settings.first
        for _ in 1..<max(1, attempts) where bound < settings.longest { bound = min(bound * 2, settings.longest) }
        let nanoseconds = Int64(clamping: bound.wholeNanoseconds)
        return .nanoseconds(Int64.random(in: nanoseconds / 2...nanoseconds, using: &dice))
    }
}
