// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import TestSupport
import Testing

@testable import KubeClient

@Suite(.timeLimit(.minutes(10))) struct KubeClientTests {
    private static func answer(_ status: Int, _ body: String = "{}", _ head: String = "") -> String {
        "HTTP/1.1 \(status) X\r\ncontent-type: application/json\r\n\(head)content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func client(
        _ peer: Peer, _ credentials: KubeConfiguration.Credentials = .none, quick: Bool = true
    ) throws -> KubeClient {
        var settings = KubeClientSettings()
        if quick { (settings.retries.first, settings.retries.longest) = (.milliseconds(1), .milliseconds(2)) }
        let configuration = try #require(
            KubeConfiguration(server: peer.url, authorities: .system, credentials: credentials))
        return try KubeClient(configuration, settings)
    }

    private static func code(_ client: KubeClient, _ call: KubeCall) -> KubeError.Code? {
        do throws(KubeError) {
            _ = try client.perform(call)
            return nil
        } catch { return error.code }
    }

    /// Answers with one text after another, and then with the last one.
    private static func peer(_ answers: [String]) throws -> Peer {
        let left = Locked(answers)
        return try Peer { _ in left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
    }

    private static let write = KubeCall.create(.secrets, Array(#"{"x":1}"#.utf8), in: "a")

    @Test func `a call says what is wanted, who asks and who is meant`() throws {
        let peer = try Peer { _ in Self.answer(201, #"{"kind":"Secret"}"#) }
        let token = try #require(KubeToken("abc"))
        let client = try Self.client(peer, .token(token))
        let reply = try client.perform(Self.write.impersonating("sui:0xab", groups: ["seal:stakers", "seal:viewer"]))
        #expect(reply.status == 201 && reply.body == Array(#"{"kind":"Secret"}"#.utf8))
        let request = try #require(peer.requests.first)
        #expect(request.hasPrefix("POST /api/v1/namespaces/a/secrets?fieldManager=k3s-daas-controller HTTP/1.1\r\n"))
        for line in [
            "authorization: Bearer abc", "accept: application/json", "content-type: application/json",
            "impersonate-user: sui:0xab", "impersonate-group: seal:stakers", "impersonate-group: seal:viewer",
            "Content-Length: 7", "User-Agent: k3s-daas",
        ] {
            #expect(request.contains("\r\n\(line)\r\n"))
        }
        #expect(request.hasSuffix("\r\n\r\n" + #"{"x":1}"#))
    }

    @Test func `what is no name is not sent`() throws {
        let peer = try Peer { _ in Self.answer(200) }
        let client = try Self.client(peer)
        #expect(Self.code(client, .get(.pods, "../../nodes/n", in: "a")) == .invalid)
        #expect(peer.connections == 0)
    }

    @Test func `a throttled write is made again when the apiserver says so`() throws {
        let peer = try Self.peer([Self.answer(429, "", "retry-after: 1\r\n"), Self.answer(201)])
        let client = try Self.client(peer)
        let began = Monotonic.now
        #expect(Self.code(client, Self.write) == nil)
        #expect(Monotonic.now.since(began) >= .seconds(1))
        #expect(peer.requests.count == 2)
    }

    @Test(arguments: [500, 502, 503, 504]) func `a write that may have been done is not made again`(
        _ status: Int
    ) throws {
        let peer = try Peer { _ in Self.answer(status, "", "retry-after: 0\r\n") }
        let client = try Self.client(peer)
        #expect(Self.code(client, Self.write) != nil)
        #expect(peer.requests.count == 1)
    }

    @Test func `a read is made again until it succeeds`() throws {
        let peer = try Self.peer([
            Self.answer(503), Self.answer(502), Self.answer(504), Self.answer(429), Self.answer(200),
        ])
        let client = try Self.client(peer)
        #expect(Self.code(client, .get(.nodes, "n")) == nil)
        #expect(peer.requests.count == 5)
    }

    @Test func `attempts have an end`() throws {
        let peer = try Peer { _ in Self.answer(503) }
        let client = try Self.client(peer)
        #expect(Self.code(client, .get(.nodes, "n")) == .unavailable)
        #expect(peer.requests.count == 8)
    }

    // libcurl by itself would send it once more where a connection that was kept breaks without an answer.
    @Test func `a write is sent once, over whatever connection`() throws {
        let peer = try Self.peer([Self.answer(200), ""])
        peer.closesAfterAnswer = false
        let client = try Self.client(peer)
        #expect(Self.code(client, .get(.nodes, "n")) == nil)
        peer.closesAfterAnswer = true
        #expect(Self.code(client, Self.write) == .broken)
        #expect(peer.requests.count == 2)
    }

    @Test func `nobody there is unreachable, and was sent nothing`() throws {
        let configuration = try #require(
            KubeConfiguration(server: "http://127.0.0.1:1", authorities: .system, credentials: .none))
        var settings = KubeClientSettings()
        settings.retries.attempts = 2
        let client = try KubeClient(configuration, settings)
        #expect(throws: KubeError(.unreachable)) { _ = try client.perform(Self.write) }
    }

    @Test func `everything happens within one deadline`() throws {
        let peer = try Peer { _ in nil }
        let client = try Self.client(peer)
        let began = Monotonic.now
        #expect(Self.code(client, .get(.nodes, "n").timeout(.milliseconds(300))) == .timeout)
        // libcurl counts in whole milliseconds, rounded down.
        #expect(Monotonic.now.since(began) >= .milliseconds(299))
        #expect(peer.requests.count == 1)
        let busy = try Peer { _ in Self.answer(429, "", "retry-after: 2\r\n") }
        let other = try Self.client(busy)
        #expect(Self.code(other, .get(.nodes, "n").timeout(.milliseconds(300))) == .throttled)
        #expect(busy.requests.count == 1)
    }

    @Test func `a disruption budget is told at once`() throws {
        let body =
            #"{"kind":"Status","reason":"TooManyRequests","details":{"causes":[{"reason":"DisruptionBudget"}]},"code":429}"#
        let peer = try Peer { _ in Self.answer(429, body) }
        let client = try Self.client(peer)
        #expect(Self.code(client, .evict("p", in: "a")) == .budget)
        #expect(peer.requests.count == 1)
    }

    @Test func `a token that was replaced is read again when the old one is refused`() throws {
        var template = Array("/tmp/kube-token-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { _ = try? ChildProcess.ask("/bin/rm", ["-rf", folder], input: [UInt8]().span) }
        let path = folder + "/token"
        func write(_ text: String) throws {
            let bytes = Array(text.utf8)
            try FileReplacement.write(bytes.span, to: path, readers: .owner)
        }
        try write("old\n")
        let peer = try Peer { request in Self.answer(request.contains("Bearer new\r\n") ? 200 : 401) }
        defer { withExtendedLifetime(peer) {} }
        let client = try Self.client(peer, .tokenFile(path))
        #expect(Self.code(client, Self.write) == .unauthorized)
        #expect(peer.requests.count == 2)
        try write("new\n")
        #expect(Self.code(client, Self.write) == nil)
        // The file was looked at because the token had been refused; from now on it is kept.
        try write("unknown\n")
        #expect(Self.code(client, Self.write) == nil)
    }

    @Test func `without a token nothing is sent`() throws {
        let peer = try Peer { _ in Self.answer(200) }
        let client = try Self.client(peer, .tokenFile("/nowhere/token"))
        #expect(Self.code(client, .get(.nodes, "n")) == .credentials)
        #expect(peer.connections == 0)
    }

    @Test func `an answer has its length`() throws {
        let peer = try Peer { _ in Self.answer(200, String(repeating: " ", count: 100)) }
        defer { withExtendedLifetime(peer) {} }
        let configuration = try #require(
            KubeConfiguration(server: peer.url, authorities: .system, credentials: .none))
        for (limit, code) in [(99, .tooLarge), (100, nil), (101, nil)] as [(Int, KubeError.Code?)] {
            var settings = KubeClientSettings()
            settings.maximumAnswer = limit
            let client = try KubeClient(configuration, settings)
            #expect(Self.code(client, .get(.nodes, "n")) == code)
        }
    }

    @Test func `a redirect is no answer, and not followed`() throws {
        let peer = try Peer { _ in Self.answer(307, "", "location: /elsewhere\r\n") }
        let client = try Self.client(peer)
        #expect(Self.code(client, .get(.nodes, "n")) == .broken)
        #expect(peer.requests.count == 1)
    }

    @Test func `a client that is closed calls everything off`() throws {
        let peer = try Peer { _ in nil }
        let client = try Self.client(peer)
        let outcome = Monitor<KubeError.Code?>(nil)
        client.send(.get(.nodes, "n")) { result in
            if case .failure(let error) = result { outcome.withLock { $0 = error.code } }
            outcome.notifyAll()
        }
        try #require(eventually { !peer.requests.isEmpty })
        client.close()
        #expect(outcome.wait(until: Monotonic.now.advanced(by: .seconds(60)), for: { $0 }) == .cancelled)
        #expect(Self.code(client, .get(.nodes, "n")) == .cancelled)
    }
}
