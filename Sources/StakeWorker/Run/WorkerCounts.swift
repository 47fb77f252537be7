// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// What a running worker counts.
final class WorkerCounts: Sendable {
    /// What did not succeed.
    enum Part: String, MetricLabel {
        case chain, master, agent, report, stake, seal
    }

    let heartbeats = Counter("k3s_daas_worker_heartbeats_total", "Heartbeats that the master has taken.")
    let reports = Counter("k3s_daas_worker_reports_total", "Reports that the chain has taken.")
    let increased = Counter(
        "k3s_daas_worker_stake_increased_mist_total", "Stake that was added without asking, in MIST.")
    let failures = Counters<Labels<Part, WorkerFailure.Code>>(
        "k3s_daas_worker_failures_total", "What did not succeed, by part and reason.", labels: ["part", "reason"])

    /// Starts at 0.
    init() {}

    /// Registers all families.
    func register(in registry: Registry) {
        registry.register(heartbeats)
        registry.register(reports)
        registry.register(increased)
        registry.register(failures)
    }
}

extension WorkerFailure.Code: MetricLabel {}
