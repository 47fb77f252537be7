// SPDX-License-Identifier: Apache-2.0

/// One moment by both clocks: the one for how long something takes, and the one that others know.
public struct Moment: Hashable, Sendable {
    /// By the clock that only goes forward.
    public var monotonic: Monotonic
    /// By the clock that may be set.
    public var wall: WallTime

    /// Puts both together.
    public init(monotonic: Monotonic, wall: WallTime) {
        self.monotonic = monotonic
        self.wall = wall
    }

    /// The present.
    public static var now: Moment { Moment(monotonic: .now, wall: .now) }
}
