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
    /// Whether something is known to be missing: an event, or those of a while until the tables are listed anew.
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

    /// How old the mirror is; ``FollowMark/age(now:wall:)`` says what that means.
    public func age(now: Monotonic, wall: WallTime) -> Duration? { FollowMark(self).age(now: now, wall: wall) }
}
