// SPDX-License-Identifier: Apache-2.0
public import AuditTrail
internal import Kernel
public import Telemetry

/// What a trail counts; docs/audit.md explains it to people.
public enum TrailMetrics {
    /// Registers the families; without a trail there are none of its numbers.
    public static func register(_ trail: AuditTrail?, in registry: Registry) {
        func counter(
            _ name: StaticString, _ help: StaticString, _ read: @escaping @Sendable (TrailStatistics) -> UInt64
        ) {
            registry.register(Observed.counter(name, help) { trail.map { .count(read($0.statistics)) } })
        }
        counter("k3s_daas_audit_entries_total", "Lines that the audit trail has taken.") { $0.taken }
        counter("k3s_daas_audit_durable_total", "Lines of the audit trail that are on disk.") { $0.durable }
        counter(
            "k3s_daas_audit_dropped_total", "Lines that the audit trail has not taken, its memory being full."
        ) { $0.dropped }
        counter("k3s_daas_audit_lost_total", "Lines that the audit trail has taken and given up.") { $0.lost }
        counter(
            "k3s_daas_audit_write_failures_total", "Batches of the audit trail that could not be written when tried."
        ) { $0.failures }
        counter(
            "k3s_daas_audit_batches_total",
            "Batches of the audit trail that were written, and waited for until on disk."
        ) { $0.batches }
        counter(
            "k3s_daas_audit_broken_segments_total", "Segments of the audit trail that were found damaged at the start."
        ) { $0.broken }
        registry.register(
            Observed.gauge("k3s_daas_audit_size", "How many entries the audit trail has.") {
                trail.flatMap { $0.waited == nil ? .count($0.head.size) : nil }
            })
        registry.register(
            Observed.gauge(
                "k3s_daas_audit_handover_seconds",
                "How long the audit trail has been another process's, lines waiting in memory; 0 once it is ours."
            ) {
                trail.map { .seconds(nanoseconds: ($0.waited ?? .zero).wholeNanoseconds) }
            })
    }
}
