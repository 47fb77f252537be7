// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import HTTPServer
internal import Kernel

/// Serves a local ledger: questions and transactions, gifts, where it is, and what makes it go on.
///
/// A browser must not be made to drive it: what a web page asks for, or what is asked of a name that anybody could have
/// pointed to this machine, is refused.
public final class DevNodeHandler: Handler {
    private static let maximumBody = 1024 * 1024

    private let node: DevNode
    private let late: DelayLine

    init(_ node: DevNode, _ late: DelayLine) {
        self.node = node
        self.late = late
    }

    /// Takes queries and transactions.
    public func bodyPolicy(method: Method, path: Span<UInt8>) -> BodyPolicy {
        .accept(limit: Self.maximumBody, dropLimit: 2 * Self.maximumBody, reserved: false)
    }

    /// Answers at once, unless a fault says otherwise.
    public func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
        guard !request.hasOrigin, Self.isLoopback(Self.text(request.host)) else {
            return exchange.answer(DevReply(.forbidden, error: "a local ledger answers nobody but this machine"))
        }
        let path = Self.text(request.path)
        switch (path, request.method) {
        case ("/", .get), ("/", .head):
            exchange.reply(.ok, contentType: "text/plain") { body in
                body.append("k3s-daas local ledger: for development on this machine, worth nothing\n")
            }
        case ("/identity", .get), ("/identity", .head): exchange.answer(DevReply(.ok, node.identity.json))
        case ("/graphql", .post), ("/v2/gas", .post), ("/control", .post):
            guard !request.isBodyDropped else {
                return exchange.answer(DevReply(.contentTooLarge, error: "the body is too long"))
            }
            answer(path, request.body, exchange)
        case ("/", _), ("/identity", _): Self.refuse("Allow: GET, HEAD\r\n", exchange)
        case ("/graphql", _), ("/v2/gas", _), ("/control", _): Self.refuse("Allow: POST\r\n", exchange)
        default: exchange.answer(DevReply(.notFound, error: "there is nothing here"))
        }
    }

    private func answer(_ path: String, _ body: Span<UInt8>, _ exchange: consuming Exchange) {
        if path == "/v2/gas" { return exchange.answer(node.faucet(body)) }
        if path == "/control" { return exchange.answer(node.control(body)) }
        let (reply, delay) = node.respond(to: body)
        guard delay > .zero else { return exchange.answer(reply) }
        late.answer(exchange, reply, after: delay)
    }

    /// Whether a host is a name that this machine alone has: whoever else's name leads here, leads a browser here.
    static func isLoopback(_ host: String) -> Bool {
        var host = host.lowercased()
        if host == "localhost" || host.hasPrefix("localhost:") { host = "127.0.0.1" + host.dropFirst(9) }
        return (SocketAddress(host) ?? SocketAddress("\(host):0"))?.isLoopback ?? false
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        String(decoding: [UInt8](copying: bytes), as: UTF8.self)
    }

    private static func refuse(_ allowed: StaticString, _ exchange: consuming Exchange) {
        exchange.reply(.methodNotAllowed, fields: allowed) { $0.append("{\"error\":\"not by this method\"}\n") }
    }
}

/// Makes handlers that share one ledger.
public struct DevNodeHandlerFactory: HandlerFactory {
    private let node: DevNode
    let late = DelayLine()

    /// Takes the ledger.
    public init(_ node: DevNode) { self.node = node }

    /// One more handler.
    public func makeHandler(loop: Int) -> any Handler { DevNodeHandler(node, late) }
}
