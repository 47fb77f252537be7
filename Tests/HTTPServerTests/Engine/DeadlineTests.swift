// SPDX-License-Identifier: Apache-2.0
import HTTPServer
import Kernel
import Testing

/// Deadlines belong to the request: bytes do not move them.
struct DeadlineTests {
    private static let short = Duration.milliseconds(150)

    @Test func `a head that drips is refused in time`() throws {
        let server = try TestServer(EchoPlan()) { $0.limits.headTime = Self.short }
        let client = try TestClient(server.address)
        let start = Monotonic.now
        try client.send("GET / HTTP/1.1\r\nA: ")
        // A byte every few milliseconds: a deadline that bytes move would never come.
        while !client.isReadable(within: 5) { try client.send("a") }
        #expect(try client.reply()?.status == 408)
        #expect(try client.isEnded())
        #expect(Monotonic.now.since(start) >= Self.short)
        server.wait(for: "the count") { server.statistics.closed[.headTimeout] == 1 }
    }

    @Test func `a body that does not come is refused in time`() throws {
        let server = try TestServer(EchoPlan()) { $0.limits.bodyTime = Self.short }
        let client = try TestClient(server.address)
        try client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhal")
        #expect(try client.reply()?.status == 408)
        #expect(try client.isEnded())
        server.wait(for: "the count") { server.statistics.closed[.bodyTimeout] == 1 }
    }

    @Test func `an idle connection is closed without a word`() throws {
        let server = try TestServer(EchoPlan()) { $0.limits.idle = Self.short }
        let client = try TestClient(server.address)
        #expect(try client.isEnded())
        server.wait(for: "the count") { server.statistics.closed[.idleTimeout] == 1 }
    }

    @Test func `a peer that does not read is let go`() throws {
        let server = try TestServer(EchoPlan()) { $0.limits.write = Self.short }
        let client = try TestClient(server.address)
        try client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        server.wait(for: "the count") { server.statistics.closed[.writeTimeout] == 1 }
        _ = client.socket
    }

    @Test func `a handler that stays silent is answered for, and its answer comes too late`() throws {
        let plan = EchoPlan()
        let server = try TestServer(plan) { $0.limits.answer = Self.short }
        let client = try TestClient(server.address)
        try client.send("GET /kept HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.reply()?.status == 504)
        try #require(plan.kept.count == 1)
        plan.kept[0].reply("late")
        #expect(try client.isEnded())
        #expect(server.server.statistics.requestsInFlight == 0)
    }

    @Test func `a peer that does not close after the end is cut`() throws {
        let server = try TestServer(EchoPlan()) { $0.limits.linger = Self.short }
        let client = try TestClient(server.address)
        try client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(try client.reply()?.status == 200)
        server.wait(for: "the count") { server.statistics.closed[.finished] == 1 }
        _ = client.socket
    }
}
