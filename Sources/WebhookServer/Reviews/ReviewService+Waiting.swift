// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPServer
internal import Kernel
internal import Reviews
internal import StakeRBAC
internal import Telemetry
internal import Wire

// Reviews that waited for who asks.
extension ReviewService {
    /// Has it found out who asks, and answers then.
    func lookUp(_ review: OpenReview, _ exchange: consuming Exchange) {
        let (endpoint, engine, ticket) = (review.endpoint, review.engine, review.ticket)
        let waiting = Locked(Optional(WaitingReview(exchange, review.body)))
        metrics.inFlight.begin(endpoint.kind, shard: ticket.shard)
        review.question.ask(until: review.deadline) { caller in
            // The first answer counts; a decider that answers twice is not believed twice.
            guard let waiting = waiting.withLock({ $0.take() }) else { return }
            metrics.inFlight.end(endpoint.kind, shard: ticket.shard)
            answer(waiting, endpoint, by: caller, engine, ticket)
        }
    }

    /// Answers from the copy of a body, on whatever thread has found out who asks: its document is read anew, since nothing of the first
    /// one outlived the request.
    private func answer(
        _ waiting: consuming WaitingReview, _ endpoint: ReviewEndpoint, by caller: Caller, _ engine: Engine,
        _ ticket: ReviewTicket
    ) {
        var reply = ByteBuffer()
        let status: Status
        do throws(ReviewError) {
            try decide(waiting.body, endpoint, by: caller, engine, ticket, &reply)
            metrics.duration.observe(from: ticket.received, to: .now, for: endpoint.kind, shard: ticket.shard)
            status = .ok
        } catch {
            refuse(error, endpoint, ticket, &reply)
            status = .badRequest
        }
        waiting.exchange.reply(status) { $0.append(contentsOf: reply) }
    }

    private func decide(
        _ body: KeptBody, _ endpoint: ReviewEndpoint, by caller: Caller, _ engine: Engine, _ ticket: ReviewTicket,
        _ reply: inout ByteBuffer
    ) throws(ReviewError) {
        guard var parser = try? JSONParser(maximumBytes: limits.document) else { throw .malformed }
        let now = WallTime.now
        let bytes = body.bytes
        try parser.withDocument(bytes.span) { root throws(ReviewError) in
            if endpoint == .admit {
                try answer(try AdmissionReview(root), by: caller, engine, ticket, at: now, to: &reply)
            } else {
                try answer(try SubjectAccessReview(root), by: caller, engine, ticket, at: now, to: &reply)
            }
        }
    }
}
