// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import HTTPServer
internal import Kernel
internal import SealAuthN
internal import SuiLedger
internal import WorkerProtocol

extension APIHandler {
    /// Has a request answered whose sender may ask for it.
    func dispatch(
        _ request: borrowing Request, _ exchange: consuming Exchange, _ ticket: APITicket, _ holder: SealHolder?,
        at now: Moment
    ) {
        // Where no body is looked at, it does not matter that there is one.
        guard !request.isBodyDropped || ticket.route.bodyLimit == 0 else {
            return refuse(
                exchange, ticket, holder, MessageFault.tooLarge.rawValue,
                .problem(.tooLarge, "no message of this kind is as long"), at: now)
        }
        switch (ticket.route, holder) {
        case (.challenge, _): finish(exchange, ticket, challenge(request.body, at: now))
        case (.attestation, _): attest(request.query, exchange, ticket)
        case (.securityContext, _):
            guard APIQuery(request.query, names: []) != nil else { return finish(exchange, ticket, Self.badQuery) }
            finish(
                exchange, ticket,
                service.facts.securityContext(
                    service.chain.mark, prices: service.prices(), serverKey: service.serverKey.value?.hex))
        case (.kubectlConfig, _):
            guard APIQuery(request.query, names: []) != nil else { return finish(exchange, ticket, Self.badQuery) }
            finish(exchange, ticket, service.facts.kubeconfig)
        case (.registerWorker, let holder?): join(request.body, exchange, ticket, holder, at: now)
        case (.heartbeat, let holder?): finish(exchange, ticket, heartbeat(request.body, holder, at: now))
        case (.contractCall, _?): call(request.body, exchange, ticket)
        case (.stakingStatus, let holder?):
            guard APIQuery(request.query, names: []) != nil else { return finish(exchange, ticket, Self.badQuery) }
            let worker = service.chain.worker(of: holder.owner)
            finish(exchange, ticket, StakingPages.status(holder, worker: worker, mark: service.chain.mark))
        case (.nodes, _?): finish(exchange, ticket, nodes(request.query, at: now))
        case (.transactions, let holder?): finish(exchange, ticket, transactions(request.query, holder))
        case (.registerWorker, nil), (.heartbeat, nil), (.contractCall, nil), (.stakingStatus, nil), (.nodes, nil),
            (.transactions, nil), (.none, _):
            finish(exchange, ticket, .problem(.internalError, "who asks is not known"))
        }
    }

    private static let badQuery = APIAnswer.problem(.malformedRequest, "the query has what is not asked for here")

    /// What is wrong with a body.
    private static func malformed(_ fault: MessageFault) -> APIAnswer {
        .problem(fault == .tooLarge ? .tooLarge : .malformedRequest, fault.reason)
    }

    private func challenge(_ body: Span<UInt8>, at now: Moment) -> APIAnswer {
        let request: ChallengeRequest
        do throws(MessageFault) { request = try ChallengeRequest(json: body) } catch { return Self.malformed(error) }
        guard let joins = service.joins else { return Self.noJoins }
        guard let key = service.serverKey.value, let challenge = joins.challenge(request, serverKey: key, now: now.wall)
        else { return .problem(.internalError, "no nonce can be made") }
        return .found(challenge.json)
    }

    private static let noJoins = APIAnswer.problem(.notFound, "this controller lets no machine join")

    private func attest(_ query: Span<UInt8>, _ exchange: consuming Exchange, _ ticket: APITicket) {
        guard let query = APIQuery(query, names: ["nonce"]) else { return finish(exchange, ticket, Self.badQuery) }
        var nonce: String?
        if let text = query["nonce"] {
            guard let good = AttestationDesk.nonce(text) else {
                return finish(
                    exchange, ticket,
                    .problem(.malformedRequest, "nonce must be 16 to 64 bytes in lower-case hexadecimal"))
            }
            nonce = good
        }
        guard let desk = service.attestation else {
            return finish(exchange, ticket, .problem(.notAttested, "there is no enclave that could be attested"))
        }
        desk.answer(nonce: nonce, completion: later(exchange, ticket))
    }

