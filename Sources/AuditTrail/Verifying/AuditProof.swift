// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// That an entry was in its log when it was anchored: all that is needed to see it, but for the root on the chain.
public struct AuditProof: Hashable, Sendable {
    /// A root of the log of anchorings on the chain.
    public struct Anchored: Hashable, Sendable {
        /// Its number on the chain.
        public var sequence: UInt64
        /// Size and root.
        public var head: TreeHead

        /// Names one.
        public init(sequence: UInt64, head: TreeHead) { (self.sequence, self.head) = (sequence, head) }
    }

    /// That the root goes on from an older one.
    public struct Since: Hashable, Sendable {
        /// The older root.
        public var anchored: Anchored
        /// RFC 9162 §2.1.4.
        public var path: [Bytes32]

        /// Puts one together.
        public init(anchored: Anchored, path: [Bytes32]) { (self.anchored, self.path) = (anchored, path) }
    }

    /// Which cluster, as its object's address is written; empty where it was made without the chain.
    public var cluster: String
    /// Whose log.
    public var log: String
    /// The entry's number.
    public var index: UInt64
    /// The entry, without its line feed.
    public var line: String
    /// The log, as far as it was anchored.
    public var head: TreeHead
    /// From the entry to the log's root.
    public var path: [Bytes32]
    /// The anchoring's entry, without its line feed.
    public var anchorLine: String
    /// From there to the root of the log of anchorings.
    public var anchorPath: [Bytes32]
    /// That root.
    public var anchored: Anchored
    /// An older root that it goes on from, where that was asked for.
    public var since: Since?

    /// What a file of this layout says of itself.
    public static let format = "k3s-daas/audit-proof/v1"

    /// Puts one together.
    public init(
        cluster: String, log: String, index: UInt64, line: String, head: TreeHead, path: [Bytes32], anchorLine: String,
        anchorPath: [Bytes32], anchored: Anchored, since: Since? = nil
    ) {
        (self.cluster, self.log, self.index, self.line) = (cluster, log, index, line)
        (self.head, self.path) = (head, path)
        (self.anchorLine, self.anchorPath) = (anchorLine, anchorPath)
        (self.anchored, self.since) = (anchored, since)
    }
}
