// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import HTTPServer

/// Serves a local ledger: `POST /graphql`, and at `/` what it is.
public final class DevNodeHandler: Handler {
    private static let maximumBody = 1024 * 1024

    private let node: DevNode

    init(_ node: DevNode) { self.node = node }

    /// Takes queries and transactions.
    public func bodyPolicy(method: Method, path: Span<UInt8>) -> BodyPolicy {
        .accept(limit: Self.maximumBody, dropLimit: 2 * Self.maximumBody, reserved: false)
    }

    /// Answers at once.
    public func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
        let path = String(decoding: request.path.indices.map { request.path[$0] }, as: UTF8.self)
        guard path == "/graphql" else {
            return exchange.reply(path == "/" ? .ok : .notFound, contentType: "text/plain") { body in
                body.append("k3s-daas local ledger: for development on this machine, worth nothing\n")
            }
        }
        guard request.method == .post, !request.isBodyDropped else {
            return exchange.reply(
                request.isBodyDropped ? .contentTooLarge : .methodNotAllowed, fields: "Allow: POST\r\n"
            ) {
                $0.append("{}")
            }
        }
        let answer = node.answer(request.body)
        exchange.reply(.ok) { $0.append(answer) }
    }
}

/// Makes handlers that share one ledger.
public struct DevNodeHandlerFactory: HandlerFactory {
    private let node: DevNode

    /// Takes the ledger.
    public init(_ node: DevNode) { self.node = node }

    /// One more handler.
    public func makeHandler(loop: Int) -> any Handler { DevNodeHandler(node) }
}
