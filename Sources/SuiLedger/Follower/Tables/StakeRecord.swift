// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// A ``StakeAccount`` in 120 bytes.
struct StakeRecord: TableRecord {
    /// What few accounts have.
    private final class Rest: Sendable {
        let nodeID: String?
        let ext: [UInt8]

        init?(_ account: StakeAccount) {
            guard account.nodeID != nil || !account.ext.isEmpty else { return nil }
            nodeID = account.nodeID
            ext = account.ext
        }
    }

    let name: Bytes32
    let sequence: UInt64
    private let amount: UInt64
    private let nodeAmount: UInt64
    private let unbonding: UInt64
    private let unbondEpoch: UInt64
    private let score: UInt64
    private let slashedTotal: UInt64
    private let sinceMilliseconds: UInt64
    private let weightEpoch: UInt64
    private let rest: Rest?
    private let generation: UInt32
    private let status: UInt8

    init(_ account: StakeAccount, of owner: Address) {
        name = owner.raw
        sequence = account.sequence
        amount = account.amount
        nodeAmount = account.nodeAmount
        unbonding = account.unbonding
        unbondEpoch = account.unbondEpoch
        score = account.score
        slashedTotal = account.slashedTotal
        sinceMilliseconds = account.sinceMilliseconds
        weightEpoch = account.weightEpoch
        rest = Rest(account)
        generation = account.generation
        status = account.status
    }

    var summary: StakeSummary { StakeSummary(amount: amount, status: status, sequence: sequence) }

    var entry: StakeAccount {
        StakeAccount(
            amount: amount, nodeAmount: nodeAmount, unbonding: unbonding, unbondEpoch: unbondEpoch, status: status,
            score: score, slashedTotal: slashedTotal, sinceMilliseconds: sinceMilliseconds, weightEpoch: weightEpoch,
            generation: generation, nodeID: rest?.nodeID, sequence: sequence, ext: rest?.ext ?? [])
    }
}
