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
        _ before: StakeAccount?, _ after: StakeAccount, of owner: Address = owner, cause: UInt8 = 2,
        effect: ClusterMirror.Effect = .changed
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

    /// The same as a notice.
    static func notice(_ number: UInt64, _ reason: TierChangeReason = .stakeSlashed) -> Notice {
        .change(change(number, reason))
    }

    /// What a follower tells of thresholds that have become others, with this number; `old` is `nil` where nobody knows.
    static func event(_ old: TierThresholds?, _ new: TierThresholds, number: UInt64) -> FollowedEvent {
        let content = ParamsChanged(cluster: cluster, number: number, params: params(new))
        let event = EmittedEvent(
            identity: .init(transaction: Digest(Bytes32()), index: 0), checkpoint: 9,
            type: StructTag(Address(0x99), "staking", "ParamsChanged"), contents: [])
        return FollowedEvent(
            event: event, content: .paramsChanged(content), effect: .changed, paramsBefore: old.map(params))
    }

    private static func params(_ thresholds: TierThresholds) -> ClusterParams {
        ClusterParams(
            thresholds: thresholds, workerMinimum: sui, unbondingEpochs: 7, votingMilliseconds: 1,
            appealMilliseconds: 1, proposalBond: 1, slashFraction: 1000, slasherEpochLimit: 1, sealEpochs: 30)
    }

    /// The thresholds with others for developers and admins.
    static func thresholds(developer: UInt64, admin: UInt64 = 5 * sui) -> TierThresholds {
        TierThresholds(viewer: sui / 2, developer: developer, admin: admin, superuser: 10 * sui)
    }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
