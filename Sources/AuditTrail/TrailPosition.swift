// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto

/// Where a log stands: all that is needed to add to it, and nothing of what was written.
public struct TrailPosition: Hashable, Sendable {
    /// The tree so far.
    public var frontier: MerkleFrontier
    /// The hash of the last entry; zeros before the first.
    public var last: Bytes32

    /// How many entries there are.
    public var size: UInt64 { frontier.size }

    /// Before the first entry.
    public init() { (frontier, last) = (MerkleFrontier(), Bytes32()) }

    /// Puts one together.
    public init(frontier: MerkleFrontier, last: Bytes32) {
        self.frontier = frontier
        self.last = last
    }

    /// The head of the tree so far.
    public func head() throws(AuditTrailError) -> TreeHead {
        do throws(CryptoError) {
            var hasher = try TreeHasher()
            return try frontier.head(&hasher)
        } catch { throw AuditTrailError(error) }
    }

    /// The position behind one more entry, of this hash.
    mutating func advance(_ leaf: Bytes32, _ hasher: inout TreeHasher) throws(CryptoError) {
        try frontier.append(leaf, &hasher)
        last = leaf
    }

    /// One line of text: size, last hash and the frontier, between colons.
    public var text: String {
        "\(size):\(last.hex):\(frontier.roots.map(\.hex).joined(separator: ","))"
    }

    /// Reads what ``text`` wrote; anything else is `nil`.
    public init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let size = UInt64(parts[0]), String(size) == parts[0],
            let last = Bytes32(hex: String(parts[1]))
        else { return nil }
        var roots: [Bytes32] = []
        for part in parts[2].split(separator: ",", omittingEmptySubsequences: false) where !parts[2].isEmpty {
            guard let root = Bytes32(hex: String(part)) else { return nil }
            roots.append(root)
        }
        guard let frontier = MerkleFrontier(size: size, roots: roots) else { return nil }
        self.init(frontier: frontier, last: last)
    }
}
