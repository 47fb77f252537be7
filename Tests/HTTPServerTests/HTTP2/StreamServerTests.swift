// SPDX-License-Identifier: Apache-2.0
import HTTPServer
import Kernel
import Testing

/// HTTP/2 on real connections: whole servers, TLS, threads.
struct StreamServerTests {
    private static let h2: [UInt8] = [2, 0x68, 0x32]
    private static let http1: [UInt8] = [8] + Array("http/1.1".utf8)

    /// A connection that has agreed on HTTP/2, and what came on it.
    private final class Peer {
        let client: TLSTestClient
        let reader = ReplyReader()

        init(_ address: SocketAddress) throws {
            var options = TLSTestClient.Options()
            options.protocols = StreamServerTests.h2
            client = try TLSTestClient(address, options)
            try #require(client.connect() && client.chosenProtocol == "h2")
            try #require(client.send(Frame.preface + Frame.settings().bytes + Frame.settingsAcknowledged.bytes))
        }

        func send(_ frames: Frame...) -> Bool { client.send(frames.flatMap(\.bytes)) }

        /// Reads until `condition` holds; false if the server ended first.
        func read(until condition: () -> Bool) throws -> Bool {
            while !condition() {
                guard let bytes = client.receive() else { return false }
                try reader.take(bytes)
            }
            return true
        }

        /// The whole reply on a stream; `nil` if the server ended instead.
        func reply(_ stream: UInt32) throws -> StreamReply? {
            guard try read(until: { reader.replies[stream]?.isEnded == true }) else { return nil }
            return reader.replies[stream]
        }

        /// Reads to the end.
        func readAll() throws { _ = try read(until: { false }) }
    }

    private let authority: TestAuthority
    private let folder: TestFolder

    init() throws {
        authority = try TestAuthority()
        folder = try TestFolder()
        try folder.write(authority.issue("server"))
    }

    private func server(
        _ plan: EchoPlan = EchoPlan(), loops: Int = 1, _ change: (inout ServerSettings) -> Void = { _ in }
    ) throws -> TestServer { try TestServer(plan, tls: folder.settings(offersHTTP2: true), loops: loops, change) }