    private func heartbeat(_ body: Span<UInt8>, _ holder: SealHolder, at now: Moment) -> APIAnswer {
        do throws(MessageFault) {
            let desk = HeartbeatDesk(chain: service.chain, board: service.board)
            return desk.answer(try Heartbeat(json: body), from: holder, at: now)
        } catch { return Self.malformed(error) }
    }

    private func join(
        _ body: Span<UInt8>, _ exchange: consuming Exchange, _ ticket: APITicket, _ holder: SealHolder, at now: Moment
    ) {
        let request: JoinRequest
        do throws(MessageFault) { request = try JoinRequest(json: body) } catch {
            return refuse(exchange, ticket, holder, error.rawValue, Self.malformed(error), at: now)
        }
        guard let joins = service.joins else {
            return refuse(exchange, ticket, holder, "no_joins", Self.noJoins, at: now)
        }
        if let refusal = holder.refusal, refusal == .outdatedGeneration {
            return refuse(
                exchange, ticket, holder, refusal.rawValue, .problem(.forbidden, refusal.reason), at: now)
        }
        let audit = service.audit
        let answer = later(exchange, ticket)
        joins.join(request, owner: holder.owner, now: now.wall) { outcome in
            switch outcome {
            case .joined(let reply):
                audit?.join(
                    owner: holder.owner, node: reply.nodeName, reason: "joined", isAllowed: true, request: ticket.id,
                    from: ticket.peer, at: .now)
                answer(.found(reply.json))
            case .refused(let code, let sentence, let label):
                audit?.join(
                    owner: holder.owner, node: nil, reason: label, isAllowed: false, request: ticket.id,
                    from: ticket.peer, at: .now)
                answer(.problem(code, sentence))
            }
        }
    }

    /// Sends a refusal of which nobody else hears; of a join it is written down whose it was.
    private func refuse(
        _ exchange: consuming Exchange, _ ticket: APITicket, _ holder: SealHolder?, _ reason: String,
        _ answer: APIAnswer, at now: Moment
    ) {
        if ticket.route == .registerWorker, let holder {
            service.audit?.join(
                owner: holder.owner, node: nil, reason: reason, isAllowed: false, request: ticket.id,
                from: ticket.peer, at: now.wall)
        }
        finish(exchange, ticket, answer)
    }

    private func call(_ body: Span<UInt8>, _ exchange: consuming Exchange, _ ticket: APITicket) {
        do throws(ViewCall.Fault) {
            let call = try ViewCall(json: body)
            service.views.answer(call, completion: later(exchange, ticket))
        } catch {
            switch error {
            case .malformed:
                finish(exchange, ticket, .problem(.malformedRequest, "the body must be {function, arguments} in JSON"))
            case .badArgument:
                finish(exchange, ticket, .problem(.malformedRequest, "an argument is missing, or is none"))
            case .unknownFunction:
                finish(
                    exchange, ticket,
                    .problem(.unknownFunction, detail: "there are \(ViewFunction.names)", retryAfter: nil))
            }
        }
    }

    private func nodes(_ query: Span<UInt8>, at now: Moment) -> APIAnswer {
        guard let query = APIQuery(query, names: ["limit", "after"]),
            let limit = query.number("limit", in: 1...NodePages.mostPerPage, or: NodePages.usualPage)
        else { return Self.badQuery }
        guard service.chain.mark.hasWorkers else {
            return .problem(.chainUnavailable, "the registrations are not known at the moment")
        }
        return service.nodes.page(after: query["after"] ?? "", limit: Int(limit), at: now.monotonic)
    }

    private func transactions(_ query: Span<UInt8>, _ holder: SealHolder) -> APIAnswer {
        guard let query = APIQuery(query, names: ["limit", "before"]),
            let limit = query.number("limit", in: 1...100, or: 20),
            let before = query.number("before", in: 1...UInt64.max, or: UInt64.max)
        else { return Self.badQuery }
        let records = service.history.records(of: holder.owner, before: before, limit: Int(limit))
        let since = Int(service.history.since.nanoseconds / 1_000_000)
        return StakingPages.history(records, limit: Int(limit), since: since)
    }
}
