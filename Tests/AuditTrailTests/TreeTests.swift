// SPDX-License-Identifier: Apache-2.0
import Crypto
import Testing

@testable import AuditTrail

@Suite struct TreeTests {
    /// Different leaves, as many as are wanted.
    private static func leaves(_ count: Int) throws -> [Bytes32] {
        try (0..<count).map { try SHA256.digest(of: [UInt8(truncatingIfNeeded: $0), 7].span) }
    }

    private static func frontier(_ leaves: ArraySlice<Bytes32>) throws -> MerkleFrontier {
        var hasher = try TreeHasher()
        var frontier = MerkleFrontier()
        for leaf in leaves { try frontier.append(leaf, &hasher) }
        return frontier
    }

    @Test func `every tree of the known leaves has its known root`() throws {
        let hashes = try TreeVectors.hashes()
        var hasher = try TreeHasher()
        for (size, root) in TreeVectors.roots.enumerated() {
            let head = try Self.frontier(hashes[..<size]).head(&hasher)
            #expect(head == TreeHead(size: UInt64(size), root: try #require(Bytes32(hex: root))))
        }
    }

    @Test(arguments: TreeVectors.inclusions) func `a known path leads to the root`(_ vector: TreeVectors.Path) throws {
        let hashes = try TreeVectors.hashes()
        var hasher = try TreeHasher()
        let path = vector.path.compactMap { Bytes32(hex: $0) }
        let proof = InclusionProof(index: vector.from, size: vector.size, path: path)
        let root = try proof.root(of: hashes[Int(vector.from)], &hasher)
        #expect(root?.hex == TreeVectors.roots[Int(vector.size)])
        let made = try Self.roots(
            ProofPlan.inclusion(of: vector.from, in: vector.size), hashes[..<Int(vector.size)], from: 0)
        #expect(made == path)
    }

    @Test(arguments: TreeVectors.consistencies)
    func `a known proof leads from the old root to the new`(_ vector: TreeVectors.Path) throws {
        let hashes = try TreeVectors.hashes()
        var hasher = try TreeHasher()
        let path = vector.path.compactMap { Bytes32(hex: $0) }
        let proof = ConsistencyProof(old: vector.from, size: vector.size, path: path)
        let old = try #require(Bytes32(hex: TreeVectors.roots[Int(vector.from)]))
        let new = try #require(Bytes32(hex: TreeVectors.roots[Int(vector.size)]))
        let holds = try proof.holds(from: old, to: new, &hasher)
        #expect(holds)
        let made = try Self.roots(
            ProofPlan.consistency(from: vector.from, to: vector.size), hashes[..<Int(vector.size)], from: 0)
        #expect(made == path)
    }

    private static func roots(
        _ ranges: [Range<UInt64>], _ leaves: ArraySlice<Bytes32>, from start: Int
    ) throws -> [Bytes32]? {
        var hasher = try TreeHasher()
        var collector = SubtreeCollector(ranges, from: try frontier(leaves.prefix(start)))
        for leaf in leaves.dropFirst(start) { try collector.append(leaf, &hasher) }
        return collector.roots
    }

    @Test func `every entry of every tree up to 64 is proved, and no other leaf`() throws {
        let leaves = try Self.leaves(64)
        var hasher = try TreeHasher()
        for size in 1...64 {
            let tree = leaves[..<size]
            let root = try PlainTree.root(tree)
            let head = try Self.frontier(tree).head(&hasher)
            #expect(head.root == root)
            for index in 0..<size {
                let expected = try PlainTree.path(index, tree)
                let made = try Self.roots(ProofPlan.inclusion(of: UInt64(index), in: UInt64(size)), tree, from: 0)
                #expect(made == expected)
                let proof = InclusionProof(index: UInt64(index), size: UInt64(size), path: expected)
                let (own, other) = (
                    try proof.root(of: leaves[index], &hasher), try proof.root(of: leaves[(index + 1) % 64], &hasher)
                )
                #expect(own == root)
                #expect(other != root)
            }
        }
    }

    // RFC 9162 §2.1.1: 0 before an entry, 1 before two neighbours, so that neither has the other's hash.
    @Test func `an inner node is no leaf`() throws {
        let leaves = try Self.leaves(2)
        let both = leaves[0].bytes + leaves[1].bytes
        var hasher = try TreeHasher()
        let node = try hasher.node(leaves[0], leaves[1])
        #expect(node == (try SHA256.digest(of: ([1] + both).span)))
        for entry in [both, [1] + both, [0] + both] {
            let leaf = try hasher.leaf(entry.span)
            #expect(leaf == (try SHA256.digest(of: ([0] + entry).span)))
            #expect(leaf != node)
        }
    }

    // CVE-2012-2459: where an odd node is hashed with itself, these have one root.
    @Test(arguments: [[0, 1, 2, 2], [0, 1, 2, 3, 4, 4], [0, 1, 2, 3, 4, 5, 4, 5], [0, 0]])
    func `a leaf that is doubled makes another tree`(_ doubled: [Int]) throws {
        let leaves = try Self.leaves(6)
        let size = (doubled.max() ?? 0) + 1
        var hasher = try TreeHasher()
        let head = try Self.frontier(leaves[..<size]).head(&hasher)
        let other = try Self.frontier(doubled.map { leaves[$0] }[...]).head(&hasher)
        #expect(head.root != other.root && head.size != other.size)
    }

