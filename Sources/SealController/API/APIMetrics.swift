// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Operations
internal import Telemetry
internal import WorkerProtocol

/// Every metric that the public API counts, in one place; docs/operations.md explains them to people.
struct APIMetrics: Sendable {
    /// What was answered.
    enum Result: String, MetricLabel {
        case ok
        case refused
        case unavailable
        case failed

        /// What a problem is to whoever runs the server.
        init(_ code: ProblemCode?) {
            switch code?.status {
            case nil: self = .ok
            case 503: self = .unavailable
            case 500: self = .failed
            default: self = .refused
            }
        }
    }

    /// Whose limit was exhausted.
    enum Limited: String, MetricLabel {
        case stranger
        case staker
    }

    /// Requests answered.
    let requests: Counters<Labels<Route, Result>>
    /// Tokens refused.
    let refusals: Counters<HolderRefusal>
    /// Requests over a limit.
    let limited: Counters<Limited>
    /// How long answers took.
    let duration: Histograms<Route>
    /// Lines said, by level.
    let logLines: Counters<Log.Level>

    /// Registers the families; `shards` is the number of loops.
    init(in registry: Registry, shards: Int = 1) {
        requests = registry.register(
            Counters(
                "k3s_daas_api_requests_total", "Requests to the public API, by what was asked for and result.",
                labels: ["route", "result"], shards: shards))
        refusals = registry.register(
            Counters(
                "k3s_daas_api_token_refusals_total", "Seal tokens that the public API refused, by reason.",
                labels: ["reason"], shards: shards))
        limited = registry.register(
            Counters(
                "k3s_daas_api_limited_total", "Requests to the public API over a limit, by whose it was.",
                labels: ["who"], shards: shards))
        duration = registry.register(
            Histograms(
                "k3s_daas_api_duration_seconds",
                "Time from a request's first byte to its answer, by what was asked for.",
                labels: ["route"], shards: shards))
        logLines = registry.register(
            Counters("k3s_daas_log_lines_total", "Log lines said, by level.", labels: ["level"]))
    }
}

extension APIMetrics {
    /// Registers what is looked at when somebody asks.
    func watch(
        _ service: APIService, build: BuildInfo, sinks: [(name: String, sink: LineSink)], in registry: Registry
    ) {
        registry.register(
            Observed(
                Family(
                    .gauge, "k3s_daas_api_counted", "Who is counted one by one for a limit, by kind.", labels: ["who"])
            ) {
                let counts = service.limits.counts
                return [
                    .init(.count(UInt64(counts.strangers)), labels: [Limited.stranger.rawValue]),
                    .init(.count(UInt64(counts.stakers)), labels: [Limited.staker.rawValue]),
                ]
            })
        registry.register(
            Observed.gauge("k3s_daas_api_reporting_machines", "Machines that have sent a heartbeat.") {
                .count(UInt64(service.board.count))
            })
        let family = Family(
            .gauge, "k3s_daas_build_info", "Which build this is; always 1.",
            labels: ["version", "commit", "swift", "openssl", "platform"])
        let labels = [build.version, build.gitCommit, build.swift, build.openssl, build.platform]
        registry.register(Observed(family) { [.init(.count(1), labels: labels)] })
        registry.register(
            Observed(
                Family(
                    .counter, "k3s_daas_lines_dropped_total",
                    "Lines not taken because too many waited or the stream was closed, by stream.", labels: ["stream"])
            ) { sinks.map { .init(.count($0.sink.statistics.dropped), labels: [$0.name]) } })
    }
}
