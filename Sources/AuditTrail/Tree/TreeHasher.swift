// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// The hashes of a Merkle tree: RFC 9162 §2.1.1.
///
/// A leaf and a node are told apart by their first byte, so that no entry can pass for two. One per thread: its state is one piece
/// of memory for good.
public struct TreeHasher: ~Copyable, Sendable {
    private var hash: SHA256
    private static let leafPrefix: InlineArray<1, UInt8> = [0]
    private static let nodePrefix: UInt8 = 1

    /// Makes room for a digest's state.
    public init() throws(CryptoError) { hash = try SHA256() }

    /// The hash of an entry.
    public mutating func leaf(_ entry: Span<UInt8>) throws(CryptoError) -> Bytes32 {
        let prefix = Self.leafPrefix
        hash.update(prefix.span)
        hash.update(entry)
        return try hash.finish()
    }

    /// The hash of two neighbours.
    public mutating func node(_ left: Bytes32, _ right: Bytes32) throws(CryptoError) -> Bytes32 {
        try hash.digest(Self.nodePrefix, left, right)
    }

    /// The root of a tree without entries.
    public mutating func empty() throws(CryptoError) -> Bytes32 { try hash.finish() }
}
