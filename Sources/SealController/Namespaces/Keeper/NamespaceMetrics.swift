// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// What a keeper of homes counts; docs/namespaces.md explains it to people.
struct NamespaceMetrics: Sendable {
    /// Homes by where they stand.
    let homes: Gauges<HomeState>
    /// What was done.
    let actions: Counters<HomeActionKind>
    /// What could not be done.
    let failures: Counters<HomeActionKind>
    /// Objects that somebody had changed.
    let drifts: Counters<HomePart>
    /// Bindings of our name in namespaces that were given, which others made.
    let foreignGrants: Counter
    /// How long it took to look at all accounts.
    let resync: Histogram
    /// How many stand in line.
    let waiting: Gauge

    /// Registers the families.
    init(in registry: Registry) {
        homes = registry.register(
            Gauges(
                "k3s_daas_controller_homes", "Home namespaces by where they stand, shown by the controller that leads.",
                labels: ["state"]))
        actions = registry.register(
            Counters(
                "k3s_daas_controller_home_actions_total", "What was done about home namespaces, by kind.",
                labels: ["action"]))
        failures = registry.register(
            Counters(
                "k3s_daas_controller_home_failures_total",
                "What was not done about home namespaces, by kind; it is tried again.", labels: ["action"]))
        drifts = registry.register(
            Counters(
                "k3s_daas_controller_home_drifts_total",
                "Objects of home namespaces that somebody had changed, and that were put right, by which they are.",
                labels: ["part"]))
        foreignGrants = registry.register(
            Counter(
                "k3s_daas_controller_foreign_grants_total",
                "Bindings seal:granted that somebody else had made, each time one stood in the way."))
        resync = registry.register(
            Histogram(
                "k3s_daas_controller_home_resync_seconds", "Time to look at all accounts in memory."))
        waiting = registry.register(
            Gauge("k3s_daas_controller_homes_waiting", "Home namespaces that something is to be looked at in."))
    }
}
