// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Reviews
internal import Telemetry

extension ReviewService {
    /// A body that is no review: said to the peer in a literal, to the operator by a code; that nothing was decided is written down, too.
    func refuse(_ error: ReviewError, _ endpoint: ReviewEndpoint, _ ticket: ReviewTicket, _ reply: inout ByteBuffer) {
        let shard = ticket.shard
        malformed.add(to: Labels(endpoint.kind, error), shard: shard)
        switch endpoint {
        case .authenticate: metrics.tokenReviews.add(to: Labels(.unknown, .malformed), shard: shard)
        case .admit: metrics.admissions.add(to: Labels(Labels(.unknown, .malformed), .no), shard: shard)
        case .authorize: metrics.accessReviews.add(to: Labels(.unknown, .malformed), shard: shard)
        }
        log.warn(
            "review refused as malformed", request: ticket.request,
            [.text("kind", endpoint.kind.rawValue), .text("code", error.rawValue)])
        audit?.record(
            endpoint.kind.audited, .error, reason: error.rawValue, request: ticket.request, at: .now,
            latency: Monotonic.now.since(ticket.received).wholeNanoseconds)
        reply.removeAll()
        reply.append("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"BadRequest\",")
        reply.append("\"code\":400,\"message\":\"")
        reply.append(error.reason)
        reply.append("\"}\n")
    }
}

extension ReviewKind {
    /// What it is called in the audit log.
    fileprivate var audited: AuditLog.Kind {
        switch self {
        case .authenticate: .authenticate
        case .admit: .admit
        case .authorize: .authorize
        }
    }
}
