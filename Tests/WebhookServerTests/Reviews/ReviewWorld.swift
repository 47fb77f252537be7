// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import HTTPServer
import Kernel
import SealAuthN
import StakeRBAC
import Telemetry
import Testing

@testable import WebhookServer

/// A server on a port of this machine, and a decider that says what a test tells it.
final class ReviewWorld: Sendable {
    let decider = FakeDecider()
    let service: ReviewService
    private let registry = Registry()
    private let server: Server
    private let client: Client
    private let url: String

    init(waiting: Int = 64 << 20, audit: AuditLog? = nil) throws {
        var limits = ReviewLimits()
        limits.waiting = waiting
        service = ReviewService(
            deciders: decider, limits: limits, metrics: WebhookMetrics(in: registry), audit: audit,
            log: Log(to: try LineSink(.file("/dev/null"))))
        var settings = ServerSettings()
        settings.loops = 1
        let address = try #require(SocketAddress("127.0.0.1:0"))
        let listener = ListenerSettings(name: "reviews", address: address, tls: nil, handlers: service)
        server = try Server(settings, listeners: [listener]) { _ in }
        url = "http://\(try #require(server.addresses["reviews"]))"
        client = try Client()
        try server.start()
    }

    deinit {
        client.close()
        server.stop()
        server.waitUntilStopped()
    }

    /// Sends a body; what comes back is there once somebody waits for it.
    func send(_ target: String, _ body: String) -> Reply {
        let reply = Reply()
        let request = ClientRequest(.post, url + target, body: Array(body.utf8))
        _ = client.send(request) { result in reply.take(result) }
        return reply
    }

    /// Everything that is counted.
    var metrics: String { registry.text }

    /// A write, as an apiserver asks about it.
    static func write(by username: String = "sui:0x12", uid: String = "0x12", _ more: String = "") -> String {
        """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1","operation":"CREATE",\
        "resource":{"group":"","version":"v1","resource":"pods"},"kind":{"group":"","version":"v1","kind":"Pod"},\
        "namespace":"a","name":"b","userInfo":{"username":"\(username)","uid":"\(uid)","groups":["seal:stakers","seal:super"]}\(more)}}
        """
    }

    /// A read, as an apiserver asks about it.
    static let read = """
        {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"user":"sui:0x12","uid":"0x12","groups":["seal:viewer"],\
        "resourceAttributes":{"verb":"get","resource":"pods","namespace":"a"}}}
        """
}

/// What came back, or is yet to come.
final class Reply: Sendable {
    private let result = Monitor(Result<ClientResponse, ClientError>?.none)

    fileprivate func take(_ result: Result<ClientResponse, ClientError>) {
        self.result.withLock { $0 = result }
        self.result.notifyAll()
    }

    /// Status and body, once they are there.
    func wait() throws -> (status: Int, body: String) {
        let result = result.wait(until: Monotonic.now.advanced(by: .seconds(60))) { $0 }
        let response = try #require(result).get()
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }
}

/// Says who asks as a test has it: at once, or when the test answers.
final class FakeDecider: Decider, DeciderFactory, Sendable {
    /// A question that was asked.
    struct Asked: Sendable {
        var claimant: Claimant
        var deadline: Monotonic
        var completion: @Sendable (Caller) -> Void
    }

    private final class Question: CallerQuestion {
        let claimant: Claimant
        let decider: FakeDecider

        init(_ claimant: Claimant, _ decider: FakeDecider) {
            self.claimant = claimant
            self.decider = decider
        }

        func ask(until deadline: Monotonic, completion: @escaping @Sendable (Caller) -> Void) {
            decider.questions.withLock { questions in
                questions.append(Asked(claimant: claimant, deadline: deadline, completion: completion))
            }
            decider.questions.notifyAll()
        }
    }

    /// What is said of every token.
    let bearer = Locked(BearerDecision(.decided(.notOurs)))
    private let caller = Locked<Caller?>(nil)
    private let questions = Monitor<[Asked]>([])

    /// From here on this is known at once; `nil` where only a question can tell.
    func know(_ caller: Caller?) { self.caller.withLock { $0 = caller } }

    /// How many questions are open.
    var open: Int { questions.withLock { $0.count } }

    /// Takes all questions once there are so many.
    func take(_ count: Int = 1) throws -> [Asked] {
        let asked = questions.wait(until: Monotonic.now.advanced(by: .seconds(60))) { questions -> [Asked]? in
            guard questions.count >= count else { return nil }
            defer { questions = [] }
            return questions
        }
        return try #require(asked)
    }

    func makeDecider() -> any Decider { self }

    func authenticate(_ token: Span<UInt8>, for audiences: AudienceSet, at now: Moment) -> BearerDecision {
        bearer.withLock { $0 }
    }

    func resolve(_ claimant: Claimant, at now: Moment) -> CallerDecision {
        caller.withLock { $0 }.map { .decided($0) } ?? .open(Question(claimant, self))
    }
}
