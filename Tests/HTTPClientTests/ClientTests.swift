// SPDX-License-Identifier: Apache-2.0
import Glibc
import HTTPClient
import Kernel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ClientTests {
    private static let ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-name: value\r\n\r\nhi"

    private static func code(_ body: () throws -> Void) -> ClientError.Code? {
        do {
            try body()
            return nil
        } catch { return (error as? ClientError)?.code }
    }

    @Test func `a response is status, headers and body`() throws {
        let peer = try Peer { _ in Self.ok }
        let client = try Client()
        let response = try client.perform(ClientRequest(.get, peer.url))
        #expect(response.status == 200)
        #expect(response.value("x-name") == "value")
        #expect(response.body == Array("hi".utf8))
        let request = try #require(peer.requests.first)
        #expect(request.hasPrefix("GET / HTTP/1.1\r\n"))
        #expect(request.contains("User-Agent: k3s-daas\r\n"))
    }

    @Test func `a body is sent whole, without asking first`() throws {
        let peer = try Peer { _ in Self.ok }
        let client = try Client()
        let body = Array(repeating: UInt8(ascii: "x"), count: 5000)
        let headers = [Header("content-type", "application/json"), Header("x-empty", "")]
        _ = try client.perform(ClientRequest(.post, peer.url, headers: headers, body: body))
        let request = try #require(peer.requests.first)
        #expect(
            request.hasPrefix("POST / HTTP/1.1\r\n")
                && request.hasSuffix("\r\n\r\n" + String(repeating: "x", count: 5000)))
        #expect(request.contains("Content-Length: 5000\r\n") && request.contains("content-type: application/json\r\n"))
        #expect(!request.contains("Expect"))
    }

    @Test func `an empty body is sent as one`() throws {
        let peer = try Peer { _ in Self.ok }
        let client = try Client()
        _ = try client.perform(ClientRequest(.post, peer.url))
        #expect(peer.requests.first?.contains("Content-Length: 0\r\n") == true)
    }

    @Test(arguments: [(Method.put, "PUT"), (.patch, "PATCH"), (.delete, "DELETE")])
    func `other methods bring their bodies, too`(_ method: Method, _ word: String) throws {
        let peer = try Peer { _ in Self.ok }
        let client = try Client()
        let headers = [Header("content-type", "application/json")]
        _ = try client.perform(ClientRequest(method, peer.url, headers: headers, body: Array("{}".utf8)))
        _ = try client.perform(ClientRequest(method, peer.url))
        _ = try client.perform(ClientRequest(.get, peer.url, body: Array("{}".utf8)))
        let requests = peer.requests
        #expect(requests[0].hasPrefix("\(word) / HTTP/1.1\r\n") && requests[0].hasSuffix("\r\n\r\n{}"))
        #expect(
            requests[0].contains("Content-Length: 2\r\n") && requests[0].contains("content-type: application/json\r\n"))
        #expect(requests[1].hasPrefix("\(word) / HTTP/1.1\r\n") && requests[1].contains("Content-Length: 0\r\n"))
        #expect(requests[2].hasPrefix("GET / HTTP/1.1\r\n") && requests[2].hasSuffix("\r\n\r\n"))
        #expect(peer.connections == 1)
    }

    @Test func `trailers stand apart from headers`() throws {
        let chunked =
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: grpc-status\r\n\r\n"
            + "2\r\nhi\r\n0\r\ngrpc-status: 0\r\n\r\n"
        let peer = try Peer { _ in chunked }
        let client = try Client()
        let response = try client.perform(ClientRequest(.get, peer.url))
        #expect(response.body == Array("hi".utf8))
        #expect(response.trailers == [Header("grpc-status", "0")])
    }

    @Test func `a connection is used again`() throws {
        let peer = try Peer { _ in Self.ok }
        let client = try Client()
        for _ in 0..<5 { _ = try client.perform(ClientRequest(.get, peer.url)) }
        #expect(peer.connections == 1)
        #expect(peer.requests.count == 5)
    }

    @Test(arguments: 1..<ok.utf8.count) func `a response that breaks off is none`(_ count: Int) throws {
        // By bytes: to Swift a line's end is one character.
        let part = String(decoding: Array(Self.ok.utf8).prefix(count), as: UTF8.self)
        let peer = try Peer { _ in part }
        peer.closesAfterAnswer = true
        let client = try Client()
        #expect(Self.code { _ = try client.perform(ClientRequest(.get, peer.url)) } == .broken)
    }

    static let nonsense = [
        "", "HTTP/1.1\r\n\r\n", "nonsense", "HTTP/0.9 200 OK\r\n\r\n", "SSH-2.0-x\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    ]

    @Test(arguments: nonsense) func `what is no HTTP is no response`(_ text: String) throws {
        let peer = try Peer { _ in text }
        peer.closesAfterAnswer = true
        let client = try Client()
        #expect(Self.code { _ = try client.perform(ClientRequest(.get, peer.url)) } == .broken)
    }

    @Test func `a redirect is a response, and nothing more`() throws {
        let peer = try Peer { _ in "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n" }
        let client = try Client()
        #expect(try client.perform(ClientRequest(.get, peer.url)).status == 302)
        #expect(peer.requests.count == 1)
    }

    @Test func `a body is no longer than allowed`() throws {
        let client = try Client()
        for (length, code) in [(9, nil), (10, nil), (11, ClientError.Code.tooLarge)] as [(Int, ClientError.Code?)] {
            let body = String(repeating: "x", count: length)
            let peer = try Peer { _ in "HTTP/1.1 200 OK\r\ncontent-length: \(length)\r\n\r\n" + body }
            var request = ClientRequest(.get, peer.url)
            request.maximumBody = 10
            #expect(Self.code { _ = try client.perform(request) } == code)
        }
    }

    @Test func `a head is no longer than allowed`() throws {
        let long =
            "HTTP/1.1 200 OK\r\n" + (0..<900).map { "x-\($0): \(String(repeating: "y", count: 80))\r\n" }.joined()
        let peer = try Peer { _ in long + "content-length: 0\r\n\r\n" }
        let client = try Client()
        #expect(Self.code { _ = try client.perform(ClientRequest(.get, peer.url)) } == .tooLarge)
    }

    @Test func `a peer that says nothing is given up`() throws {
        let peer = try Peer { _ in nil }
        let client = try Client()
        var request = ClientRequest(.get, peer.url)
        request.timeout = .milliseconds(100)
        let error = #expect(throws: ClientError.self) { _ = try client.perform(request) }
        #expect(error?.code == .timeout && error?.wasSent == true)
    }

    @Test func `nobody there is no response, and nothing was sent`() throws {
        let client = try Client()
        let error = #expect(throws: ClientError.self) {
            _ = try client.perform(ClientRequest(.get, "http://127.0.0.1:1/"))
        }
        #expect(error?.code == .connect && error?.wasSent == false)
        #expect(Self.code { _ = try client.perform(ClientRequest(.get, "https://no-such-host.invalid/")) } == .resolve)
    }

    @Test(arguments: [
        "http://192.0.2.1/", "http://example.invalid/", "http://127.0.0.1.example.invalid/",
        "http://localhost@192.0.2.1/",
    ])
    func `plain text is spoken to this machine alone`(_ url: String) throws {
        let client = try Client()
        #expect(Self.code { _ = try client.perform(ClientRequest(.get, url)) } == .plaintext)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "127.0.0.1", ""])
    func `nothing but HTTP is spoken`(_ url: String) throws {
        var settings = ClientSettings()
        settings.allowsPlaintext = true
        let client = try Client(settings)
        let code = Self.code { _ = try client.perform(ClientRequest(.get, url)) }
        #expect(code == .invalidRequest || code == .connect || code == .broken)
        #expect(code != nil)
    }

    static let unsendable = [
        Header("x", "a\r\nb: c"), Header("x", "a\nb"), Header("x\r\n", "a"), Header("", "a"), Header("x y", "a"),
        Header("x", "a\0b"), Header("x:", "a"),
    ]

    @Test(arguments: unsendable) func `a header that would be two is not sent`(_ header: Header) throws {
        let peer = try Peer { _ in Self.ok }
        let client = try Client()
        #expect(
            Self.code { _ = try client.perform(ClientRequest(.get, peer.url, headers: [header])) } == .invalidRequest)
        #expect(peer.requests.isEmpty)
    }

    @Test func `a proxy in the environment is not used`() throws {
        setenv("http_proxy", "http://127.0.0.1:1", 1)
        setenv("ALL_PROXY", "http://127.0.0.1:1", 1)
        defer {
            unsetenv("http_proxy")
            unsetenv("ALL_PROXY")
        }
        let peer = try Peer { _ in Self.ok }
        let client = try Client()
        #expect(try client.perform(ClientRequest(.get, peer.url)).status == 200)
    }

    @Test func `more at once than allowed fails at once`() throws {
        let peer = try Peer { _ in nil }
        var settings = ClientSettings()
        settings.maximumExchanges = 3
        let client = try Client(settings)
        let outcomes = Outcomes()
        for _ in 0..<5 { client.send(ClientRequest(.get, peer.url)) { outcomes.add($0) } }
        #expect(outcomes.codes == [.overloaded, .overloaded])
        client.close()
        #expect(outcomes.wait(5).filter { $0 == .closed }.count == 3)
        #expect(Self.code { _ = try client.perform(ClientRequest(.get, peer.url)) } == .closed)
    }

    @Test func `an exchange that is called off fails as such, once`() throws {
        let peer = try Peer { _ in nil }
        let client = try Client()
        let outcomes = Outcomes()
        let task = client.send(ClientRequest(.get, peer.url)) { outcomes.add($0) }
        task.cancel()
        task.cancel()
        #expect(outcomes.wait(1) == [.cancelled])
    }

    @Test func `a thousand exchanges, half of them called off, call back once each`() throws {
        let peer = try Peer { _ in Self.ok }
        var settings = ClientSettings()
        settings.maximumExchanges = 2000
        let client = try Client(settings)
        let outcomes = Outcomes()
        for index in 0..<1000 {
            let task = client.send(ClientRequest(.get, peer.url)) { outcomes.add($0) }
            if index % 2 == 1 { task.cancel() }
        }
        let codes = outcomes.wait(1000)
        #expect(codes.count == 1000)
        #expect(codes.allSatisfy { $0 == nil || $0 == .cancelled })
        #expect(codes.filter { $0 == nil }.count >= 500)
        client.close()
        #expect(outcomes.codes.count == 1000)
    }

    @Test func `a stream says what comes as it comes, and ends once`() throws {
        let chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\nt: 1\r\n\r\n"
        let peer = try Peer { _ in chunks }
        let client = try Client()
        let events = Events()
        var request = ClientRequest(.get, peer.url)
        request.timeout = nil
        request.isAlone = true
        client.stream(request) { events.add($0) }
        #expect(events.waitForEnd() == ["head 200", "ab", "end t: 1"])
    }

    @Test func `a stream that is paused waits, and goes on`() throws {
        let body = String(repeating: "x", count: 300_000)
        let peer = try Peer { _ in "HTTP/1.1 200 OK\r\ncontent-length: \(body.utf8.count)\r\n\r\n" + body }
        let client = try Client()
        let events = Events()
        var request = ClientRequest(.get, peer.url)
        request.isAlone = true
        let task = client.stream(request) { events.add($0) }
        task.pause()
        task.resume()
        let seen = events.waitForEnd()
        #expect(seen.first == "head 200" && seen.last == "end ")
        #expect(seen.dropFirst().dropLast().joined() == body)
    }
}

