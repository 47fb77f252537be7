// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import HTTPServer
public import Telemetry

/// The ops listener: probes, metrics, version.
///
/// Plain HTTP, on loopback, without secrets.
public final class OperationsHandler: Handler {
    private let pages: OperationsPages

    init(_ pages: OperationsPages) { self.pages = pages }

    /// Takes no body that is worth keeping; a small one is read and dropped, so that the connection survives it.
    public func bodyPolicy(method: Method, path: Span<UInt8>) -> BodyPolicy {
        .accept(limit: 0, dropLimit: 4096, reserved: true)
    }

    /// Answers at once.
    public func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
        var body = ByteBuffer()
        let answer = pages.answer(request.method, path: request.path, query: request.query, body: &body)
        exchange.reply(answer.status, contentType: answer.contentType, fields: answer.fields) { $0.append(body.span) }
    }
}

/// Makes the ops listener's handlers, which share everything.
public struct OperationsHandlerFactory: HandlerFactory {
    private let pages: OperationsPages

    /// Takes what the pages show.
    public init(readiness: Readiness, registry: Registry, build: BuildInfo, trail: OpenTrail? = nil) {
        pages = OperationsPages(readiness: readiness, registry: registry, build: build, trail: trail)
    }

    /// One more handler.
    public func makeHandler(loop: Int) -> any Handler { OperationsHandler(pages) }
}
