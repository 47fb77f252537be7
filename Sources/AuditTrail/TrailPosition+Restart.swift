// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto

extension TrailPosition {
    /// Where a log begins anew of which nothing is left but a head: behind as many leaves as it had entries, all of them made of that head.
    ///
    /// No entry is such a leaf, and nobody has such a tree for another reason: who reads the log later sees that it was begun anew, and
    /// behind what.
    public static func restart(after lost: TreeHead) throws(AuditTrailError) -> TrailPosition {
        var text = ByteBuffer(capacity: 96)
        text.append("restart ")
        text.append(decimal: UInt(lost.size))
        text.append(UInt8(ascii: " "))
        text.append(lost.root.hex)
        let (frontier, last): (MerkleFrontier?, Bytes32)
        do throws(CryptoError) {
            var hasher = try TreeHasher()
            let leaf = try hasher.leaf(text.span)
            // The whole subtrees of equal leaves, from the smallest on.
            var roots: [Bytes32] = []
            var (root, rest) = (leaf, lost.size)
            while rest > 0 {
                if rest & 1 == 1 { roots.append(root) }
                root = try hasher.node(root, root)
                rest >>= 1
            }
            frontier = MerkleFrontier(size: lost.size, roots: roots.reversed())
            last = leaf
        } catch { throw AuditTrailError(error) }
        guard let frontier else { throw AuditTrailError(.unreadable, "a tree is not as large as it says") }
        return TrailPosition(frontier: frontier, last: last)
    }
}
