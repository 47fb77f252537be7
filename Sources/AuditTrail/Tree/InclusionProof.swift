// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// That an entry is in a tree: RFC 9162 §2.1.3.
public struct InclusionProof: Hashable, Sendable {
    /// The entry's number.
    public let index: UInt64
    /// The tree's size.
    public let size: UInt64
    /// The roots of the subtrees beside its way to the root, from the leaf up.
    public let path: [Bytes32]

    /// The longest path that any tree needs.
    public static let longestPath = 64

    /// Takes a proof in; it proves nothing before ``root(of:_:)`` was asked.
    public init(index: UInt64, size: UInt64, path: [Bytes32]) {
        (self.index, self.size, self.path) = (index, size, path)
    }

    /// The root that the tree has if the leaf is in it; `nil` if the proof is none: RFC 9162 §2.1.3.2.
    public func root(of leaf: Bytes32, _ hasher: inout TreeHasher) throws(CryptoError) -> Bytes32? {
        guard index < size else { return nil }
        var (place, last) = (index, size - 1)
        var root = leaf
        for beside in path {
            guard last > 0 else { return nil }
            if place & 1 == 1 || place == last {
                root = try hasher.node(beside, root)
                while place & 1 == 0, place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                root = try hasher.node(root, beside)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 ? root : nil
    }
}
