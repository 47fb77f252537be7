// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import Wire

@testable import SealController
@testable import SuiLedger

/// Values that tests of notices begin with: viewers from half a SUI, developers from 2, admins from 5, super from 10.
enum NoticeSample {
    static let sui = ChainGround.sui
    static let owner = Address(3)
    static let cluster = Address(1)
    static let home = "seal-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabq"
    static let thresholds = TierThresholds(viewer: sui / 2, developer: 2 * sui, admin: 5 * sui, superuser: 10 * sui)

    static func account(
        _ amount: UInt64, status: UInt8 = 1, unbonding: UInt64 = 0, slashed: UInt64 = 0, generation: UInt32 = 0,
        sequence: UInt64
    ) -> StakeAccount {
        StakeAccount(
            amount: amount, nodeAmount: 0, unbonding: unbonding, unbondEpoch: 0, status: status, score: 100,
            slashedTotal: slashed, sinceMilliseconds: 1, weightEpoch: 1, generation: generation, nodeID: nil,
            sequence: sequence, ext: [])
    }

    /// What a follower tells of an account that has become another.
    static func event(
        _ before: StakeAccount?, _ after: StakeAccount, cause: UInt8 = 2, effect: ClusterMirror.Effect = .changed
    ) -> FollowedEvent {
        let content = StakeChanged(
            cluster: cluster, number: after.sequence, owner: owner, account: after, cause: cause, evidence: [])
        let event = EmittedEvent(
            identity: .init(transaction: Digest(Bytes32()), index: 0), checkpoint: 9,
            type: StructTag(Address(0x99), "staking", "StakeChanged"), contents: [])
        return FollowedEvent(
            event: event, content: .stakeChanged(content), effect: effect, accountBefore: before)
    }

    /// An admin's slashing, or a change of another kind.
    static func change(
        _ number: UInt64, _ reason: TierChangeReason = .stakeSlashed, taken: UInt64? = 3 * sui, checkpoint: UInt64? = 9,
        heard: WallTime = Sample.start
    ) -> TierChange {
        TierChange(
            reason: reason, number: number, owner: owner, before: .admin, after: nil, taken: taken, amount: 3 * sui,
            transaction: Digest(Bytes32()), checkpoint: checkpoint, heard: heard)
    }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
