// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// What is counted of notices; docs/notices.md explains it to people.
struct NoticeMetrics: Sendable {
    /// Changes heard, whoever leads.
    let changes: Counters<TierChangeReason>
    /// Notices told, by what the receiver is.
    let told: Counters<ReceiverKind>
    /// What did not succeed and is tried again.
    let failures: Counters<ReceiverKind>
    /// What will never be told.
    let lost: Counters<ReceiverKind>
    /// What waits, with the controller that leads.
    let waiting: Gauges<ReceiverKind>

    /// Registers the families.
    init(in registry: Registry) {
        changes = registry.register(
            Counters(
                "k3s_daas_stake_changes_total", "Changes of stakers' standing that were heard, by reason.",
                labels: ["reason"]))
        told = registry.register(
            Counters("k3s_daas_notices_told_total", "Notices that a receiver took, by its kind.", labels: ["to"]))
        failures = registry.register(
            Counters(
                "k3s_daas_notice_failures_total", "Notices that a receiver did not take and that are told again.",
                labels: ["to"]))
        lost = registry.register(
            Counters(
                "k3s_daas_notices_lost_total",
                "Changes never told one by one: refused, too old, without room to wait, or not heard.", labels: ["to"]))
        waiting = registry.register(
            Gauges(
                "k3s_daas_notices_waiting", "Notices that wait, shown by the controller that leads.", labels: ["to"]))
    }
}
