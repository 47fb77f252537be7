// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// How well a follower follows, at one moment.
public struct FollowHealth: Hashable, Sendable {
    /// Where events come from; `nil` while no node is taken.
    public internal(set) var source: FollowSource?
    /// Which node, by its place in the configuration.
    public internal(set) var node: Int?
    /// Whether events are taken as they come: the tables are listed, and what came before has been seen.
    public internal(set) var isLive = false
    /// Whether the mirror holds everything up to ``checkpoint``.
    public internal(set) var isComplete = false
    /// Whether an event is known to be missing.
    public internal(set) var hasHole = false
    /// The checkpoint up to which the mirror holds everything.
    public internal(set) var checkpoint: UInt64?
    /// When that last rose.
    public internal(set) var rose: Monotonic?
    /// When the last checkpoint was made whose time is known, in milliseconds since 1970.
    public internal(set) var timestamp: UInt64?
    /// The epoch, as last heard.
    public internal(set) var epoch: UInt64?
    /// What was seen and done.
    public internal(set) var counts = FollowCounts()

    /// Nothing is known.
    public init() {}

    /// A checkpoint's time may be ahead of our clock by this much.
    static let skew = Duration.seconds(5)

    /// How old the mirror is: the longer of the time since it last rose and its last checkpoint's distance from our clock.
    ///
    /// `nil` until something is known. A clock that was set back does not make it younger.
    public func age(now: Monotonic, wall: WallTime) -> Duration? {
        guard let rose, let timestamp else { return nil }
        let behind = Duration.milliseconds(wall.nanoseconds / 1_000_000 - Int64(clamping: timestamp))
        // From further in the future than clocks differ, it is as wrong as from the past.
        return max(now.since(rose), behind < .zero - Self.skew ? .zero - behind : behind)
    }
}
