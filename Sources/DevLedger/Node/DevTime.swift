// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What makes a local ledger's time go.
public enum DevTime: Sendable {
    /// Nothing but being told to: the same requests get the same answers, whenever they are made.
    case stepped
    /// A clock that is read before each answer.
    case following(@Sendable () -> WallTime)

    /// The machine's clock.
    public static var running: DevTime { .following { .now } }

    /// What the clock shows, in milliseconds since 1970; `nil` where there is none.
    var present: UInt64? {
        guard case .following(let now) = self else { return nil }
        return UInt64(max(0, now().nanoseconds)) / 1_000_000
    }
}
