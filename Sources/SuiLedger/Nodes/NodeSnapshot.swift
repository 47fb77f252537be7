// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What is known of a node at one moment, for a metric or a command line: no address, no key.
public struct NodeSnapshot: Hashable, Sendable {
    /// Its place in the configuration.
    public var index: Int
    /// How it is spoken to.
    public var language: NodeEndpoint.Language
    /// What became of questions.
    public var counts: NodeCounts
    /// The time an answer takes.
    public var latency: Duration?
    /// Whether it is asked.
    public var state: CircuitBreaker.State
    /// The last checkpoint that it was seen to have.
    public var checkpoint: UInt64?
    /// How far that checkpoint's time is behind our clock, when it was last asked until now; negative if it is ahead.
    public var lag: Duration?

    init(index: Int, endpoint: NodeEndpoint, standing: NodeStanding, now: Monotonic, wall: WallTime) {
        self.index = index
        language = endpoint.language
        counts = standing.counts
        latency = standing.latency
        state = standing.breaker.state(now)
        checkpoint = standing.freshness?.checkpoint
        lag = standing.freshness.map { .milliseconds(wall.nanoseconds / 1_000_000 - Int64(clamping: $0.timestamp)) }
    }
}
