// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// A tree as far as it must be known to go on: the roots of its whole subtrees, the largest first.
///
/// There is one for each bit that is set in the size, so that a tree of any size fits in 64 of them.
public struct MerkleFrontier: Hashable, Sendable {
    /// How many entries.
    public private(set) var size: UInt64
    /// The roots of the whole subtrees, from left to right.
    public private(set) var roots: [Bytes32]

    /// A tree without entries.
    public init() { (size, roots) = (0, []) }

    /// A tree that was known elsewhere; `nil` where the number of roots is not that of the size.
    public init?(size: UInt64, roots: [Bytes32]) {
        guard roots.count == size.nonzeroBitCount else { return nil }
        (self.size, self.roots) = (size, roots)
    }

    /// Adds an entry by its hash: one more node on average, none but in memory that is there.
    ///
    /// If a hash fails, nothing is added.
    public mutating func append(_ leaf: Bytes32, _ hasher: inout TreeHasher) throws(CryptoError) {
        // Each of the smallest subtrees becomes part of one twice as large, as long as there is one of the same size.
        let merged = (~size).trailingZeroBitCount
        var root = leaf
        for place in (roots.count - merged..<roots.count).reversed() { root = try hasher.node(roots[place], root) }
        roots.removeLast(merged)
        roots.append(root)
        size += 1
    }

    /// The tree's head.
    public func head(_ hasher: inout TreeHasher) throws(CryptoError) -> TreeHead {
        guard var root = roots.last else { return TreeHead(size: size, root: try hasher.empty()) }
        for left in roots.dropLast().reversed() { root = try hasher.node(left, root) }
        return TreeHead(size: size, root: root)
    }

    /// The subtrees' places: where each begins and ends.
    var ranges: [Range<UInt64>] {
        var start: UInt64 = 0
        return (0..<UInt64.bitWidth).reversed().compactMap { bit in
            guard size >> UInt64(bit) & 1 == 1 else { return nil }
            defer { start += 1 << UInt64(bit) }
            return start..<start + 1 << UInt64(bit)
        }
    }
}
