// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SuiLedger
internal import Telemetry

/// Says what becomes of requests: to the log for people, in metrics for alerts.
struct RequestReport: Sendable {
    let metrics: RequestMetrics
    let log: Log

    /// Says one thing.
    func say(_ note: RequestNote) {
        switch note {
        case .told: break
        case .notTaken(let step, let reply):
            metrics.notTaken.add()
            log.info(
                "the chain did not take what was decided about a request",
                [.integer("request", Int64(clamping: step.request)), .text("reply", "\(reply)")])
        case .again(let number, let code):
            metrics.retries.add()
            log.info(
                "a request is tried again",
                [.integer("request", Int64(clamping: number)), .text("code", code.rawValue)])
        case .refused(let number, let request, let failure): failed(number, request, failure)
        case .givenUp(let number, let request, let failure, let sinceHeard, let sinceAssigned):
            observe(.failed, sinceHeard, sinceAssigned)
            failed(number, request, failure)
        case .carriedOut(let number, let request, let end, let sinceHeard, let sinceAssigned):
            observe(end.isDone ? .done : .failed, sinceHeard, sinceAssigned)
            switch end {
            case .failed(let failure): failed(number, request, failure)
            case .done:
                metrics.done.add()
                log.info("a request is carried out", fields(number, request) + [.duration("after", sinceAssigned)])
            }
        }
    }

    /// Shows how many requests stand where.
    func show(_ counts: [RequestState: Int]) {
        for state in RequestState.allCases { metrics.open.set(Int64(counts[state] ?? 0), for: state) }
    }

    /// Says whether this controller acts.
    func leads(_ leads: Bool) {
        if leads {
            log.info("this controller carries requests out")
        } else {
            log.info("this controller leaves requests to others")
        }
    }

    private func observe(_ result: RequestResult, _ sinceHeard: Duration, _ sinceAssigned: Duration) {
        metrics.duration.observe(nanoseconds: sinceAssigned.wholeNanoseconds, for: result)
        metrics.total.observe(nanoseconds: sinceHeard.wholeNanoseconds, for: result)
    }

    private func failed(_ number: UInt64, _ request: KubernetesRequest, _ failure: RequestFailure) {
        metrics.failures.add(to: failure.code)
        log.warn("a request cannot be carried out", fields(number, request) + [.text("reason", failure.code.rawValue)])
    }

    private func fields(_ number: UInt64, _ request: KubernetesRequest) -> [Log.Field] {
        [
            .integer("request", Int64(clamping: number)), .text("submitter", request.submitter.description),
            .text("resource", request.resource), .text("namespace", request.namespace), .text("name", request.name),
        ]
    }
}
