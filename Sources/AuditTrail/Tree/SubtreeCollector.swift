// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// Finds the roots of some subtrees while the leaves go by, in the memory of a few of them.
struct SubtreeCollector {
    private struct Wanted {
        let range: Range<UInt64>
        /// What is known of it; `nil` if the leaves that it begins with went by before anybody looked.
        var tree: MerkleFrontier?
        var root: Bytes32?
    }

    private var wanted: [Wanted]
    private var next: UInt64

    /// Looks for `ranges`, each a subtree of a Merkle tree, from where `start` stands.
    init(_ ranges: [Range<UInt64>], from start: MerkleFrontier) {
        next = start.size
        let known = Array(zip(start.ranges, start.roots))
        wanted = ranges.map { range in
            if let (_, root) = known.first(where: { $0.0 == range }) {
                return Wanted(range: range, tree: nil, root: root)
            }
            guard range.lowerBound < start.size else { return Wanted(range: range, tree: MerkleFrontier()) }
            // The subtree begins where one of those that are known begins, or its beginning is lost.
            let inside = known.filter { range.lowerBound <= $0.0.lowerBound && $0.0.upperBound <= range.upperBound }
            let isKnown = range.upperBound > start.size && inside.first?.0.lowerBound == range.lowerBound
            let tree = MerkleFrontier(size: start.size - range.lowerBound, roots: inside.map(\.1))
            return Wanted(range: range, tree: isKnown ? tree : nil)
        }
    }

    /// Takes the next leaf.
    mutating func append(_ leaf: Bytes32, _ hasher: inout TreeHasher) throws(CryptoError) {
        defer { next += 1 }
        for place in wanted.indices where wanted[place].range.contains(next) {
            try wanted[place].tree?.append(leaf, &hasher)
            guard next + 1 == wanted[place].range.upperBound, let tree = wanted[place].tree else { continue }
            wanted[place].root = try tree.head(&hasher).root
            wanted[place].tree = nil
        }
    }

    /// The roots, in the order of the ranges; `nil` if one of them could not be found.
    var roots: [Bytes32]? {
        let roots = wanted.compactMap(\.root)
        return roots.count == wanted.count ? roots : nil
    }
}
