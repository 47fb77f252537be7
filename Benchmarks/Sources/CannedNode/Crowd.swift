// SPDX-License-Identifier: Apache-2.0
import Crypto
import SealAuthN
import SuiLedger

/// Many owners with a seal each, made up by their numbers whenever they are asked for.
struct Crowd: ~Copyable {
    let count: Int
    private var hasher: SealHasher

    /// A crowd of a cluster.
    init(_ count: Int, cluster: Address) throws {
        self.count = count
        hasher = try SealHasher(clusterId: cluster.raw)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    /// 32 bytes that look like a hash, the same for the same number.
    private static func name(_ kind: UInt64, _ number: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        // splitmix64
        var state = kind << 56 | UInt64(number) << 8
        for _ in 0..<4 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
            z ^= z >> 31
            for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: z >> shift)) }
        }
        return bytes
    }

    /// The token of a number.
    static func token(_ number: Int) -> [UInt8] {
        Array("seal_".utf8) + name(5, number).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// The entry of an owner in the table of accounts.
    static func account(_ number: Int) -> TableEntry {
        let account = StakeAccount(
            amount: 2_000_000_000 + UInt64(number), nodeAmount: 0, unbonding: 0, unbondEpoch: 0, status: 1, score: 100,
            slashedTotal: 0, sinceMilliseconds: 1_795_212_180_500, weightEpoch: 0, generation: 0, nodeID: nil,
            sequence: 1, ext: [])
        return TableEntry(key: name(1, number), value: account.bcs)
    }

    /// The entry of a seal in the table of seals.
    mutating func seal(_ number: Int) throws -> TableEntry {
        let token = Self.token(number)
        let (owner, id) = (Self.name(1, number), Self.name(3, number))
        guard hasher.take(token.span), let owner = Bytes32(owner.span), let id = Bytes32(id.span) else {
            fatalError("not a token")
        }
        let key = SealKey(try hasher.key())
        let seal = Seal(
            sealID: Address(id), owner: Address(owner), kind: 1, generation: 0, bind: try hasher.bind(to: owner),
            permissions: [], namespaces: [], issuedMilliseconds: 1_795_212_180_500, expiresEpoch: 930, revoked: false,
            sequence: 1, ext: [])
        return TableEntry(key: key.bcs, value: seal.bcs)
    }
}
