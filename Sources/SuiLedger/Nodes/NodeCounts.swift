// SPDX-License-Identifier: Apache-2.0

/// How often a node was asked, and what became of it.
public struct NodeCounts: Hashable, Sendable {
    /// Questions asked.
    public internal(set) var asked: UInt64 = 0
    /// Questions answered.
    public internal(set) var answered: UInt64 = 0
    /// Questions that failed, by the reason.
    public internal(set) var failures: [LedgerError.Code: UInt64] = [:]
    /// Questions that were called off, because another node had answered.
    public internal(set) var abandoned: UInt64 = 0
    /// Questions asked because other nodes were slow.
    public internal(set) var hedges: UInt64 = 0
    /// Those of them that brought the answer.
    public internal(set) var hedgesWon: UInt64 = 0

    /// Nothing was asked.
    public init() {}
}
