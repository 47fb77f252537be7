// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPServer
internal import Kernel
internal import Reviews
internal import Telemetry
internal import Wire

/// Answers reviews on one loop: reads the document, asks the decider, writes the reply, counts and records it.
///
/// A refusal is an answer (200); only a body that is no review is an error (400). Never 401 or 403: an apiserver
/// takes them for an outage, and remembers nothing.
final class ReviewHandler: Handler {
    let service: ReviewService
    let shard: Int
    let decider: any Decider
    /// The policy in force, for this loop.
    var engines: EngineReader
    /// A box, since a document is read while the rest of this object is in use.
    private let documents: Documents?
    /// The reply that is being written.
    var reply = ByteBuffer(capacity: 4096)

    init(_ service: ReviewService, shard: Int) {
        self.service = service
        self.shard = shard
        decider = service.deciders.makeDecider()
        engines = service.rules.makeReader()
        documents = try? Documents(service.limits.document)
    }

    private final class Documents {
        var parser: JSONParser
        init(_ limit: Int) throws(JSONError) { parser = try JSONParser(maximumBytes: limit) }
    }

    func bodyPolicy(method: Method, path: Span<UInt8>) -> BodyPolicy {
        service.limits.policy(ReviewEndpoint(path: path))
    }

    func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
        guard let endpoint = ReviewEndpoint(path: request.path) else {
            return exchange.reply(.notFound, contentType: "text/plain") {
                $0.append("there is /authenticate, /admit and /authorize\n")
            }
        }
        guard request.method == .post else {
            return exchange.reply(.methodNotAllowed, contentType: "text/plain", fields: "Allow: POST\r\n") {
                $0.append("reviews are posted\n")
            }
        }
        reply.removeAll()
        do throws(ReviewError) {
            switch endpoint {
            case .authenticate:
                if let question = try authenticate(request) { return lookUp(question, exchange) }
            case .admit:
                if let review = try admit(request) { return service.lookUp(review, exchange) }
            case .authorize:
                if let review = try authorize(request) { return service.lookUp(review, exchange) }
            }
            service.metrics.duration.observe(from: request.received, to: .now, for: endpoint.kind, shard: shard)
            exchange.reply(.ok) { $0.append(contentsOf: reply) }
        } catch {
            service.refuse(error, endpoint, ReviewTicket(request, shard: shard), &reply)
            exchange.reply(.badRequest) { $0.append(contentsOf: reply) }
        }
        if reply.capacity > 64 << 10 { reply.release() }
    }

    /// Reads a document with the loop's parser.
    func read<Result>(
        _ body: Span<UInt8>, _ use: (borrowing JSONValue) throws(ReviewError) -> Result
    ) throws(ReviewError) -> Result {
        guard let documents else { throw .malformed }
        return try documents.parser.withDocument(body, use)
    }
}