    @Test func `a path that is too short, too long or of another place leads nowhere`() throws {
        let leaves = try Self.leaves(23)
        let root = try PlainTree.root(leaves[...])
        var hasher = try TreeHasher()
        for index in 0..<23 {
            let path = try PlainTree.path(index, leaves[...])
            let wrong = [
                InclusionProof(index: UInt64(index), size: 23, path: path.dropLast()),
                InclusionProof(index: UInt64(index), size: 23, path: path + [leaves[0]]),
                InclusionProof(index: UInt64(index), size: 23, path: Array(path.reversed()) + [leaves[1]]),
                InclusionProof(index: UInt64(index ^ 1), size: 23, path: path),
                InclusionProof(index: UInt64(index + 23), size: 23, path: path),
                InclusionProof(index: 23, size: 23, path: path),
                InclusionProof(index: 0, size: 0, path: path),
            ]
            for proof in wrong {
                let found = try proof.root(of: leaves[index], &hasher)
                #expect(found != root)
            }
        }
    }

    @Test func `every tree up to 64 goes on from every older one, and from no other`() throws {
        let leaves = try Self.leaves(64)
        let roots = try (0...64).map { try PlainTree.root(leaves[..<$0]) }
        var hasher = try TreeHasher()
        for size in 1...64 {
            for old in 1...size {
                let expected = try PlainTree.proof(old, leaves[..<size])
                let made = try Self.roots(
                    ProofPlan.consistency(from: UInt64(old), to: UInt64(size)), leaves[..<size], from: 0)
                #expect(made == expected)
                let proof = ConsistencyProof(old: UInt64(old), size: UInt64(size), path: expected)
                let holds = try proof.holds(from: roots[old], to: roots[size], &hasher)
                #expect(holds)
                let isOther = try proof.holds(from: roots[old - 1], to: roots[size], &hasher)
                #expect(!isOther)
                let isForged = try proof.holds(from: roots[old], to: roots[size - 1], &hasher)
                #expect(!isForged)
                let longer = ConsistencyProof(old: UInt64(old), size: UInt64(size), path: expected + [leaves[0]])
                let isLonger = try longer.holds(from: roots[old], to: roots[size], &hasher)
                #expect(!isLonger)
                guard !expected.isEmpty else { continue }
                let shorter = ConsistencyProof(old: UInt64(old), size: UInt64(size), path: expected.dropLast())
                let isShorter = try shorter.holds(from: roots[old], to: roots[size], &hasher)
                #expect(!isShorter)
            }
        }
    }

    @Test func `everything goes on from nothing, and nothing from what is larger`() throws {
        let leaves = try Self.leaves(3)
        let (nothing, root) = (try PlainTree.root([]), try PlainTree.root(leaves[...]))
        var hasher = try TreeHasher()
        let fromNothing = try ConsistencyProof(old: 0, size: 3, path: []).holds(from: nothing, to: root, &hasher)
        #expect(fromNothing)
        let fromAnything = try ConsistencyProof(old: 0, size: 3, path: []).holds(from: root, to: root, &hasher)
        #expect(!fromAnything)
        let back = try ConsistencyProof(old: 3, size: 2, path: []).holds(from: root, to: root, &hasher)
        #expect(!back)
    }

    @Test func `a subtree is found from wherever its beginning is still known, and not from elsewhere`() throws {
        let leaves = try Self.leaves(21)
        for index in 0..<21 {
            let ranges = ProofPlan.inclusion(of: UInt64(index), in: 21)
            let expected = try PlainTree.path(index, leaves[...])
            for start in 0...21 {
                let made = try Self.roots(ranges, leaves[...], from: start)
                // Before the entry, all beside its way is to come, or is a whole subtree of what was.
                if start <= index { #expect(made == expected) }
                #expect(made == nil || made == expected)
            }
        }
        // The entries 4 to 8 went by one by one; of the eight, only the first four are known together.
        let lost = try Self.roots([0..<2], leaves[...], from: 4)
        #expect(lost == nil)
        let kept = try Self.roots([0..<4], leaves[...], from: 4)
        #expect(kept == [try PlainTree.root(leaves[..<4])])
    }

    @Test func `a frontier has a root for each bit of its size`() throws {
        let roots = try Self.leaves(3)
        #expect(MerkleFrontier(size: 7, roots: roots) != nil)
        #expect(MerkleFrontier(size: 11, roots: roots)?.ranges == [0..<8, 8..<10, 10..<11])
        #expect(MerkleFrontier(size: 8, roots: roots) == nil)
        #expect(MerkleFrontier(size: 15, roots: roots) == nil)
        #expect(MerkleFrontier(size: 0, roots: []) == MerkleFrontier())
    }
}
