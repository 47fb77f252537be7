// SPDX-License-Identifier: Apache-2.0
import Crypto

/// A Merkle tree as RFC 9162 §2.1 defines it, recursively and from its leaves: what the product's is held to.
enum PlainTree {
    static func root(_ leaves: ArraySlice<Bytes32>) throws -> Bytes32 {
        guard let first = leaves.first else { return try SHA256.digest(of: [UInt8]().span) }
        guard leaves.count > 1 else { return first }
        let middle = leaves.startIndex + split(leaves.count)
        return try node(try root(leaves[..<middle]), try root(leaves[middle...]))
    }

    static func path(_ index: Int, _ leaves: ArraySlice<Bytes32>) throws -> [Bytes32] {
        guard leaves.count > 1 else { return [] }
        let half = split(leaves.count)
        let (left, right) = (leaves.prefix(half), leaves.dropFirst(half))
        return index < half
            ? try path(index, left) + [try root(right)] : try path(index - half, right) + [try root(left)]
    }

    static func proof(_ old: Int, _ leaves: ArraySlice<Bytes32>, _ isWhole: Bool = true) throws -> [Bytes32] {
        if old == leaves.count { return isWhole ? [] : [try root(leaves)] }
        let half = split(leaves.count)
        let (left, right) = (leaves.prefix(half), leaves.dropFirst(half))
        return old <= half
            ? try proof(old, left, isWhole) + [try root(right)]
            : try proof(old - half, right, false) + [try root(left)]
    }

    private static func node(_ left: Bytes32, _ right: Bytes32) throws -> Bytes32 {
        try SHA256.digest(of: ([1] + left.bytes + right.bytes).span)
    }

    private static func split(_ count: Int) -> Int {
        var half = 1
        while half * 2 < count { half *= 2 }
        return half
    }
}
