// SPDX-License-Identifier: Apache-2.0

/// How far the node was that gave an answer.
public struct Freshness: Hashable, Sendable {
    /// Which chain: the digest of its first checkpoint in Base58, or by GraphQL its first four bytes in hexadecimal.
    public var chain: String
    /// The epoch.
    public var epoch: UInt64?
    /// The last checkpoint that the node knows.
    public var checkpoint: UInt64
    /// When that was made, in milliseconds since 1970.
    public var timestamp: UInt64

    /// Says how far a node was.
    public init(chain: String, epoch: UInt64?, checkpoint: UInt64, timestamp: UInt64) {
        self.chain = chain
        self.epoch = epoch
        self.checkpoint = checkpoint
        self.timestamp = timestamp
    }
}
