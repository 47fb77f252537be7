// SPDX-License-Identifier: Apache-2.0

/// Which subtrees a proof is made of, by the entries that they cover, in the proof's order.
enum ProofPlan {
    /// The subtrees beside the way from an entry to the root: `PATH` of RFC 9162 §2.1.3.1.
    static func inclusion(of index: UInt64, in size: UInt64) -> [Range<UInt64>] {
        guard index < size else { return [] }
        var ranges: [Range<UInt64>] = []
        var rest = 0..<size
        while rest.upperBound - rest.lowerBound > 1 {
            let middle = rest.lowerBound + split(rest.upperBound - rest.lowerBound)
            if index < middle {
                ranges.append(middle..<rest.upperBound)
                rest = rest.lowerBound..<middle
            } else {
                ranges.append(rest.lowerBound..<middle)
                rest = middle..<rest.upperBound
            }
        }
        return ranges.reversed()
    }

    /// The subtrees that show that a tree goes on from an older one: `PROOF` of RFC 9162 §2.1.4.1.
    static func consistency(from old: UInt64, to size: UInt64) -> [Range<UInt64>] {
        guard old > 0, old < size else { return [] }
        var ranges: [Range<UInt64>] = []
        var rest = 0..<size
        // Whether the older tree is a whole subtree of what is left, from the beginning: its root is known then.
        var isWhole = true
        while old < rest.upperBound {
            let middle = rest.lowerBound + split(rest.upperBound - rest.lowerBound)
            if old <= middle {
                ranges.append(middle..<rest.upperBound)
                rest = rest.lowerBound..<middle
            } else {
                ranges.append(rest.lowerBound..<middle)
                rest = middle..<rest.upperBound
                isWhole = false
            }
        }
        if !isWhole { ranges.append(rest) }
        return ranges.reversed()
    }

    /// The largest power of two below `count`, which is above one.
    private static func split(_ count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }
}
