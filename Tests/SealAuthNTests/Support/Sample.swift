// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger

@testable import SealAuthN

/// Entries as the contracts have them.
enum Sample {
    /// One SUI in MIST.
    static let sui: UInt64 = 1_000_000_000

    // By design: 0.5, 2, 5 and 10 SUI.
    static let thresholds = TierThresholds(
        viewer: 500_000_000, developer: 2_000_000_000, admin: 5_000_000_000, superuser: 10_000_000_000)

    static func account(
        _ amount: UInt64 = 2_500_000_000, node: UInt64 = 0, unbonding: UInt64 = 0, status: UInt8 = 1,
        generation: UInt32 = 0, sequence: UInt64 = 7
    ) -> StakeAccount {
        StakeAccount(
            amount: amount, nodeAmount: node, unbonding: unbonding, unbondEpoch: 0, status: status, score: 100,
            slashedTotal: 0, sinceMilliseconds: 1, weightEpoch: 1, generation: generation, nodeID: nil,
            sequence: sequence, ext: [])
    }

    static func seal(
        of owner: Address, bind: Bytes32 = Bytes32(), id: Address = Address(0x1d), kind: UInt8 = 1,
        generation: UInt32 = 0, permissions: [String] = [], namespaces: [String] = [], expires: UInt64 = 80,
        revoked: Bool = false, sequence: UInt64 = 5
    ) -> Seal {
        Seal(
            sealID: id, owner: owner, kind: kind, generation: generation, bind: bind, permissions: permissions,
            namespaces: namespaces, issuedMilliseconds: 1, expiresEpoch: expires, revoked: revoked, sequence: sequence,
            ext: [])
    }

    static func params(_ thresholds: TierThresholds = thresholds) -> ClusterParams {
        ClusterParams(
            thresholds: thresholds, workerMinimum: sui, unbondingEpochs: 7, votingMilliseconds: 259_200_000,
            appealMilliseconds: 86_400_000, proposalBond: sui, slashFraction: 1000, slasherEpochLimit: 100 * sui,
            sealEpochs: 30)
    }
}
