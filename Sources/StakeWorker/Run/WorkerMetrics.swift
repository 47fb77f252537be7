// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Telemetry

/// What a worker's status looks like to Prometheus; what is not known is not there.
struct WorkerMetrics: Collector {
    let board: WorkerBoard

    private static let phase = Family(
        .gauge, "k3s_daas_worker_phase", "1 for what the machine is doing.", labels: ["phase"])
    private static let agent = Family(
        .gauge, "k3s_daas_worker_agent_state", "1 for how the agent's unit is.", labels: ["state"])
    private static let lost = Family(
        .gauge, "k3s_daas_worker_lost", "1 for the reason why the machine may not work any more.", labels: ["reason"])
    private static let mayWork = Family(.gauge, "k3s_daas_worker_may_work", "Whether the chain lets the machine work.")
    private static let stake = Family(.gauge, "k3s_daas_worker_stake_mist", "What is locked for the node, in MIST.")
    private static let required = Family(
        .gauge, "k3s_daas_worker_stake_required_mist", "What must be locked for the node, in MIST.")
    private static let seal = Family(
        .gauge, "k3s_daas_worker_seal_live", "Whether the worker's seal opens the public API.")
    private static let chainAt = Family(
        .gauge, "k3s_daas_worker_chain_timestamp_seconds", "When the chain last said something, since 1970.")
    private static let masterAt = Family(
        .gauge, "k3s_daas_worker_master_timestamp_seconds", "When the master last took a heartbeat, since 1970.")
    private static let reportedAt = Family(
        .gauge, "k3s_daas_worker_report_timestamp_seconds", "When the chain last took a report, since 1970.")
    private static let use = Family(
        .gauge, "k3s_daas_worker_use_percent", "Use of the machine, in percent.", labels: ["resource"])
    private static let network = Family(
        .counter, "k3s_daas_worker_network_bytes_total", "Bytes through the machine's own interfaces.",
        labels: ["direction"])
    private static let pods = Family(.gauge, "k3s_daas_worker_pods", "Pods that run here.")
    private static let containers = Family(.gauge, "k3s_daas_worker_containers", "Containers that run here.")

    var families: [Family] {
        [
            Self.phase, Self.agent, Self.lost, Self.mayWork, Self.stake, Self.required, Self.seal, Self.chainAt,
            Self.masterAt, Self.reportedAt, Self.use, Self.network, Self.pods, Self.containers,
        ]
    }

    func collect(into exposition: inout Exposition) {
        let status = board.status
        exposition.write(
            Self.phase, WorkerPhase.Name.allCases.map { Self.flag($0 == status.phase, $0.rawValue) })
        exposition.write(Self.agent, AgentState.allCases.map { Self.flag($0 == status.agent, $0.rawValue) })
        exposition.write(Self.lost, LossReason.allCases.map { Self.flag($0 == status.reason, $0.rawValue) })
        exposition.write(
            Self.mayWork, status.standing == .unknown ? [] : [Self.flag(status.standing == .working)])
        exposition.write(Self.stake, Self.number(status.stake))
        exposition.write(Self.required, Self.number(status.required))
        exposition.write(Self.seal, status.isSealLive.map { [Self.flag($0)] } ?? [])
        exposition.write(Self.chainAt, Self.time(status.chainAt))
        exposition.write(Self.masterAt, Self.time(status.masterAt))
        exposition.write(Self.reportedAt, Self.time(status.reportedAt))
        let measured = status.measurement
        let uses = [("cpu", measured.cpuPercent), ("memory", measured.memoryPercent), ("disk", measured.diskPercent)]
        exposition.write(
            Self.use,
            uses.compactMap { name, percent in
                percent.map { .init(.count(UInt64(clamping: $0)), labels: [name]) }
            })
        exposition.write(
            Self.network,
            measured.network.map {
                [.init(.count($0.received), labels: ["received"]), .init(.count($0.sent), labels: ["sent"])]
            } ?? [])
        exposition.write(Self.pods, Self.number(measured.counts.map { UInt64(clamping: $0.pods) }))
        exposition.write(Self.containers, Self.number(measured.counts.map { UInt64(clamping: $0.containers) }))
    }

    private static func flag(_ isSo: Bool, _ label: String? = nil) -> Observed.Sample {
        .init(.count(isSo ? 1 : 0), labels: label.map { [$0] } ?? [])
    }

    private static func number(_ number: UInt64?) -> [Observed.Sample] { number.map { [.init(.count($0))] } ?? [] }

    private static func time(_ time: WallTime?) -> [Observed.Sample] {
        number(time.map { UInt64(clamping: $0.seconds) })
    }
}
