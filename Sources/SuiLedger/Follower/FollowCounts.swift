// SPDX-License-Identifier: Apache-2.0

/// What a follower has seen and done since it began.
public struct FollowCounts: Hashable, Sendable {
    /// Events given to the consumer, or of other clusters: each once.
    public internal(set) var events: UInt64 = 0
    /// Events that had been seen before.
    public internal(set) var duplicates: UInt64 = 0
    /// Events of ours that this version cannot read.
    public internal(set) var unreadable: UInt64 = 0
    /// Nodes taken, the first one too.
    public internal(set) var connections: UInt64 = 0
    /// Nodes given up, by the reason.
    public internal(set) var failures: [LedgerError.Code: UInt64] = [:]
    /// Times that lists were asked for because a stream had begun, had left something out, or an event was missing.
    public internal(set) var backfills: UInt64 = 0
    /// Times that the tables were listed.
    public internal(set) var listings: UInt64 = 0
    /// Times that the events of a while could not be had from any node, so that only the tables tell what became of it.
    public internal(set) var skips: UInt64 = 0
    /// Times that a stream was held up, because the consumer was slower than the node.
    public internal(set) var pauses: UInt64 = 0
    /// Times that the position could not be saved.
    public internal(set) var unsaved: UInt64 = 0

    /// Nothing yet.
    public init() {}
}
