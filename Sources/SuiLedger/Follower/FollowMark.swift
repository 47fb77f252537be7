// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// How far a cluster's tables are, for whoever decides by them: what of ``FollowHealth`` counts for that, without memory of its own.
///
/// It is shown whole, after what it speaks of: an event is in the tables before any mark says that its checkpoint was reached, and a hole
/// is in the same mark as the first thing after it, or in an earlier one. So a mark is to be read *before* the tables are: whatever
/// it says was reached is in what is found then, or something newer. Where a liar was found out, the mark says that nothing is known
/// before the tables are emptied: "not found" counts only if a mark that is read afterwards still says ``isComplete``.
public struct FollowMark: Hashable, Sendable {
    /// The checkpoint up to which the tables hold everything.
    public var checkpoint: UInt64?
    /// When that last rose.
    public var rose: Monotonic?
    /// When the last checkpoint was made whose time is known, in milliseconds since 1970.
    public var timestamp: UInt64?
    /// The epoch, as last heard.
    public var epoch: UInt64?
    /// Whether the tables hold everything up to ``checkpoint``.
    public var isComplete: Bool
    /// Whether something is known to be missing: an event, or those of a while until the tables are listed anew.
    public var hasHole: Bool
    /// Whether events are taken as they come.
    public var isLive: Bool
    /// Whether the tables hold the workers too, as far as all else.
    public var hasWorkers: Bool
    /// The least stakes of the tiers, once they are known.
    public var thresholds: TierThresholds?
    /// The least stake of a node, once it is known.
    public var workerMinimum: UInt64?

    /// Puts a mark together; without anything, nothing is known.
    public init(
        checkpoint: UInt64? = nil, rose: Monotonic? = nil, timestamp: UInt64? = nil, epoch: UInt64? = nil,
        isComplete: Bool = false, hasHole: Bool = false, isLive: Bool = false, hasWorkers: Bool = false,
        thresholds: TierThresholds? = nil, workerMinimum: UInt64? = nil
    ) {
        self.checkpoint = checkpoint
        self.rose = rose
        self.timestamp = timestamp
        self.epoch = epoch
        self.isComplete = isComplete
        self.hasHole = hasHole
        self.isLive = isLive
        self.hasWorkers = hasWorkers
        self.thresholds = thresholds
        self.workerMinimum = workerMinimum
    }

    /// What of a follower's health counts.
    init(_ health: FollowHealth, hasWorkers: Bool = false, params: ClusterParams? = nil) {
        self.init(
            checkpoint: health.checkpoint, rose: health.rose, timestamp: health.timestamp, epoch: health.epoch,
            isComplete: health.isComplete, hasHole: health.hasHole, isLive: health.isLive, hasWorkers: hasWorkers,
            thresholds: params?.thresholds, workerMinimum: params?.workerMinimum)
    }

    /// A checkpoint's time may be ahead of our clock by this much.
    static let skew = Duration.seconds(5)

    /// How old the tables are: the longer of the time since the mark last rose and its last checkpoint's distance from our clock.
    ///
    /// `nil` until something is known. A clock that was set back does not make them younger.
    public func age(now: Monotonic, wall: WallTime) -> Duration? {
        guard let rose, let timestamp else { return nil }
        let behind = Self.distance(from: timestamp, to: wall)
        // From further in the future than clocks differ, it is as wrong as from the past.
        return max(now.since(rose), Self.isAhead(timestamp, of: wall) ? .zero - behind : behind)
    }

    /// Whether a checkpoint's time is further ahead of our clock than clocks differ: then one of both is wrong.
    public static func isAhead(_ timestamp: UInt64, of wall: WallTime) -> Bool {
        distance(from: timestamp, to: wall) < .zero - skew
    }

    /// How long after a checkpoint's time our clock is, negative before it, for any two numbers.
    public static func distance(from timestamp: UInt64, to wall: WallTime) -> Duration {
        .nanoseconds(wall.nanoseconds) - .milliseconds(Int64(clamping: timestamp))
    }
}
