// SPDX-License-Identifier: Apache-2.0
internal import KubeClient
internal import Telemetry

/// What a keeper counts; docs/workers-loss.md explains it to people.
struct NodeMetrics: Sendable {
    /// Machines by where they stand.
    let nodes: Gauges<NodeState>
    /// From hearing that a stake is lost to the first taint.
    let reaction: Histogram
    /// From hearing that a stake is lost to the taint that sends pods away.
    let drain: Histogram
    /// Removals begun, by cause.
    let removals: Counters<LossCause>
    /// What was done about machines.
    let actions: Counters<NodeActionKind>
    /// What could not be done.
    let failures: Counters<NodeActionKind>

    /// Registers the families.
    init(in registry: Registry) {
        nodes = registry.register(
            Gauges(
                "k3s_daas_controller_nodes", "Nodes by where they stand, shown by the controller that leads.",
                labels: ["state"]))
        reaction = registry.register(
            Histogram(
                "k3s_daas_controller_node_reaction_seconds",
                "Time from hearing that a worker's stake is lost until its Node has the first taint."))
        drain = registry.register(
            Histogram(
                "k3s_daas_controller_node_drain_seconds",
                "Time from hearing that a worker's stake is lost until its Node has the taint that sends pods away."))
        removals = registry.register(
            Counters(
                "k3s_daas_controller_node_removals_total", "Removals of Nodes that were begun, by cause.",
                labels: ["cause"]))
        actions = registry.register(
            Counters(
                "k3s_daas_controller_node_actions_total", "What was done about Nodes, by kind.", labels: ["action"]))
        failures = registry.register(
            Counters(
                "k3s_daas_controller_node_failures_total",
                "What the apiserver did not do about Nodes, by kind; it is tried again.", labels: ["action"]))
    }
}
