// SPDX-License-Identifier: Apache-2.0
import Bytes
import HTTPServer
import Kernel

/// Answers in the way that the path asks for.
final class EchoHandler: Handler {
    private let plan: EchoPlan
    private let loop: Int

    init(_ plan: EchoPlan, loop: Int) {
        self.plan = plan
        self.loop = loop
    }

    func bodyPolicy(method: HTTPServer.Method, path: Span<UInt8>) -> BodyPolicy {
        if text(path) == "/refused" { return .refuse(.notFound) }
        return .accept(limit: plan.limit, dropLimit: plan.dropLimit, reserved: text(path) == "/reserved")
    }

    func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
        let path = text(request.path)
        switch path {
        case "/kept": plan.keep(exchange)
        case "/cut": exchange.cut()
        case "/from":
            let from = "\(text(request.host))|\(request.hasOrigin)"
            exchange.reply(.ok, contentType: "text/plain") { $0.append(from) }
        case "/who":
            let who = "\(text(request.authorization))|\(text(request.sealToken))|\(request.peer?.description ?? "-")"
            exchange.reply(.ok, contentType: "text/plain", with: ReplyFields(retryAfter: 7, requestID: request.id)) {
                $0.append(who)
            }
        case "/dropped": _ = consume exchange
        case "/large": exchange.reply(.ok) { $0.append([UInt8](repeating: 0x78, count: 8 << 20)) }
        default:
            let answer =
                "\(path)|\(text(request.query))|\(text(request.body))|\(request.isBodyDropped)|"
                + "\(request.clientName ?? "-")|\(plan.showsLoop ? String(loop) : "")"
            exchange.reply(.ok, contentType: "text/plain") { $0.append(answer) }
        }
    }

    private func text(_ bytes: Span<UInt8>) -> String {
        String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }
}

/// What the handlers of a test share.
final class EchoPlan: HandlerFactory {
    let limit: Int
    let dropLimit: Int
    let showsLoop: Bool
    private let exchanges = Locked<[KeptExchange]>([])

    init(limit: Int = 1024, dropLimit: Int = 2048, showsLoop: Bool = false) {
        self.limit = limit
        self.dropLimit = dropLimit
        self.showsLoop = showsLoop
    }

    func makeHandler(loop: Int) -> any Handler { EchoHandler(self, loop: loop) }

    func keep(_ exchange: consuming Exchange) {
        let kept = KeptExchange(exchange)
        exchanges.withLock { $0.append(kept) }
    }

    /// The exchanges that handlers have kept so far.
    var kept: [KeptExchange] { exchanges.withLock { $0 } }

    /// Lets go of all of them.
    func forget() { exchanges.withLock { $0 = [] } }
}

/// An exchange that a handler has put aside.
final class KeptExchange: Sendable {
    private let exchange: Locked<Exchange?>

    init(_ exchange: consuming Exchange) { self.exchange = Locked(Optional(exchange)) }

    func reply(_ text: String) {
        let exchange = exchange.withLock { $0.take() }
        guard let exchange else { return }
        exchange.reply(.ok, contentType: "text/plain") { $0.append(text) }
    }
}
