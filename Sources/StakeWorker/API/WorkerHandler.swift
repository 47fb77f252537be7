// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPServer
internal import Kernel
internal import Telemetry
internal import Wire

/// What answers at the worker's own address.
final class WorkerHandler: Handler {
    /// What all loops share.
    struct Content: Sendable {
        var gate: WorkerGate
        var board: WorkerBoard
        var registry: Registry
        var runner: WorkerRunner
        /// When the process began.
        var began: Monotonic
    }

    /// How long a round may take, with everything that it asks for in vain, before the worker counts as stuck.
    static let patience = Duration.seconds(600)

    private static let fields: StaticString = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    private static let challenge: StaticString =
        "WWW-Authenticate: Bearer\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"

    private let content: Content

    init(_ content: Content) { self.content = content }

    func bodyPolicy(method: Method, path: Span<UInt8>) -> BodyPolicy {
        .accept(limit: method == .post ? OrderBody.maximumBytes : 0, dropLimit: 16 << 10, reserved: false)
    }

    func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
        let question: WorkerGate.Question
        do throws(WorkerGate.Refusal) {
            question = try content.gate.admit(
                request.method, path: request.path, host: request.host, hasOrigin: request.hasOrigin,
                authorization: request.authorization)
        } catch {
            return Self.refuse(error, exchange)
        }
        switch question {
        case .health: health(exchange)
        case .metrics:
            var body = ByteBuffer()
            content.registry.render(into: &body)
            exchange.reply(.ok, contentType: Exposition.contentType, fields: Self.fields) { $0.append(body.span) }
        case .report:
            let status = content.board.status
            exchange.reply(.ok, fields: Self.fields) { StatusPage.write(status, to: &$0) }
        case .order(let kind):
            guard !request.isBodyDropped, let order = OrderBody.order(kind, request.body) else {
                return Self.say(.badRequest, "invalid_body", Self.expected(kind), exchange)
            }
            carryOut(order, exchange)
        }
    }

    /// Answered once it is done, by the thread of the rounds.
    private func carryOut(_ order: WorkerOrder, _ exchange: consuming Exchange) {
        let waiting = Monitor<Waiting>(Waiting(exchange: exchange))
        content.runner.take(order) { result in
            guard let exchange = waiting.withLock({ $0.exchange.take() }) else { return }
            switch result {
            case .success: exchange.reply(.ok, fields: Self.fields) { $0.append("{\"done\":true}\n" as StaticString) }
            case .failure(let failure):
                Self.say(Self.status(failure.code), failure.code.rawValue, failure.description, exchange)
            }
        }
    }

    private struct Waiting: ~Copyable, Sendable {
        var exchange: Exchange?
    }

    private func health(_ exchange: consuming Exchange) {
        let last = content.board.status.roundAt ?? content.began
        let isWell = Monotonic.now.since(last) < Self.patience
        let phase = content.board.status.phase.rawValue
        exchange.reply(isWell ? .ok : .serviceUnavailable, fields: Self.fields) { body in
            body.append(isWell ? "{\"status\":\"ok\",\"phase\":" as StaticString : "{\"status\":\"stuck\",\"phase\":")
            body.append(json: phase)
            body.append("}\n" as StaticString)
        }
    }

    private static func status(_ code: WorkerFailure.Code) -> Status {
        switch code {
        case .configuration, .standing: .conflict
        case .funds, .chainRefused, .masterRefused, .masterUntrusted: .unprocessableContent
        case .chainUnavailable, .outcomeUnknown, .masterUnavailable, .busy, .agent: .serviceUnavailable
        case .file, .wallet, .masterMalformed, .software: .internalServerError
        }
    }

    private static func expected(_ kind: WorkerGate.OrderKind) -> String {
        switch kind {
        case .stake: "the body must be JSON such as {\"amount\":\"0.5SUI\"}"
        case .unstake: "the body must be JSON such as {\"amount\":\"0.5SUI\"} or {\"amount\":\"all\"}"
        case .register: "the body is too long"
        }
    }

    private static func refuse(_ refusal: WorkerGate.Refusal, _ exchange: consuming Exchange) {
        switch refusal {
        case .browser, .host: say(.forbidden, refusal.rawValue, "only programs on this machine are answered", exchange)
        case .path: say(.notFound, refusal.rawValue, "there is nothing here", exchange)
        case .method: say(.methodNotAllowed, refusal.rawValue, "this is asked for by another method", exchange)
        case .token:
            exchange.reply(.unauthorized, fields: challenge) {
                $0.append(
                    "{\"code\":\"token\",\"detail\":\"the token in the state folder is needed\"}\n" as StaticString)
            }
        }
    }

    private static func say(_ status: Status, _ code: String, _ detail: String, _ exchange: consuming Exchange) {
        exchange.reply(status, fields: fields) { body in
            body.append("{\"code\":" as StaticString)
            body.append(json: code)
            body.append(",\"detail\":" as StaticString)
            body.append(json: detail)
            body.append("}\n" as StaticString)
        }
    }
}

/// Makes the handlers, which share everything.
struct WorkerHandlerFactory: HandlerFactory {
    let content: WorkerHandler.Content

    func makeHandler(loop: Int) -> any Handler { WorkerHandler(content) }
}
