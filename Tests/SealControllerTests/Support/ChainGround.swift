// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import SuiLedger

@testable import SealController

/// A copy of a chain that a test fills.
final class ChainGround: Sendable {
    static let sui: UInt64 = 1_000_000_000
    static let cluster = SuiLedger.Address(0xC1)
    static let milliseconds: UInt64 = 1_800_000_000_000
    static let now = Moment(
        monotonic: Monotonic(nanoseconds: 1_000_000_000_000), wall: WallTime(seconds: 1_800_000_000))

    let tables = ClusterTables()
    let mark: Locked<FollowMark>

    init() {
        mark = Locked(
            FollowMark(
                checkpoint: 800, rose: Self.now.monotonic, timestamp: Self.milliseconds, epoch: 5, isComplete: true,
                isLive: true, hasWorkers: true,
                thresholds: TierThresholds(
                    viewer: Self.sui / 2, developer: 2 * Self.sui, admin: 5 * Self.sui, superuser: 10 * Self.sui),
                workerMinimum: Self.sui))
    }

    /// The copy, believed for 10 s, and for a minute where nothing newer is known.
    var view: ChainView {
        ChainView(tables, maximumAge: .seconds(10), grace: .seconds(60)) { [mark] in mark.withLock { $0 } }
    }

    /// A moment so long after the copy was made.
    static func after(_ age: Duration) -> Moment {
        let wall = WallTime(nanoseconds: now.wall.nanoseconds + Int64(age.wholeNanoseconds))
        return Moment(monotonic: now.monotonic.advanced(by: age), wall: wall)
    }

    static func account(
        _ amount: UInt64, node: UInt64 = 0, status: UInt8 = 1, generation: UInt32 = 0, sequence: UInt64 = 1
    ) -> StakeAccount {
        StakeAccount(
            amount: amount, nodeAmount: node, unbonding: 0, unbondEpoch: 0, status: status, score: 100,
            slashedTotal: 0, sinceMilliseconds: 1, weightEpoch: 1, generation: generation, nodeID: nil,
            sequence: sequence, ext: [])
    }

    static func worker(_ name: String, status: UInt8 = 2, sequence: UInt64 = 1) -> WorkerEntry {
        WorkerEntry(
            worker: Address(0x44), nodeID: "x", nodeName: name, status: status, joinKey: [], reason: "",
            registeredMilliseconds: 1, sequence: sequence, ext: [])
    }

    static func seal(
        of owner: SuiLedger.Address, kind: UInt8 = 1, bind: Bytes32 = Bytes32(), generation: UInt32 = 0,
        expires: UInt64 = 6, isRevoked: Bool = false
    ) -> Seal {
        Seal(
            sealID: Address(0x5E), owner: owner, kind: kind, generation: generation, bind: bind, permissions: [],
            namespaces: [], issuedMilliseconds: 1, expiresEpoch: expires, revoked: isRevoked, sequence: 1, ext: [])
    }

    /// Puts a seal on the chain, and gives its token; key and bind are computed here by the letter of the contract.
    func mint(_ secret: UInt8, for owner: SuiLedger.Address, kind: UInt8 = 1) throws -> [UInt8] {
        let bytes = [UInt8](repeating: secret, count: 32)
        func digest(_ parts: [UInt8]...) throws -> Bytes32 {
            let message = parts.flatMap { $0 }
            return try SHA256.digest(of: message.span)
        }
        let key = try digest(Array("k3s-daas/seal/v1".utf8), Self.cluster.raw.bytes, bytes)
        let bind = try digest(Array("k3s-daas/seal-owner/v1".utf8), owner.raw.bytes, bytes)
        tables.insert(Self.seal(of: owner, kind: kind, bind: bind), under: SealKey(key))
        return Array("seal_".utf8) + bytes.flatMap { byte in Array(String(byte, radix: 16).utf8).padded }
    }
}

extension [UInt8] {
    /// Two digits.
    fileprivate var padded: [UInt8] { count == 1 ? [UInt8(ascii: "0")] + self : self }
}
