// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Telemetry

/// What is counted about anchoring; docs/audit.md explains it to people.
struct AnchorMetrics: Sendable {
    /// What is shown of the last root, while this controller leads.
    struct Shown: Sendable {
        var sequence: UInt64?
        /// When the chain was last found to have what there is.
        var good: Monotonic?
    }

    /// Attempts that failed.
    let failures: Counters<AnchorFailure.Code>
    /// Heads that were not believed.
    let refusals: Counters<HeadRefusal>
    /// What is shown.
    let shown = Locked(Shown())

    /// Registers the families.
    init(in registry: Registry, clock: @escaping @Sendable () -> Monotonic = { .now }) {
        failures = registry.register(
            Counters(
                "k3s_daas_audit_anchor_failures_total", "Attempts to anchor the audit logs that failed, by reason.",
                labels: ["reason"]))
        refusals = registry.register(
            Counters(
                "k3s_daas_audit_heads_refused_total",
                "Heads of audit logs that were not believed, by reason: somebody has changed a log, or speaks for another.",
                labels: ["reason"]))
        let shown = shown
        registry.register(
            Observed.gauge(
                "k3s_daas_audit_anchor_sequence", "The last root on the chain, shown by the controller that leads."
            ) { shown.withLock { $0.sequence }.map { .count($0) } })
        registry.register(
            Observed.gauge(
                "k3s_daas_audit_anchor_age_seconds",
                "How long ago the chain was last found to have the newest root, shown by the controller that leads."
            ) { shown.withLock { $0.good }.map { .seconds(nanoseconds: clock().since($0).wholeNanoseconds) } })
    }
}
