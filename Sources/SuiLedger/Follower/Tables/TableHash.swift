// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// Where a name belongs: in which part of a table, and where there it is looked for first.
///
/// Seeded anew in each process: names are chosen by strangers, who cannot make them fall together.
struct TableHash: Sendable {
    /// How many parts a table has.
    static let shards = 256

    private let hash: UInt

    /// Hashes a name; only the bits of `mask` tell names apart.
    init(_ name: Bytes32, mask: UInt) { hash = UInt(bitPattern: name.hashValue) & mask }

    /// Which part.
    var shard: Int { Int(hash >> 56) }

    /// What is compared before the name is: bits that ``shard`` has not used.
    var slot: UInt32 { UInt32(truncatingIfNeeded: hash) }
}