    @Test(
        arguments: [
            (true, h2, "h2"), (true, http1, "http/1.1"), (true, h2 + http1, "h2"), (true, http1 + h2, "h2"),
            (false, h2 + http1, "http/1.1"), (false, h2, nil), (true, [2, 0x68, 0x33], nil),
        ] as [(Bool, [UInt8], String?)])
    func `chooses the protocol`(_ offers: Bool, _ asked: [UInt8], _ expected: String?) throws {
        let server = try TestServer(EchoPlan(), tls: folder.settings(offersHTTP2: offers))
        var options = TLSTestClient.Options()
        options.protocols = asked
        let client = try TLSTestClient(server.address, options)
        let isConnected = client.connect()
        #expect(isConnected == (expected != nil))
        if let expected { #expect(client.chosenProtocol == expected) }
        if expected == "http/1.1" { #expect(client.ask("/a")?.hasPrefix("/a|") == true) }
    }

    @Test func `who names no protocol is served HTTP 1`() throws {
        let server = try server()
        let client = try TLSTestClient(server.address)
        #expect(client.connect())
        #expect(client.ask("/a")?.hasPrefix("/a|") == true)
    }

    @Test func `answers, counts, and stays open`() throws {
        let server = try server()
        let peer = try Peer(server.address)
        for round in 0..<3 {
            let id = UInt32(round * 2 + 1)
            #expect(peer.send(Frame.post(id, "/a?b"), Frame.data(id, [0x68, 0x69])))
            #expect(try peer.reply(id)?.text == "/a|b|hi|false|-|")
        }
        server.wait(for: "the counts") { server.statistics.streams[.answered] == 3 }
        #expect(server.statistics.sessions == 1 && server.statistics.replies[.ok] == 3)
        #expect(server.statistics.openConnections == 1)
    }

    @Test func `a large reply comes through its windows`() throws {
        let server = try server()
        let peer = try Peer(server.address)
        #expect(
            peer.send(Frame.window(0, 16 << 20), Frame.get(1, "/large"), Frame.window(1, 16 << 20)))
        #expect(try peer.reply(1)?.body.count == 8 << 20)
        #expect(peer.send(Frame.get(3, "/a")))
        #expect(try peer.reply(3)?.status == "200")
    }

    @Test func `answers from other threads go to their streams`() throws {
        let plan = EchoPlan()
        let server = try server(plan)
        let peer = try Peer(server.address)
        for index in 0..<20 { #expect(peer.send(Frame.get(UInt32(index * 2 + 1), "/kept"))) }
        server.wait(for: "the handler") { plan.kept.count == 20 }
        #expect(server.server.statistics.requestsInFlight == 20)
        for index in (0..<20).reversed() { plan.kept[index].reply("answer \(index)") }
        for index in 0..<20 { #expect(try peer.reply(UInt32(index * 2 + 1))?.text == "answer \(index)") }
        #expect(server.server.statistics.requestsInFlight == 0)
    }

    @Test func `what a peer has left, or took with it, is not in flight for ever`() throws {
        let plan = EchoPlan()
        let server = try server(plan)
        do {
            let peer = try Peer(server.address)
            #expect(peer.send(Frame.get(1, "/kept"), Frame.get(3, "/kept"), Frame.reset(1), Frame.get(5, "/a")))
            #expect(try peer.reply(5)?.status == "200")
            server.wait(for: "the handlers") { plan.kept.count == 2 }
            #expect(server.server.statistics.requestsInFlight == 2)
            plan.kept[0].reply("for nobody")
            server.wait(for: "the answer") { server.server.statistics.requestsInFlight == 1 }
        }
        server.wait(for: "the end") { server.server.statistics.requestsInFlight == 0 }
        plan.kept[1].reply("for nobody")
        #expect(
            server.statistics.streams == [
                .answered: 1, .peer: 1, .connection: 1, .refused: 0, .broken: 0, .writeTimeout: 0,
            ])
        let other = try Peer(server.address)
        #expect(other.send(Frame.get(1, "/a")))
        #expect(try other.reply(1)?.status == "200")
    }

    @Test func `an exchange that is dropped or cut ends its stream alone`() throws {
        let server = try server()
        let peer = try Peer(server.address)
        #expect(peer.send(Frame.get(1, "/dropped"), Frame.get(3, "/cut"), Frame.get(5, "/a")))
        #expect(try peer.reply(1)?.status == "500")
        #expect(try peer.read(until: { peer.reader.replies[3]?.reset == 2 }))
        #expect(try peer.reply(5)?.status == "200")
    }

    @Test func `a drain lets requests end and takes no new ones`() throws {
        let plan = EchoPlan()
        let server = try server(plan, loops: 2)
        let peer = try Peer(server.address)
        #expect(peer.send(Frame.get(1, "/kept")))
        server.wait(for: "the handler") { plan.kept.count == 1 }
        server.server.drain()
        #expect(try peer.read(until: { !peer.reader.farewells.isEmpty }))
        #expect(peer.reader.farewells[0].last == 0x7FFF_FFFF)
        #expect(peer.send(Frame.get(3, "/a"), Frame.ping(isAnswer: true)))
        #expect(try peer.reply(3)?.status == "200")
        #expect(try peer.read(until: { peer.reader.farewells.count == 2 }))
        #expect(peer.reader.farewells[1].last == 3)
        plan.kept[0].reply("still")
        #expect(try peer.reply(1)?.text == "still")
        try peer.readAll()
        server.server.waitUntilStopped()
    }

    @Test func `a flood ends its own connection, and the others do not notice`() throws {
        let server = try server()
        let quiet = try Peer(server.address)
        #expect(quiet.send(Frame.get(1, "/a")))
        #expect(try quiet.reply(1)?.status == "200")
        let loud = try Peer(server.address)
        for step in 0..<20_000
        where !loud.send(Frame.get(UInt32(step * 2 + 1), "/kept"), Frame.reset(UInt32(step * 2 + 1))) {
            break
        }
        try? loud.readAll()
        server.wait(for: "the end") { server.statistics.openConnections == 1 }
        #expect(server.statistics.offences.values.reduce(0, +) == 1)
        #expect(quiet.send(Frame.get(3, "/a")))
        #expect(try quiet.reply(3)?.status == "200")
    }

    @Test func `an idle connection is told, and closed`() throws {
        let server = try server { $0.limits.idle = .milliseconds(100) }
        let peer = try Peer(server.address)
        #expect(peer.send(Frame.get(1, "/a")))
        #expect(try peer.reply(1)?.status == "200")
        try peer.readAll()
        #expect(peer.reader.farewells.map(\.code) == [0])
        server.wait(for: "the count") { server.statistics.closed[.idleTimeout] == 1 }
    }

    @Test func `too much at once is answered 503, stream by stream`() throws {
        let plan = EchoPlan()
        let server = try server(plan) { $0.limits.requestsInFlight = 2 }
        let peer = try Peer(server.address)
        #expect(peer.send(Frame.get(1, "/kept"), Frame.get(3, "/kept"), Frame.get(5, "/kept")))
        #expect(try peer.reply(5)?.status == "503")
        server.wait(for: "the handlers") { plan.kept.count == 2 }
        plan.kept[0].reply("one")
        #expect(try peer.reply(1)?.text == "one")
        #expect(peer.send(Frame.get(7, "/a")))
        #expect(try peer.reply(7)?.status == "200")
        #expect(server.server.statistics.shed[.requestsInFlight] == 1)
    }

    // A peer that reads nothing must not make us keep what it does not take: neither replies nor its requests are read on.
    @Test func `a peer that does not read is not read from`() throws {
        let server = try server { $0.limits.write = .milliseconds(300) }
        let peer = try Peer(server.address)
        #expect(peer.send(Frame.window(0, 0x7000_0000), Frame.settings([(4, 0x7FFF_FFFF)])))
        for step in 0..<16 { #expect(peer.send(Frame.get(UInt32(step * 2 + 1), "/large"))) }
        server.wait(for: "the end") { server.statistics.closed[.writeTimeout] == 1 }
        let other = try Peer(server.address)
        #expect(other.send(Frame.get(1, "/a")))
        #expect(try other.reply(1)?.status == "200")
    }
}
