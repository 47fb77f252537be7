// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import HTTPServer

/// What is bounded stays bounded, and who is served goes on being served.
struct CapacityTests {
    private static let get = "GET /x HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func `one connection too many is closed at once`() throws {
        let server = try TestServer(EchoPlan()) { $0.limits.connections = 2 }
        var clients = try (0..<2).map { _ in try TestClient(server.address) }
        server.wait(for: "both") { server.statistics.openConnections == 2 }
        let third = try TestClient(server.address)
        #expect(try third.isEnded())
        #expect(server.server.statistics.shed[.connections] == 1)
        for client in clients {
            try client.send(Self.get)
            #expect(try client.reply()?.status == 200)
        }
        clients.removeLast()
        server.wait(for: "room") { server.statistics.openConnections == 1 }
        let fourth = try TestClient(server.address)
        try fourth.send(Self.get)
        #expect(try fourth.reply()?.status == 200)
    }

    @Test func `bodies share a budget, a part of which is reserved`() throws {
        let server = try TestServer(EchoPlan(limit: 1 << 20, dropLimit: 1 << 20)) {
            $0.limits.bodyMemory = 384 << 10
            $0.limits.reservedBodyMemory = 128 << 10
        }
        let half = String(repeating: "x", count: 250 << 10)
        let head = "HTTP/1.1\r\nHost: x\r\nContent-Length: \(500 << 10)\r\n\r\n"
        let first = try TestClient(server.address)
        try first.send("POST /a \(head)\(half)")
        server.wait(for: "the first body") { server.server.statistics.bodyBytes == 256 << 10 }
        let second = try TestClient(server.address)
        try second.send("POST /b \(head)\(String(half.prefix(80 << 10)))")
        let reply = try #require(try second.reply())
        #expect(reply.status == 503)
        #expect(!reply.head.contains("Retry-After"))
        #expect(server.server.statistics.shed[.memory] == 1)
        // The reserved part is still there for those it is kept for.
        let third = try TestClient(server.address)
        let body = String(repeating: "y", count: 100 << 10)
        try third.send("POST /reserved HTTP/1.1\r\nHost: x\r\nContent-Length: \(100 << 10)\r\n\r\n\(body)")
        #expect(try third.reply()?.status == 200)
        // A connection that goes gives back what it took.
        first.finish()
        server.wait(for: "the budget") { server.server.statistics.bodyBytes == 0 }
    }

    @Test func `the budget is exact at its edge`() {
        let budget = MemoryBudget(total: 100, reserved: 30)
        #expect(!budget.take(71, isReserved: false))
        #expect(budget.take(70, isReserved: false))
        #expect(!budget.take(1, isReserved: false))
        #expect(!budget.take(31, isReserved: true))
        #expect(budget.take(30, isReserved: true))
        #expect(budget.inUse == 100)
        #expect(!budget.take(1, isReserved: true))
        budget.giveBack(100)
        #expect(budget.take(70, isReserved: false))
        #expect(!budget.take(Int.max, isReserved: true))
    }

    @Test func `connections are spread evenly over the loops`() throws {
        let server = try TestServer(EchoPlan(showsLoop: true), loops: 4)
        var clients: [TestClient] = []
        var loops: [String: Int] = [:]
        for _ in 0..<16 {
            let client = try TestClient(server.address)
            try client.send(Self.get)
            loops[try client.reply()?.body ?? "", default: 0] += 1
            clients.append(client)
        }
        #expect(loops.values.sorted() == [4, 4, 4, 4])
    }

    @Test func `peers that vanish at every byte leave nothing behind`() throws {
        let server = try TestServer(EchoPlan())
        let request = Array("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello".utf8)
        for count in 0...request.count {
            let client = try TestClient(server.address)
            try client.send(Array(request[..<count]))
        }
        server.wait(for: "all to be gone") {
            server.statistics.accepted == request.count + 1 && server.statistics.openConnections == 0
        }
        #expect(server.server.statistics.bodyBytes == 0)
    }
}
