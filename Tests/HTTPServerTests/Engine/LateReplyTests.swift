// SPDX-License-Identifier: Apache-2.0
import Glibc
import HTTPServer
import Kernel
import Testing

/// Replies that do not come while the handler runs.
struct LateReplyTests {
    private static let kept = "GET /kept HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func `a reply from another thread arrives, and what was pipelined behind it`() throws {
        let plan = EchoPlan()
        let server = try TestServer(plan)
        let client = try TestClient(server.address)
        try client.send(Self.kept + "GET /next HTTP/1.1\r\nHost: x\r\n\r\n")
        server.wait(for: "the handler") { plan.kept.count == 1 }
        #expect(server.server.statistics.requestsInFlight == 1)
        // More comes while nobody may read it.
        try client.send("GET /last HTTP/1.1\r\nHost: x\r\n\r\n")
        plan.kept[0].reply("late")
        #expect(try client.reply()?.body == "late")
        #expect(try client.reply()?.body == "/next|||false|-|")
        #expect(try client.reply()?.body == "/last|||false|-|")
        #expect(server.server.statistics.requestsInFlight == 0)
    }

    @Test func `an exchange that is dropped answers 500`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        try client.send("GET /dropped HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.reply()?.status == 500)
    }

    @Test func `a request can be cut off, and what came before it is answered`() throws {
        let server = try TestServer(EchoPlan())
        let client = try TestClient(server.address)
        try client.send("GET /next HTTP/1.1\r\nHost: x\r\n\r\nGET /cut HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.reply()?.body == "/next|||false|-|")
        #expect(try client.reply() == nil)
        server.wait(for: "the close") { server.statistics.openConnections == 0 }
        #expect(server.statistics.closed[.refused] == 1 && server.server.statistics.requestsInFlight == 0)
    }

    @Test func `an exchange that is dropped elsewhere answers 500`() throws {
        let plan = EchoPlan()
        let server = try TestServer(plan)
        let client = try TestClient(server.address)
        try client.send(Self.kept)
        server.wait(for: "the handler") { plan.kept.count == 1 }
        plan.forget()
        #expect(try client.reply()?.status == 500)
    }

    @Test func `a reply to a peer that left goes nowhere, not even to who has its place`() throws {
        let plan = EchoPlan()
        let server = try TestServer(plan)
        do {
            let client = try TestClient(server.address)
            try client.send(Self.kept)
            server.wait(for: "the handler") { plan.kept.count == 1 }
            // A reset: the loop notices at once.
            var now = linger(l_onoff: 1, l_linger: 0)
            setsockopt(client.socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        }
        server.wait(for: "the close") { server.statistics.openConnections == 0 }
        let next = try TestClient(server.address)
        try next.send(Self.kept)
        server.wait(for: "the handler") { plan.kept.count == 2 }
        plan.kept[0].reply("to the one who left")
        plan.kept[1].reply("to the one who is here")
        #expect(try next.reply()?.body == "to the one who is here")
    }

    @Test func `more at once than allowed is answered 503 without Retry-After`() throws {
        let plan = EchoPlan()
        let server = try TestServer(plan) { $0.limits.requestsInFlight = 1 }
        let first = try TestClient(server.address)
        try first.send(Self.kept)
        server.wait(for: "the handler") { plan.kept.count == 1 }
        let second = try TestClient(server.address)
        try second.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
        let reply = try #require(try second.reply())
        #expect(reply.status == 503)
        #expect(!reply.head.contains("Retry-After"))
        #expect(server.server.statistics.shed[.requestsInFlight] == 1)
        plan.kept[0].reply("done")
        #expect(try first.reply()?.body == "done")
        try second.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try second.reply()?.status == 200)
    }
}
