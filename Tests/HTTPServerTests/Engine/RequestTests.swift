// SPDX-License-Identifier: Apache-2.0
import HTTPServer
import Kernel
import Testing

/// One connection's requests, over plain sockets.
struct RequestTests {
    private static let get = "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n"
    private static let getReply = "/a|b=c||false|-|"

    @Test func `answers a request and keeps the connection`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        for _ in 0..<3 {
            try client.send(Self.get)
            let reply = try #require(try client.reply())
            #expect(reply.status == 200)
            #expect(reply.body == Self.getReply)
            #expect(reply.has("Content-Type: text/plain"))
            #expect(!reply.has("Connection: close"))
        }
        #expect(server.statistics.accepted == 1)
        #expect(server.statistics.replies[.ok] == 3)
    }

    @Test(arguments: [
        ("GET /from HTTP/1.1\r\nHost: localhost:80\r\n", "localhost:80|false"),
        ("GET /from HTTP/1.1\r\nHost: [::1]\r\nORIGIN: null\r\n", "[::1]|true"),
        ("GET /from HTTP/1.1\r\nHost:\r\nOrigin:\r\n", "|true"),
        ("GET /from HTTP/1.0\r\n", "|false"),
        ("GET http://a.b/from HTTP/1.1\r\nHost: A.b\r\n", "A.b|false"),
    ]) func `says which host is asked, and whether on behalf of a page`(_ head: String, _ from: String) throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        try client.send(head + "\r\n")
        #expect(try client.reply()?.body == from)
    }

    @Test func `serves IPv6`() throws {
        let server = try TestServer(EchoPlan(), host: "[::1]:0")
        #expect(server.address.isIPv6)
        #expect(server.address.port != 0)
    }

    @Test func `answers pipelined requests in order`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        let requests = (0..<50).map { "POST /\($0) HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n\($0 % 10)!" }
        try client.send(requests.joined())
        for index in 0..<50 {
            #expect(try client.reply()?.body == "/\(index)||\(index % 10)!|false|-|")
        }
    }

    @Test func `understands a request at every split`() throws {
        let server = try TestServer(EchoPlan())
        let request = Array("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello".utf8)
        let client = try TestClient(server.address)
        for split in 0...request.count {
            try client.send(Array(request[..<split]))
            try client.send(Array(request[split...]))
            #expect(try client.reply()?.body == "/p||hello|false|-|")
        }
    }

    @Test func `understands a request that comes byte by byte`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        for byte in Array("POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
        {
            try client.send([byte])
        }
        #expect(try client.reply()?.body == "/p||abc|false|-|")
    }

    @Test func `a chunked body is put together, and what follows it is the next request`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        try client.send(
            "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: gone\r\n\r\n" + Self.get)
        #expect(try client.reply()?.body == "/c||abcde|false|-|")
        #expect(try client.reply()?.body == Self.getReply)
    }

    @Test func `a reply to HEAD has a length and no body`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        try client.send("HEAD /h HTTP/1.1\r\nHost: x\r\n\r\n" + Self.get)
        let reply = try #require(try client.reply(toHead: true))
        #expect(reply.has("Content-Length: 13"))
        #expect(try client.reply()?.body == Self.getReply)
    }

    // RFC 9112 §9.3, §9.6
    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", true), ("GET / HTTP/1.0\r\n\r\n", true),
        ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false),
        ("GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, close\r\n\r\n", true),
    ]) func `ends the connection when it should`(_ request: String, _ ends: Bool) throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        try client.send(request + (ends ? "GET /ignored HTTP/1.1\r\nHost: x\r\n\r\n" : ""))
        let reply = try #require(try client.reply())
        #expect(reply.status == 200)
        #expect(reply.has("Connection: close") == ends)
        guard ends else { return }
        #expect(try client.isEnded())
    }

    // RFC 9110 §10.1.1
    @Test func `asks for a body that waits to be asked for`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        try client.send("POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(try client.reply()?.status == 100)
        try client.send("ok")
        #expect(try client.reply()?.body == "/e||ok|false|-|")
    }

    @Test func `does not ask for a body that is too large`() throws {
        let server = try TestServer(EchoPlan(limit: 4, dropLimit: 4))
        let client = try TestClient(server.address)
        try client.send("POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        #expect(try client.reply()?.status == 413)
        #expect(try client.isEnded())
    }

    @Test(arguments: [1023, 1024, 1025, 2047, 2048, 2049], [false, true])
    func `keeps, drops or refuses a body by its size`(_ size: Int, _ isChunked: Bool) throws {
        let server = try TestServer(EchoPlan(limit: 1024, dropLimit: 2048))
        let client = try TestClient(server.address)
        let body = String(repeating: "b", count: size)
        if isChunked {
            try client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            try client.send("\(String(size, radix: 16))\r\n\(body)\r\n0\r\n\r\n")
        } else {
            try client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n\(body)")
        }
        let reply = try #require(try client.reply())
        switch size {
        case ...1024: #expect(reply.body == "/||\(body)|false|-|")
        case ...2048: #expect(reply.body == "/|||true|-|")
        default:
            #expect(reply.status == 413)
            #expect(try client.isEnded())
            return
        }
        try client.send(Self.get)
        #expect(try client.reply()?.body == Self.getReply)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\nHost: x\n\n", 400), ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        ("BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501), ("TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        ("CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n", 501), ("GET / HTTP/1.1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
        ("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n", 404), ("\u{16}\u{3}\u{1}", 400),
        ("GET /" + String(repeating: "a", count: 9000) + " HTTP/1.1\r\n", 414),
        ("GET / HTTP/1.1\r\nHost: x\r\nA: " + String(repeating: "a", count: 17_000), 431),
    ]) func `refuses a request with the status it deserves, and ends`(_ request: String, _ status: Int) throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        try client.send(request)
        let reply = try #require(try client.reply())
        #expect(reply.status == status)
        #expect(reply.has("Connection: close"))
        #expect(try client.isEnded())
        // The next connection does not notice.
        let other = try TestClient(server.address)
        try other.send(Self.get)
        #expect(try other.reply()?.body == Self.getReply)
    }

    @Test func `a large reply reaches a peer that reads late`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        // The socket cannot take 8 MiB: the rest waits, and the request behind it too.
        try client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n" + Self.get)
        server.wait(for: "the first reply") { server.statistics.replies[.ok] == 1 }
        #expect(try client.reply()?.body.utf8.count == 8 << 20)
        #expect(try client.reply()?.body == Self.getReply)
    }

    @Test func `lends credentials and says who is connected, and numbers come back in fields`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        try client.send("GET /who HTTP/1.1\r\nHost: x\r\nX-Seal-Token: s\r\nAuthorization: Bearer b\r\n\r\n")
        let reply = try #require(try client.reply())
        #expect(reply.body == "Bearer b|s|127.0.0.1")
        #expect(reply.has("Retry-After: 7") && reply.has("X-Request-Id: 0000000000000100"))
        try client.send("GET /who HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.reply()?.body == "||127.0.0.1")
    }
}
