// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// When each checkpoint that an answer was made at was first heard of.
///
/// A node whose height stands still is not fresh, whatever time it claims: its answers age from when their height was new. A height
/// that somebody has made up ages nobody else's.
struct HeightLog: Sendable {
    /// Some seventeen minutes of a chain that makes four checkpoints per second.
    static let limit = 4096

    private var firstSeen: [UInt64: Monotonic] = [:]

    /// How long ago this height was new.
    mutating func age(of height: UInt64, at now: Monotonic) -> Duration {
        if let first = firstSeen[height] { return now.since(first) }
        // The older half goes: what comes back after so long is caught by its own time.
        if firstSeen.count >= Self.limit {
            let times = firstSeen.values.sorted()
            let middle = times[times.count / 2]
            firstSeen = firstSeen.filter { $0.value > middle }
        }
        firstSeen[height] = now
        return .zero
    }
}
