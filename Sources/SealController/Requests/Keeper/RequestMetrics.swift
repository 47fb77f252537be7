// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// What became of a request, for a metric; closed.
enum RequestResult: String, Sendable, CaseIterable, MetricLabel {
    case done, failed
}

/// What requests count; docs/requests.md explains it to people.
struct RequestMetrics: Sendable {
    /// Open requests by where they stand.
    let open: Gauges<RequestState>
    /// From hearing that a worker has a request to knowing what came of it.
    let duration: Histograms<RequestResult>
    /// From hearing of a request to knowing what came of it, the chain's own time among it.
    let total: Histograms<RequestResult>
    /// Requests that were carried out.
    let done: Counter
    /// Those that were not, by why.
    let failures: Counters<RequestFailure.Code>
    /// What is tried again.
    let retries: Counter
    /// What the chain did not take.
    let notTaken: Counter

    /// Registers the families.
    init(in registry: Registry) {
        open = registry.register(
            Gauges(
                "k3s_daas_controller_requests",
                "Open requests by where they stand, shown by the controller that leads.",
                labels: ["state"]))
        duration = registry.register(
            Histograms(
                "k3s_daas_controller_request_seconds",
                "Time from hearing that a worker has a request until what came of it is known.", labels: ["result"]))
        total = registry.register(
            Histograms(
                "k3s_daas_controller_request_total_seconds",
                "Time from hearing of a request until what came of it is known, the chain's own time among it.",
                labels: ["result"]))
        done = registry.register(
            Counter("k3s_daas_controller_requests_done_total", "Requests that were carried out."))
        failures = registry.register(
            Counters(
                "k3s_daas_controller_requests_failed_total", "Requests that were not carried out, by why.",
                labels: ["reason"]))
        retries = registry.register(
            Counter("k3s_daas_controller_request_retries_total", "Times that a request is tried again."))
        notTaken = registry.register(
            Counter(
                "k3s_daas_controller_request_steps_refused_total",
                "Steps of requests that the chain did not take; they are tried again, or looked at anew."))
    }
}
