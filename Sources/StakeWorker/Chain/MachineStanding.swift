// SPDX-License-Identifier: Apache-2.0

/// Where a machine stands by the chain.
enum MachineStanding: Hashable, Sendable {
    /// It may work.
    case working
    /// It is registered, and not let in yet.
    case pending
    /// The operator has taken it out of service; it keeps its stake and its place.
    case suspended
    /// It may not work any more.
    case lost(LossReason)
    /// The chain did not say.
    case unknown
}

/// Why a machine may not work any more; closed, and its raw values are the labels of metrics.
enum LossReason: String, Sendable, CaseIterable {
    /// Stake was taken.
    case slashed
    /// The owner has left.
    case retired
    /// Nothing is locked for the node.
    case unstaked
    /// Less is locked than must be.
    case belowRequired = "below_required"

    /// One phrase for people.
    var phrase: String {
        switch self {
        case .slashed: "the stake was slashed"
        case .retired: "the worker has left the registry"
        case .unstaked: "no stake is locked for the node"
        case .belowRequired: "less stake is locked for the node than the cluster asks for"
        }
    }
}
