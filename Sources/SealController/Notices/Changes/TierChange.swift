// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// A change of somebody's standing that is worth telling.
struct TierChange: Hashable, Sendable {
    var reason: TierChangeReason
    /// The number of the pool's event: no other change of the cluster has it.
    var number: UInt64
    var owner: Address
    /// What the owner was.
    var before: Tier?
    /// What the owner is.
    var after: Tier?
    /// What was taken, in MIST; `nil` where nothing was, or it is not known what there was before.
    var taken: UInt64?
    /// What counts for the tier now, in MIST.
    var amount: UInt64
    /// The transaction that did it, and the checkpoint where that was said.
    var transaction: Digest
    var checkpoint: UInt64?
    /// When we heard of it.
    var heard: WallTime
    /// Whether it was the thresholds that moved, and not the stake.
    var isByThresholds = false
}
