// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// When the document that is served without a nonce must be made anew.
///
/// A security module signs with a certificate of three hours, and makes the next one a quarter of an hour before that ends:
/// an hourly timer alone would serve documents that have expired.
public enum RefreshPlan {
    /// No document is served for longer.
    static let longest = Duration.seconds(3600)
    /// So long before its chain ends a document is replaced: the module has its next certificate by then.
    static let margin = Duration.seconds(600)
    /// Not sooner than this, whatever the chain says: a module that goes on with an old certificate is not asked without end.
    static let shortest = Duration.seconds(60)
    /// A document that ends sooner is none to send people to.
    static let least = Duration.seconds(300)
    /// How soon a failure is tried to be mended.
    static let retry = Duration.seconds(10)

    /// How long after `now` the next document is made, when the one of now has a chain that ends then.
    public static func next(after now: WallTime, chainEnds: WallTime) -> Duration {
        max(shortest, min(longest, left(at: now, chainEnds: chainEnds) - margin))
    }

    /// Whether a document may still be relied on.
    public static func isFresh(at now: WallTime, chainEnds: WallTime) -> Bool {
        left(at: now, chainEnds: chainEnds) >= least
    }

    /// How long a chain holds; negative once it has ended.
    static func left(at now: WallTime, chainEnds: WallTime) -> Duration {
        let (difference, isTooMuch) = chainEnds.nanoseconds.subtractingReportingOverflow(now.nanoseconds)
        // Two that are more than 292 years apart.
        return .nanoseconds(isTooMuch ? (chainEnds < now ? .min : .max) : difference)
    }
}
