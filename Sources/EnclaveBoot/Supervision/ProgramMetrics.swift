// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// The programs' families, and the steps of the boot without which the enclave goes on.
struct ProgramMetrics: Collector {
    private static let running = Family(
        .gauge, "k3s_daas_enclave_program_running", "Whether a program runs.", labels: ["program"])
    private static let starts = Family(
        .counter, "k3s_daas_enclave_program_starts_total", "Starts of a program.", labels: ["program"])
    private static let failures = Family(
        .counter, "k3s_daas_enclave_program_failures_total",
        "Ends of a program that nobody had asked for with another code than 0, and starts that failed.",
        labels: ["program"])
    private static let degraded = Family(
        .gauge, "k3s_daas_enclave_boot_step_degraded", "Whether the enclave goes on without a step of its boot.",
        labels: ["step"])

    let board: ProgramBoard
    let degradedSteps: [String]

    var families: [Family] { [Self.running, Self.starts, Self.failures, Self.degraded] }

    func collect(into exposition: inout Exposition) {
        let entries = board.entries
        exposition.write(Self.running, entries.map { .init(.count($0.isRunning ? 1 : 0), labels: [$0.name]) })
        exposition.write(Self.starts, entries.map { .init(.count($0.starts), labels: [$0.name]) })
        exposition.write(Self.failures, entries.map { .init(.count($0.failures), labels: [$0.name]) })
        let steps = BootSequence.steps.filter { $0.onFailure == .degraded }.map(\.name.description)
        exposition.write(
            Self.degraded, steps.map { .init(.count(degradedSteps.contains($0) ? 1 : 0), labels: [$0]) })
    }
}
