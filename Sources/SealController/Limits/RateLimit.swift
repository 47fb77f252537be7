// SPDX-License-Identifier: Apache-2.0

/// So many in a minute, and as many at once after a rest of a minute.
struct RateLimit: Hashable, Sendable {
    /// How many.
    var perMinute: Int

    /// Names a limit of at least one.
    init(perMinute: Int) { self.perMinute = max(1, perMinute) }

    static let window: UInt64 = 60_000_000_000

    /// The time that one takes to come back, in nanoseconds.
    var each: UInt64 { max(1, Self.window / UInt64(perMinute)) }
}
