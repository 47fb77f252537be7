// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// What became of look-ups since the start.
public struct LookUpCounts: Hashable, Sendable {
    /// Asked of the nodes.
    public internal(set) var asked: UInt64 = 0
    /// Not asked, because the same was under way.
    public internal(set) var joined: UInt64 = 0
    /// Not asked, because too many were.
    public internal(set) var refused: UInt64 = 0
    /// Answered: there is such an entry.
    public internal(set) var found: UInt64 = 0
    /// Answered: there is none.
    public internal(set) var nothing: UInt64 = 0
    /// Answers that cannot be true, because we know better.
    public internal(set) var contradicted: UInt64 = 0
    /// Not answered, by the reason.
    public internal(set) var failures: [LedgerError.Code: UInt64] = [:]

    /// Nothing was asked.
    public init() {}
}
