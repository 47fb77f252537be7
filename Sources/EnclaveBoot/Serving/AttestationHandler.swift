// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import HTTPServer
public import Kernel
internal import Telemetry

/// The enclave's public listener: `/api/v1/attestation`, `/api/v1/security-context` and `/api/v1/cluster-ca`, for anybody.
public final class AttestationHandler: Handler {
    private let service: AttestationService
    private let authority: ClusterAuthority?
    private let clock: @Sendable () -> Moment
    private var budget: RequestBudget

    /// Documents for nonces that one loop has made in a second, and at once: beyond them nobody waits in a queue that others need.
    static let (rate, burst) = (50, 100)

    init(
        _ service: AttestationService, authority: ClusterAuthority?, clock: @escaping @Sendable () -> Moment
    ) {
        self.service = service
        self.authority = authority
        self.clock = clock
        budget = RequestBudget(rate: Self.rate, burst: Self.burst, now: clock().monotonic)
    }

    /// Takes no body that is worth keeping; a small one is read and dropped, so that the connection survives it.
    public func bodyPolicy(method: Method, path: Span<UInt8>) -> BodyPolicy {
        .accept(limit: 0, dropLimit: 4096, reserved: false)
    }

    /// Answers at once, or has the request answered when its document has been made.
    public func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
        switch Page(request.path) {
        case .attestation:
            guard [.get, .head, .post].contains(request.method) else {
                return exchange.fail(
                    .methodNotAllowed, "method_not_allowed", "GET or POST", fields: Fields.allowsPost)
            }
            attest(AttestationQuery(request.query), exchange)
        case .securityContext:
            guard [.get, .head].contains(request.method) else {
                return exchange.fail(.methodNotAllowed, "method_not_allowed", "GET", fields: Fields.allowsGet)
            }
            describe(exchange)
        case .authority:
            guard [.get, .head].contains(request.method) else {
                return exchange.fail(.methodNotAllowed, "method_not_allowed", "GET", fields: Fields.allowsGet)
            }
            tellAuthority(exchange)
        case nil:
            exchange.fail(
                .notFound, "not_found",
                "there are /api/v1/attestation, /api/v1/security-context and /api/v1/cluster-ca")
        }
    }

    private func attest(_ query: AttestationQuery, _ exchange: consuming Exchange) {
        let nonce: [UInt8]?
        switch query {
        case .refused(let refusal): return exchange.fail(.badRequest, refusal.rawValue, refusal.sentence)
        case .none: nonce = nil
        case .nonce(let bytes):
            guard budget.take(at: clock().monotonic) else {
                service.metrics.limited.add()
                return exchange.fail(
                    .tooManyRequests, "too_many_requests", "too many documents are asked for", fields: Fields.later)
            }
            nonce = bytes
        }
        let waiting = Locked(Optional(WaitingExchange(exchange)))
        service.attest(nonce: nonce) { [service] outcome in
            // The first answer counts; a source that answers twice is not believed twice.
            guard let waiting = waiting.withLock({ $0.take() }) else { return }
            waiting.answer(outcome, nonce: nonce, successors: service.successors)
        }
    }

    private func describe(_ exchange: consuming Exchange) {
        service.refreshIfDue()
        guard let document = service.document else {
            return exchange.fail(
                .serviceUnavailable, "no_document", "there is no document yet", fields: Fields.later)
        }
        let (description, now) = (service.description, clock().wall)
        exchange.reply(.ok, fields: Fields.plain) {
            AttestationPages.securityContext(document, description, now: now, to: &$0)
        }
    }

    /// Where none is configured there is no such page: the apiserver may be known by the enclave's own key.
    private func tellAuthority(_ exchange: consuming Exchange) {
        guard let authority else {
            return exchange.fail(.notFound, "not_found", "the configuration names no authority of the cluster")
        }
        guard let certificates = authority.read() else {
            return exchange.fail(
                .serviceUnavailable, "no_authority", "there is no authority yet", fields: Fields.later)
        }
        exchange.reply(.ok, contentType: "application/x-pem-file", fields: Fields.plain) { $0.append(certificates) }
    }

    private enum Page {
        case attestation, securityContext, authority

        init?(_ path: Span<UInt8>) {
            if Self.equals(path, "/api/v1/attestation") {
                self = .attestation
            } else if Self.equals(path, "/api/v1/security-context") {
                self = .securityContext
            } else if Self.equals(path, "/api/v1/cluster-ca") {
                self = .authority
            } else {
                return nil
            }
        }

        private static func equals(_ bytes: Span<UInt8>, _ literal: StaticString) -> Bool {
            literal.withUTF8Buffer { text in
                guard text.count == bytes.count else { return false }
                return bytes.indices.allSatisfy { unsafe bytes[$0] == text[$0] }
            }
        }
    }
}

/// Whole header lines; what is served is of this moment, and nobody's page.
private enum Fields {
    static let plain: StaticString = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    static let later: StaticString =
        "Retry-After: 1\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    static let allowsPost: StaticString =
        "Allow: GET, HEAD, POST\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    static let allowsGet: StaticString =
        "Allow: GET, HEAD\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
}

/// The right to answer, until the document has been made.
private struct WaitingExchange: ~Copyable, Sendable {
    private let exchange: Exchange

    init(_ exchange: consuming Exchange) { self.exchange = exchange }

    consuming func answer(_ outcome: AttestationService.Outcome, nonce: [UInt8]?, successors: [[UInt8]]) {
        switch outcome {
        case .document(let bytes):
            exchange.reply(.ok, fields: Fields.plain) {
                AttestationPages.document(bytes, nonce: nonce, successors: successors, to: &$0)
            }
        case .busy:
            exchange.fail(
                .serviceUnavailable, "busy", "the security module has too much to do", fields: Fields.later)
        case .unavailable:
            exchange.fail(
                .serviceUnavailable, "unavailable", "the security module gives no document", fields: Fields.later)
        }
    }
}

extension Exchange {
    /// Says what is wrong.
    fileprivate consuming func fail(
        _ status: Status, _ code: String, _ sentence: StaticString, fields: StaticString = Fields.plain
    ) {
        reply(status, fields: fields) { AttestationPages.failure(code, sentence, to: &$0) }
    }
}

/// Makes the public listener's handlers, which share one service.
public struct AttestationHandlerFactory: HandlerFactory {
    private let service: AttestationService
    private let authority: ClusterAuthority?
    private let clock: @Sendable () -> Moment

    /// Serves what `service` has, and the cluster's authority.
    public init(
        _ service: AttestationService, authority: ClusterAuthority? = nil,
        clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        self.service = service
        self.authority = authority
        self.clock = clock
    }

    /// One more handler.
    public func makeHandler(loop: Int) -> any Handler {
        AttestationHandler(service, authority: authority, clock: clock)
    }
}
