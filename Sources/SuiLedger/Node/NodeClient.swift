// SPDX-License-Identifier: Apache-2.0
public import HTTPClient
internal import Kernel

/// Asks one node, in its language.
public final class NodeClient: Sendable {
    /// The node.
    public let endpoint: NodeEndpoint
    private let client: Client

    /// A node, asked through a client that others may use too.
    public init(_ endpoint: NodeEndpoint, client: Client) {
        self.endpoint = endpoint
        self.client = client
    }

    /// Asks a question and calls back once, on the client's thread.
    ///
    /// `NOT_FOUND` has become the answer that it means for the question; whether a node that says so is fresh enough to be
    /// believed, who asks must look at.
    @discardableResult
    public func ask<Q: Question>(
        _ question: Q, timeout: Duration,
        completion: @escaping @Sendable (Result<NodeAnswer<Q.Answer>, LedgerError>) -> Void
    ) -> ClientTask {
        client.send(request(question, timeout)) { [endpoint] result in
            completion(Self.read(result, question, endpoint.language))
        }
    }

    /// Asks a question and waits: for command lines.
    public func ask<Q: Question>(_ question: Q, timeout: Duration) throws(LedgerError) -> NodeAnswer<Q.Answer> {
        let result: Result<ClientResponse, ClientError>
        do throws(ClientError) { result = .success(try client.perform(request(question, timeout))) } catch {
            result = .failure(error)
        }
        return try Self.read(result, question, endpoint.language).get()
    }

    /// Begins a stream, which ends when nothing has come for a while; says what comes, on the client's thread.
    ///
    /// It has a connection of its own: what its consumer does not take would hold up others.
    func stream(
        _ call: GRPCRequest, idleTimeout: Duration, onEvent: @escaping @Sendable (StreamEvent) -> Void
    ) -> ClientTask {
        var request = request(call)
        request.timeout = nil
        request.idleTimeout = idleTimeout
        request.isAlone = true
        return client.stream(request, onEvent: onEvent)
    }

    /// Calls back on the client's thread when a time has come.
    func call(at time: Monotonic, _ body: @escaping @Sendable () -> Void) -> ClientTask { client.call(at: time, body) }

    private func request(_ question: some Question, _ timeout: Duration) -> ClientRequest {
        var request: ClientRequest
        switch endpoint.language {
        case .grpc:
            request = self.request(question.grpc)
            request.headers.append(Header("grpc-timeout", "\(max(1, timeout.wholeMilliseconds))m"))
        case .graphQL:
            request = ClientRequest(
                .post, endpoint.url,
                headers: [Header("content-type", "application/json"), Header("accept", "application/json")],
                body: question.graphQL.json)
            request.maximumBody = GraphQLReply.maximumBytes
            request.headers += endpoint.credentials
        }
        request.timeout = timeout
        return request
    }

    private func request(_ call: GRPCRequest) -> ClientRequest {
        var request = ClientRequest(
            .post, endpoint.url + call.method.rawValue,
            headers: [
                Header("content-type", "application/grpc"), Header("te", "trailers"),
                Header("grpc-accept-encoding", "identity"),
            ] + endpoint.credentials, body: GRPCFrame.wrap(call.message))
        request.version = .http2
        // A server that does not have a method says so and resets the stream; the status tells whether all has come.
        request.allowsReset = true
        request.maximumBody = GRPCReply.maximumMessage
        return request
    }

    private static func read<Q: Question>(
        _ result: Result<ClientResponse, ClientError>, _ question: Q, _ language: NodeEndpoint.Language
    ) -> Result<NodeAnswer<Q.Answer>, LedgerError> {
        do throws(LedgerError) {
            switch (result, language) {
            case (.failure(let error), _): throw LedgerError(error)
            case (.success(let response), .grpc):
                let reply = try GRPCReply(response)
                let answer =
                    reply.status == .notFound
                    ? try question.answerWhenNotFound() : try question.answer(grpcMessages: reply.messages)
                return .success(NodeAnswer(answer, reply.freshness))
            case (.success(let response), .graphQL):
                let reply = try GraphQLReply.read(response, question)
                return .success(NodeAnswer(reply.answer, reply.freshness))
            }
        } catch { return .failure(error) }
    }
}

/// A node's answer, and how far the node was where it said so.
public struct NodeAnswer<Value: Sendable>: Sendable {
    /// The answer.
    public var value: Value
    /// How far the node was.
    public var freshness: Freshness?

    /// Puts both together.
    public init(_ value: Value, _ freshness: Freshness?) {
        self.value = value
        self.freshness = freshness
    }
}

extension NodeAnswer: Equatable where Value: Equatable {}

extension LedgerError {
    /// What a failed exchange means.
    init(_ error: ClientError) {
        switch error.code {
        case .timeout: self.init(.timeout, "time ran out")
        case .cancelled, .closed: self.init(.cancelled, "called off")
        case .tooLarge: self.init(.malformed, "the answer is too large")
        case .invalidRequest, .plaintext: self.init(.refused, "the node's address cannot be used")
        case .overloaded, .outOfMemory: self.init(.throttled, "too many questions at once")
        case .resolve, .connect, .tls: self.init(.unavailable, "the node cannot be reached")
        case .broken: self.init(.unavailable, "the answer broke off")
        }
    }
}

extension Duration {
    /// Whole milliseconds.
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(seconds, 0), 86_400) * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
