// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPServer
internal import Telemetry

/// What the ops listener serves, apart from how it is served: a function from a request's head to an answer.
struct OperationsPages: Sendable {
    let readiness: Readiness
    let registry: Registry
    let build: BuildInfo
    /// The audit trail, if there is one.
    var trail: OpenTrail?

    /// All of an answer but its body.
    struct Answer {
        var status: Status = .ok
        var contentType: StaticString = "text/plain; charset=utf-8"
        /// Whole header lines.
        var fields: StaticString = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    }

    /// Answers, with the body in `body`.
    ///
    /// For HEAD it is the body that GET would have.
    func answer(_ method: Method, path: Span<UInt8>, query: Span<UInt8>, body: inout ByteBuffer) -> Answer {
        var answer = Answer()
        guard let page = Page(path) else {
            body.append("404 not found; there are /livez, /readyz, /healthz, /metrics and /version\n")
            answer.status = .notFound
            return answer
        }
        guard method == .get || method == .head else {
            body.append("405 method not allowed\n")
            answer.status = .methodNotAllowed
            // RFC 9110 §15.5.6: a 405 says what would be allowed.
            answer.fields = "Allow: GET, HEAD\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
            return answer
        }
        switch page {
        case .probe(let probe): answer.status = self.probe(probe, query: query, body: &body)
        case .metrics:
            answer.contentType = Exposition.contentType
            registry.render(into: &body)
        case .version:
            answer.contentType = "application/json"
            version(&body)
        case .auditHead:
            guard let trail else {
                body.append("404 no audit trail is kept here\n")
                answer.status = .notFound
                return answer
            }
            guard trail.append(to: &body) else {
                body.append("503 another process still writes the audit trail\n")
                answer.status = .serviceUnavailable
                return answer
            }
            answer.contentType = "application/json"
        }
        return answer
    }

    private enum Page {
        case probe(Readiness.Page), metrics, version, auditHead

        init?(_ path: Span<UInt8>) {
            if ProbeQuery.equals(path, "/livez") {
                self = .probe(.livez)
            } else if ProbeQuery.equals(path, "/readyz") {
                self = .probe(.readyz)
            } else if ProbeQuery.equals(path, "/healthz") {
                self = .probe(.healthz)
            } else if ProbeQuery.equals(path, "/metrics") {
                self = .metrics
            } else if ProbeQuery.equals(path, "/version") {
                self = .version
            } else if ProbeQuery.equals(path, "/audit/head") {
                self = .auditHead
            } else {
                return nil
            }
        }
    }

    /// The form is that of Kubernetes' own components, so that its tools and its people can read it.
    private func probe(_ page: Readiness.Page, query: Span<UInt8>, body: inout ByteBuffer) -> Status {
        let checks = readiness.checks(page)
        let query = ProbeQuery(query, checks: checks)
        var isPassed = true
        var lines = ByteBuffer()
        for (check, isExcluded) in zip(checks, query.isExcluded) {
            // What is excluded is not asked: it may be excluded because asking is what hurts.
            let state = isExcluded ? .ok : check.probe()
            lines.append(state == .ok ? "[+]" : "[-]")
            lines.append(check.name)
            switch state {
            case .ok: lines.append(isExcluded ? " excluded: ok\n" : " ok\n")
            case .failed(let reason):
                isPassed = false
                lines.append(" failed: ")
                lines.append(reason)
                lines.append("\n")
            }
        }
        if query.isAnyUnknown { lines.append("warn: some health checks cannot be excluded: no check has that name\n") }
        if isPassed, !query.isVerbose {
            body.append("ok")
            return .ok
        }
        body.append(lines.span)
        body.append(page.name)
        body.append(isPassed ? " check passed\n" : " check failed\n")
        return isPassed ? .ok : .serviceUnavailable
    }

    private func version(_ body: inout ByteBuffer) {
        var line = LineEncoder(.json)
        line.field("version", build.version)
        line.field("gitCommit", build.gitCommit)
        line.field("swift", build.swift)
        line.field("openssl", build.openssl)
        line.field("platform", build.platform)
        body.append(line.finish().span)
    }
}