/// What completions said.
private final class Outcomes: Sendable {
    private let list = Monitor<[ClientError.Code?]>([])

    func add(_ result: Result<ClientResponse, ClientError>) {
        let code: ClientError.Code? = if case .failure(let error) = result { error.code } else { nil }
        list.withLock { $0.append(code) }
        list.notifyAll()
    }

    var codes: [ClientError.Code?] { list.withLock { $0 } }

    func wait(_ count: Int) -> [ClientError.Code?] { list.wait(for: { $0.count >= count ? $0 : nil }) ?? [] }
}

/// What a stream said, bytes that follow each other put together.
private final class Events: Sendable {
    private let list = Monitor<[String]>([])

    func add(_ event: StreamEvent) {
        list.withLock { list in
            switch event {
            case .head(let status, _): list.append("head \(status)")
            case .bytes(let bytes):
                let text = String(decoding: bytes, as: UTF8.self)
                if let last = list.last, !last.hasPrefix("head") {
                    list[list.count - 1] = last + text
                } else {
                    list.append(text)
                }
            case .end(let trailers): list.append("end " + trailers.map { "\($0.name): \($0.value)" }.joined())
            case .failed(let error): list.append("failed \(error.code.rawValue)")
            }
        }
        list.notifyAll()
    }

    func waitForEnd() -> [String] {
        list.wait(for: { list in
            list.last.map { $0.hasPrefix("end") || $0.hasPrefix("failed") } == true ? list : nil
        }) ?? []
    }

    @Test func `calls come at their time, in order, and one that was cancelled does not`() throws {
        let client = try Client()
        let calls = Monitor<[Int]>([])
        let start = Monotonic.now
        let tasks = [30, 10, 20, 0].map { milliseconds in
            client.call(at: start.advanced(by: .milliseconds(milliseconds))) {
                calls.withLock {
                    $0.append(Monotonic.now.since(start) >= .milliseconds(milliseconds) ? milliseconds : -1)
                }
                calls.notifyAll()
            }
        }
        tasks[2].cancel()
        let all = calls.wait(for: { $0.count == 3 ? $0 : nil })
        #expect(all == [0, 10, 30])
    }

    @Test func `a client that closes calls at once what was for later, once`() throws {
        let client = try Client()
        let calls = Monitor<[Int]>([])
        func call(_ number: Int) {
            client.call(at: Monotonic.now.advanced(by: .seconds(3600))) {
                calls.withLock { $0.append(number) }
                calls.notifyAll()
            }
        }
        call(1)
        client.close()
        call(2)
        let all = calls.wait(for: { $0.count == 2 ? $0.sorted() : nil })
        #expect(all == [1, 2])
    }
}
