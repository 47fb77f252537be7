// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger

/// A cluster of many owners with a seal each, as they would be: most seals are for all of a tier, some owners have nodes.
struct Population: Sendable {
    let count: Int

    private static let permissions = ["pods:read", "deployments.apps:write"]

    /// 32 bytes that look like a hash, the same for the same number.
    static func name(_ kind: UInt64, _ number: Int) -> Bytes32 {
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
        return Bytes32(bytes.span) ?? Bytes32()
    }

    static func owner(_ number: Int) -> Address { Address(name(1, number)) }
    static func key(_ number: Int) -> SealKey { SealKey(name(2, number)) }
    static func sealID(_ number: Int) -> Address { Address(name(3, number)) }

    static func account(_ number: Int, _ sequence: UInt64) -> StakeAccount {
        StakeAccount(
            amount: 500_000_000 + UInt64(number), nodeAmount: number % 20 == 0 ? 1_000_000_000 : 0, unbonding: 0,
            unbondEpoch: 0, status: 1, score: 100, slashedTotal: 0, sinceMilliseconds: 1_795_212_180_500,
            weightEpoch: 900, generation: 0, nodeID: number % 20 == 0 ? "worker-\(number).example" : nil,
            sequence: sequence, ext: [])
    }

    static func seal(_ number: Int, _ sequence: UInt64) -> Seal {
        // One in five is narrowed; each has read its texts from the chain, and shares them with none.
        let isNarrow = number % 5 == 0
        return Seal(
            sealID: sealID(number), owner: owner(number), kind: 1, generation: 0, bind: name(4, number),
            permissions: isNarrow ? permissions.map { String(decoding: Array($0.utf8), as: UTF8.self) } : [],
            namespaces: isNarrow ? ["team-\(number % 1000)"] : [], issuedMilliseconds: 1_795_212_180_500,
            expiresEpoch: 930, revoked: false, sequence: sequence, ext: [])
    }

    /// Puts everybody into tables.
    func fill(_ tables: ClusterTables) {
        for number in 0..<count {
            tables.insert(Self.account(number, UInt64(number) + 1), of: Self.owner(number))
            tables.insert(Self.seal(number, UInt64(number) + 1), under: Self.key(number))
        }
    }
}
