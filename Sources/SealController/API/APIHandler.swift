// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import HTTPServer
internal import Kernel
internal import SealAuthN
internal import SuiLedger
internal import Telemetry
internal import WorkerProtocol

/// The public API on one loop: who asks, how often they may, and who answers.
final class APIHandler: Handler {
    /// Bodies up to this are read and dropped, so that who sent one hears why; longer ones end the connection.
    static let dropLimit = 1 << 20

    let service: APIService
    let shard: Int
    private var finder: HolderFinder?

    /// A token that opens anything is looked up by this loop alone.
    init(_ service: APIService, shard: Int) {
        self.service = service
        self.shard = shard
        finder = try? HolderFinder(cluster: service.facts.cluster, signed: service.signed)
    }

    /// Keeps what the longest message of a route needs, and drops the rest.
    func bodyPolicy(method: Method, path: Span<UInt8>) -> BodyPolicy {
        .accept(limit: Route(path).bodyLimit, dropLimit: Self.dropLimit, reserved: false)
    }

    /// Answers at once, or has somebody answer.
    func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
        let now = service.clock()
        let ticket = APITicket(
            route: Route(request.path), id: request.id, received: request.received, peer: request.peer, shard: shard)
        switch admit(request, ticket, at: now) {
        case .refused(let answer): finish(exchange, ticket, answer)
        case .admitted(let holder): dispatch(request, exchange, ticket, holder, at: now)
        }
    }

    /// Sends an answer and counts it.
    func finish(_ exchange: consuming Exchange, _ ticket: APITicket, _ answer: APIAnswer) {
        ticket.finish(answer, service.metrics)
        exchange.send(answer, request: ticket.id, allowed: ticket.route)
    }

    /// Has an answer sent from wherever it comes; the first one counts.
    func later(_ exchange: consuming Exchange, _ ticket: APITicket) -> @Sendable (APIAnswer) -> Void {
        let waiting = Locked(Optional(exchange))
        let metrics = service.metrics
        return { answer in
            guard let exchange = waiting.withLock({ $0.take() }) else { return }
            ticket.finish(answer, metrics)
            exchange.send(answer, request: ticket.id, allowed: ticket.route)
        }
    }

    // MARK: Who asks

    private enum Admission {
        case admitted(SealHolder?)
        case refused(APIAnswer)
    }

    private func admit(_ request: borrowing Request, _ ticket: APITicket, at now: Moment) -> Admission {
        let route = ticket.route
        guard route != .none else { return stranger(ticket, at: now, .problem(.notFound, "see the API's description")) }
        guard route.allows(request.method) else {
            return stranger(ticket, at: now, .problem(.methodNotAllowed, route.methods))
        }
        let found = holder(request, at: now)
        if route.access == .anybody {
            // A staker who says who they are is not counted with the strangers of their address.
            if case .holder(let holder) = found { return staker(holder, ticket, at: now, hands: nil) }
            return stranger(ticket, at: now, nil)
        }
        switch found {
        case .holder(let holder): return staker(holder, ticket, at: now, hands: holder)
        case .unavailable: return stranger(ticket, at: now, .problem(.chainUnavailable, "no seal can be judged now"))
        case .busy:
            return stranger(
                ticket, at: now,
                .problem(.overloaded, "too many signatures are being checked; come back", retryAfter: 1))
        case .refused(let refusal):
            service.metrics.refusals.add(to: refusal, shard: shard)
            let admission = stranger(ticket, at: now, .problem(.unauthenticated, refusal.sentence))
            if case .refused(let answer) = admission, answer.code == .unauthenticated, refusal != .missing {
                // Beyond the limit nothing is written: a flood must not fill the audit.
                service.audit?.refusal(
                    of: route, reason: refusal.rawValue, request: ticket.id, from: ticket.peer, at: now.wall)
            }
            return admission
        }
    }

    /// Counts a request against its address; over the limit it hears that and nothing else.
    private func stranger(_ ticket: APITicket, at now: Moment, _ answer: APIAnswer?) -> Admission {
        let verdict = service.limits.take(from: ticket.peer, at: now.monotonic)
        guard verdict == .admitted else { return exhausted(.stranger, verdict) }
        return answer.map { .refused($0) } ?? .admitted(nil)
    }

    /// Counts a request against a staker, and looks at what their seal opens.
    private func staker(
        _ holder: SealHolder, _ ticket: APITicket, at now: Moment, hands handed: SealHolder?
    ) -> Admission {
        let verdict = service.limits.take(of: holder.owner, at: now.monotonic)
        guard verdict == .admitted else { return exhausted(.staker, verdict) }
        switch ticket.route.access {
        case .worker where holder.kind != .worker:
            record("not_a_worker", of: holder, ticket, at: now)
            return .refused(.problem(.forbidden, "a worker's seal is needed"))
        case .staker where holder.refusal != nil:
            record(holder.refusal?.rawValue ?? "unstaked", of: holder, ticket, at: now)
            return .refused(.problem(.forbidden, holder.refusal?.reason ?? "the stake is worth nothing"))
        case .anybody, .holder, .staker, .worker: return .admitted(handed)
        }
    }

    /// Writes down that somebody's seal did not open what was asked for; a staker's limit keeps that from filling the audit.
    private func record(_ reason: String, of holder: SealHolder, _ ticket: APITicket, at now: Moment) {
        service.audit?.refusal(
            of: ticket.route, reason: reason, owner: holder.owner, request: ticket.id, from: ticket.peer, at: now.wall)
    }

    private func exhausted(_ who: APIMetrics.Limited, _ verdict: RateVerdict) -> Admission {
        service.metrics.limited.add(to: who, shard: shard)
        return .refused(.problem(.tooManyRequests, "come back later", retryAfter: verdict.retrySeconds))
    }

    private func holder(_ request: borrowing Request, at now: Moment) -> HolderFinding {
        guard finder != nil else { return .unavailable }
        switch CredentialPlace(authorization: request.authorization, sealToken: request.sealToken) {
        case .none: return .refused(.missing)
        case .unclear: return .refused(.unclear)
        case .sealToken: return finder?.find(request.sealToken, in: service.chain, at: now) ?? .unavailable
        case .authorization(let start):
            let token = request.authorization.extracting(droppingFirst: start)
            return finder?.find(token, in: service.chain, at: now) ?? .unavailable
        }
    }
}

/// Makes the public listener's handlers.
struct APIHandlerFactory: HandlerFactory {
    let service: APIService

    /// One more handler.
    func makeHandler(loop: Int) -> any Handler { APIHandler(service, shard: loop) }
}
