// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// Why a machine may work no longer; closed.
///
/// The raw value stands in the taint that says so.
enum LossCause: String, Sendable, CaseIterable, MetricLabel {
    /// The owner or the worker was slashed.
    case slashed
    /// The owner took the worker out of the registry.
    case retired
    /// What is staked for the node is less than a worker must have.
    case unstaked
    /// The worker registered anew and was not let in again.
    case inactive
    /// The machine was ours, and nobody has its name any more: its owner was given another.
    case unregistered

    /// The first half of a sentence that goes on with what is done about it.
    var reason: StaticString {
        switch self {
        case .slashed: "the stake behind this machine was slashed"
        case .retired: "the owner of this machine took it out of the registry"
        case .unstaked: "the stake behind this machine is less than a worker must have"
        case .inactive: "the registration of this machine is not active"
        case .unregistered: "no worker is registered under the name of this machine"
        }
    }
}
