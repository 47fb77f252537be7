// SPDX-License-Identifier: Apache-2.0
import Glibc
import HTTPServer
import Kernel
import Testing

/// The end of a server loses no request.
struct DrainTests {
    private static let get = "GET /x HTTP/1.1\r\nHost: x\r\n\r\n"

    /// Asks until a reply says that the connection ends, which is when its loop has heard of the drain; that reply's
    /// status.
    private func untilToldToGo(_ client: TestClient) throws -> Int? {
        var reply: TestClient.Reply?
        repeat {
            try client.send(Self.get)
            reply = try client.reply()
        } while reply?.has("Connection: close") == false
        return reply?.status
    }

    @Test func `an idle connection may still ask once, and is told that it ends`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        try client.send(Self.get)
        #expect(try client.reply()?.has("Connection: close") == false)
        server.server.drain()
        #expect(try untilToldToGo(client) == 200)
        #expect(try client.isEnded())
        server.server.waitUntilStopped()
    }

    @Test func `a request that a handler has is answered before the end`() throws {
        let plan = EchoPlan()
        let server = try TestServer(plan)
        let client = try TestClient(server.address)
        try client.send("GET /kept HTTP/1.1\r\nHost: x\r\n\r\n")
        server.wait(for: "the handler") { plan.kept.count == 1 }
        server.server.drain()
        // Its loop has heard of the drain once a second connection is told to go.
        let other = try TestClient(server.address)
        #expect(try untilToldToGo(other) == 200)
        plan.kept[0].reply("still")
        let late = try #require(try client.reply())
        #expect(late.body == "still")
        #expect(late.has("Connection: close"))
        client.finish()
        server.server.waitUntilStopped()
    }

    // A probe must see that we are not ready, and a scraper that keeps its connection must not hold us up.
    @Test func `probes are answered until the end, and do not delay it`() throws {
        let server = try TestServer(EchoPlan(), loops: 3, hasOps: true)
        let ops = try #require(server.server.addresses["ops"])
        let scraper = try TestClient(ops)
        try scraper.send(Self.get)
        #expect(try scraper.reply()?.status == 200)
        let client = try TestClient(server.address)
        try client.send(Self.get)
        #expect(try client.reply()?.status == 200)
        server.server.drain()
        let other = try TestClient(server.address)
        #expect(try untilToldToGo(other) == 200)
        for _ in 0..<6 {
            let probe = try TestClient(ops)
            try probe.send(Self.get)
            #expect(try probe.reply()?.status == 200)
        }
        client.finish()
        other.finish()
        server.server.waitUntilStopped()
        #expect(try scraper.isEnded())
        let wasClean = server.events.withLock { events in
            events.contains { if case .stopped(cut: 0) = $0 { true } else { false } }
        }
        #expect(wasClean)
    }

    // The last connections of the queue go to loops that have nothing else to do any more.
    @Test func `no connection is given to a loop that has ended`() throws {
        let server = try TestServer(EchoPlan(), loops: 4)
        server.server.drain()
        var answered = 0
        for _ in 0..<64 {
            guard let client = try? TestClient(server.address) else { break }
            // Refused or reset once the doors are closed; never accepted and left without an answer.
            guard (try? client.send(Self.get)) != nil, let reply = try client.reply() else { break }
            #expect(reply.status == 200)
            answered += 1
        }
        #expect(answered > 0)
        server.server.waitUntilStopped()
    }

    @Test func `a stop cuts what is left`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        try client.send(Self.get)
        #expect(try client.reply()?.status == 200)
        server.server.drain()
        server.server.stop()
        server.server.waitUntilStopped()
        #expect(try client.isEnded())
        let isCut = server.events.withLock { events in
            events.contains { if case .stopped(cut: 1) = $0 { true } else { false } }
        }
        #expect(isCut)
    }

    @Test func `a successor takes over without a lost request`() throws {
        let first = try TestServer(EchoPlan())
        let second = try TestServer(EchoPlan(), host: first.address.description)
        #expect(second.address == first.address)
        first.server.drain()
        for _ in 0..<200 {
            let client = try TestClient(first.address)
            try client.send(Self.get)
            #expect(try client.reply()?.status == 200)
        }
        first.server.waitUntilStopped()
        for _ in 0..<20 {
            let client = try TestClient(second.address)
            try client.send(Self.get)
            #expect(try client.reply()?.status == 200)
        }
    }

    @Test func `an inherited socket is served, and lives on with who else holds it`() throws {
        let socket = try Descriptor.listening(at: try #require(SocketAddress("127.0.0.1:0")))
        let copy = SharedDescriptor(Descriptor(owning: dup(socket.raw)))
        let first = try TestServer(EchoPlan(), inherited: copy)
        let client = try TestClient(first.address)
        try client.send(Self.get)
        #expect(try client.reply()?.status == 200)
        client.finish()
        first.server.drain()
        first.server.waitUntilStopped()
        // Nobody serves: this one waits in the queue that the socket keeps.
        let waiting = try TestClient(first.address)
        try waiting.send(Self.get)
        let second = try TestServer(
            EchoPlan(), inherited: SharedDescriptor(Descriptor(owning: dup(socket.raw))))
        #expect(try waiting.reply()?.status == 200)
        _ = second.address
    }

    // A service manager starts the successor when we are gone: until then nobody else would answer.
    @Test func `an inherited socket is served until the last connection is gone`() throws {
        let socket = try Descriptor.listening(at: try #require(SocketAddress("127.0.0.1:0")))
        let plan = EchoPlan()
        let server = try TestServer(plan, inherited: SharedDescriptor(Descriptor(owning: dup(socket.raw))))
        let slow = try TestClient(server.address)
        try slow.send("GET /kept HTTP/1.1\r\nHost: x\r\n\r\n")
        server.wait(for: "the handler") { plan.kept.count == 1 }
        server.server.drain()
        for _ in 0..<100 {
            let client = try TestClient(server.address)
            #expect(try untilToldToGo(client) == 200)
        }
        plan.kept[0].reply("last")
        #expect(try slow.reply()?.body == "last")
        slow.finish()
        server.server.waitUntilStopped()
    }

    @Test func `what is wrong with an address is known before anything is served`() throws {
        let error = #expect(throws: Server.StartFailure.self) {
            _ = try TestServer(EchoPlan(), host: "192.0.2.1:1")
        }
        guard case .listen(listener: "test", let reason) = error else {
            Issue.record("another failure")
            return
        }
        #expect(reason.call.description == "bind")
    }
}
