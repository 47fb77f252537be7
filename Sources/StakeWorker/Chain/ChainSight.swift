// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import WorkerProtocol

/// What the chain says of a worker, at one moment.
struct ChainSight: Hashable, Sendable {
    /// The owner's account; `nil` where there is none.
    var account: StakeAccount?
    /// The registry's entry; `nil` where there is none.
    var worker: WorkerEntry?
    /// What the cluster asks for.
    var params: ClusterParams
    /// The worker's seal; `nil` where the chain has none, or none was asked about.
    var seal: Seal?
    /// The epoch.
    var epoch: UInt64

    /// What is locked for the node.
    var nodeStake: UInt64 { account?.nodeAmount ?? 0 }

    /// Whether stake was taken for something that the owner did, and nothing was put in since.
    var isSlashed: Bool { account?.status == Self.slashed }

    /// What a worker of the owner's score must have locked, as `tiers::required_worker_stake` has it: the minimum at the best score,
    /// nearly twice that at the worst.
    var requiredStake: UInt64 {
        let missing = Self.bestScore - min(account?.score ?? Self.bestScore, Self.bestScore)
        let hundredths = UInt128(params.workerMinimum) * UInt128(Self.bestScore + missing)
        return UInt64(clamping: (hundredths + 99) / 100)
    }

    /// Whether enough is locked for the node, as `staking::is_node_staked` has it.
    var isNodeStaked: Bool { account?.status == Self.active && nodeStake >= requiredStake }

    /// Whether the machine may work, and why not.
    var standing: MachineStanding {
        guard !isSlashed else { return .lost(.slashed) }
        switch WorkerStanding(worker) {
        case .slashed: return .lost(.slashed)
        case .retired: return .lost(.retired)
        case .suspended: return .suspended
        case .pending, .active: break
        // Entries are never deleted: a node that knows none has not seen all.
        case .unknown: return .unknown
        }
        guard nodeStake > 0 else { return .lost(.unstaked) }
        guard isNodeStaked else { return .lost(.belowRequired) }
        return WorkerStanding(worker) == .active ? .working : .pending
    }

    private static let active: UInt8 = 1
    private static let slashed: UInt8 = 3
    private static let bestScore: UInt64 = 100
}
