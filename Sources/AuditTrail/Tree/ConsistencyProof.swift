// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// That a tree goes on from an older one, and nothing before was changed: RFC 9162 §2.1.4.
public struct ConsistencyProof: Hashable, Sendable {
    /// The older tree's size.
    public let old: UInt64
    /// The newer tree's size.
    public let size: UInt64
    /// Roots of subtrees.
    public let path: [Bytes32]

    /// The longest path that any two trees need: the subtrees beside a way, and one where it ends.
    public static let longestPath = 65

    /// Takes a proof in; it proves nothing before ``holds(from:to:_:)`` was asked.
    public init(old: UInt64, size: UInt64, path: [Bytes32]) {
        (self.old, self.size, self.path) = (old, size, path)
    }

    /// Whether a tree with the root `new` goes on from one with the root `before`: RFC 9162 §2.1.4.2.
    ///
    /// Everything goes on from a tree without entries, and each tree from itself.
    public func holds(
        from before: Bytes32, to new: Bytes32, _ hasher: inout TreeHasher
    ) throws(CryptoError) -> Bool {
        guard old <= size else { return false }
        if old == size { return path.isEmpty && before == new }
        if old == 0 {
            let nothing = try hasher.empty()
            return path.isEmpty && before == nothing
        }
        var rest = path[...]
        // The older tree is the first subtree if its size is a power of two.
        let start: Bytes32
        if old.nonzeroBitCount == 1 {
            start = before
        } else {
            guard let first = rest.popFirst() else { return false }
            start = first
        }
        var (place, last) = (old - 1, size - 1)
        while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
        var (older, newer) = (start, start)
        for beside in rest {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                older = try hasher.node(beside, older)
                newer = try hasher.node(beside, newer)
                while place & 1 == 0, place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                newer = try hasher.node(newer, beside)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return older == before && newer == new && last == 0
    }
}
