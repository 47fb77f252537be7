// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

@testable import EnclaveBoot

struct ForwarderTests {
    @Test(arguments: SocketKind.allCases, SocketKind.allCases) func `bytes are carried both ways`(
        _ source: SocketKind, _ target: SocketKind
    ) throws {
        let world = try ForwardWorld(from: source, to: target)
        let (client, server) = try world.pair()
        try client.write(Array("question".utf8))
        #expect(try server.read(8) == Array("question".utf8))
        try server.write(Array("answer".utf8))
        #expect(try client.read(6) == Array("answer".utf8))
        client.finish()
        #expect(try server.isEnded())
        server.finish()
        #expect(try client.isEnded())
        world.wait(for: "the end") { $0.open == 0 }
        var expected = ForwardStatistics(rule: "rule")
        expected.accepted = 1
        (expected.bytesToTarget, expected.bytesToSource) = (8, 6)
        expected.refused = [.ruleLimit: 0, .limit: 0, .peer: 0, .descriptors: 0]
        expected.failed = [
            .lookUp: 0, .refused: 0, .connectTimeout: 0, .unreachable: 0, .sourceReset: 0, .targetReset: 0, .idle: 0,
            .cut: 0, .system: 0,
        ]
        #expect(world.statistics == expected)
    }

    @Test(arguments: SocketKind.allCases) func `one direction may end long before the other`(
        _ kind: SocketKind
    ) throws {
        let world = try ForwardWorld(from: kind, to: kind)
        let (client, server) = try world.pair()
        // The target ends first, and still hears what comes.
        server.finish()
        #expect(try client.isEnded())
        for byte: UInt8 in 0..<100 {
            try client.write([byte])
            #expect(try server.read(1) == [byte])
        }
        client.finish()
        #expect(try server.isEnded())
        world.wait(for: "the end") { $0.open == 0 }
        #expect(world.statistics.failed.values.reduce(0, +) == 0)
    }

    @Test func `a thousand connections at once`() throws {
        let descriptors = try DescriptorLimit.raise(to: 8192)
        try #require(descriptors >= 4600)
        let world = try ForwardWorld { limits in
            limits.connections = 1000
            limits.connectionsPerRule = 1000
        }
        var pairs: [(client: Stream, server: Stream)] = []
        for number in 0..<1000 {
            let client = try world.connect()
            // Which connection is which says only what comes over it.
            try client.write([UInt8(number >> 8), UInt8(number & 255)])
            pairs.append((client, try world.accept()))
        }
        #expect(world.statistics.open == 1000)
        for (number, pair) in pairs.enumerated() {
            #expect(try pair.server.read(2) == [UInt8(number >> 8), UInt8(number & 255)])
            try pair.server.write([UInt8(number & 255), UInt8(number >> 8)])
        }
        for (number, pair) in pairs.enumerated() {
            #expect(try pair.client.read(2) == [UInt8(number & 255), UInt8(number >> 8)])
        }
        pairs = []
        world.wait(for: "the end of all") { $0.open == 0 }
        #expect(world.statistics.accepted == 1000)
    }

    @Test func `who breaks off is not taken for one who has ended`() throws {
        let world = try ForwardWorld()
        do {
            let (client, server) = try world.pair()
            try client.write([1])
            #expect(try server.read(1) == [1])
            client.breakOff()
            _ = consume client
            #expect(server.isBroken())
            world.wait(for: "the end") { $0.open == 0 }
            #expect(world.statistics.failed[.sourceReset] == 1)
        }
        let (client, server) = try world.pair()
        try server.write([1])
        #expect(try client.read(1) == [1])
        server.breakOff()
        _ = consume server
        #expect(client.isBroken())
        world.wait(for: "the end") { $0.open == 0 }
        #expect(world.statistics.failed[.targetReset] == 1)
    }

    // A server that refuses a request while it is still being sent: what it says must get through.
    @Test func `what was said before a break is heard`() throws {
        let world = try ForwardWorld()
        let (client, server) = try world.pair()
        try client.write([UInt8](repeating: 1, count: 1000))
        try server.write(Array("413".utf8))
        #expect(try client.read(3) == Array("413".utf8))
        // It closes with bytes that it has not read, which is a break.
        _ = consume server
        #expect(client.isBroken())
    }

    @Test(arguments: SocketKind.allCases) func `nobody listens: the connection is broken`(_ kind: SocketKind) throws {
        let world = try ForwardWorld(to: kind, listens: false)
        #expect(try Stream.isRefused(by: world.source))
        world.wait(for: "the failure") { $0.failed[.refused] == 1 && $0.open == 0 }
    }

    @Test func `a target that does not answer is given up`() throws {
        // One connection waits to be accepted, and one more fits: the kernel answers no third.
        let world = try ForwardWorld(backlog: 0) { $0.connect = .milliseconds(200) }
        let (first, second) = (try world.connect(), try world.connect())
        let clients = try (0..<4).map { _ in try world.connect() }
        world.wait(for: "a timeout") { ($0.failed[.connectTimeout] ?? 0) >= 1 }
        withExtendedLifetime((first, second, clients)) {}
    }

    @Test func `silence ends a connection`() throws {
        let world = try ForwardWorld { $0.idle = .milliseconds(100) }
        let (client, server) = try world.pair()
        #expect(client.isBroken())
        #expect(server.isBroken())
        world.wait(for: "the end") { $0.open == 0 && $0.failed[.idle] == 1 }
    }

    @Test func `a rule has its limit, and gets room again`() throws {
        let world = try ForwardWorld { $0.connectionsPerRule = 3 }
        var pairs = try (0..<3).map { _ in try world.pair() }
        #expect(try Stream.isRefused(by: world.source))
        #expect(world.statistics.refused[.ruleLimit] == 1)
        #expect(world.statistics.open == 3)
        pairs.removeLast()
        world.wait(for: "room") { $0.open == 2 }
        let (client, server) = try world.pair()
        try client.write([7])
        #expect(try server.read(1) == [7])
        withExtendedLifetime(pairs) {}
    }

    @Test func `all rules together have a limit`() throws {
        let folder = try SocketFolder()
        let listener = try #require(Endpoint("tcp:127.0.0.1:0")).listen()
        let target = ForwardTarget.endpoint(try #require(Endpoint("tcp:127.0.0.1:0")).bound(listener))
        var limits = ForwardLimits()
        limits.connections = 2
        let rules = [
            ForwardRule(try folder.endpoint(.unix, "source"), to: target),
            ForwardRule(try folder.endpoint(.unix, "other"), to: target),
        ]
        let forwarder = try Forwarder(rules, limits: limits) { _ in }
        defer {
            forwarder.stop()
            forwarder.waitUntilStopped()
        }
        try forwarder.start()
        let first = Stream(try forwarder.endpoints[0].connect(until: ForwardWorld.soon))
        let second = Stream(try forwarder.endpoints[1].connect(until: ForwardWorld.soon))
        let one = Stream(try listener.accept(until: ForwardWorld.soon))
        let two = Stream(try listener.accept(until: ForwardWorld.soon))
        let third = Stream(try forwarder.endpoints[1].connect(until: ForwardWorld.soon))
        // A Unix socket knows no break: it ends.
        #expect(try third.isEnded())
        #expect(forwarder.statistics.map(\.open) == [1, 1])
        #expect(forwarder.statistics.map { $0.refused[.limit] } == [0, 1])
        withExtendedLifetime((first, second, one, two)) {}
    }

    // What a slow reader costs is what fits into sockets and one buffer, however much there is to say.
    @Test(arguments: SocketKind.allCases) func `a writer waits for a slow reader, and nothing is lost`(
        _ kind: SocketKind
    ) throws {
        let world = try ForwardWorld(from: kind, to: kind) { $0.buffer = 4096 }
        let (client, server) = try world.pair()
        var sent: UInt64 = 0
        var isBlocked = false
        while !isBlocked {
            let bytes = Self.pattern(from: sent, count: 32_768)
            if case .moved(let count) = try client.socket.push(bytes.span) {
                sent += UInt64(count)
            } else {
                // Everything that can move has moved: the forwarder was given the time.
                isBlocked = try !client.socket.wait(
                    for: .writable, until: Monotonic.now.advanced(by: .milliseconds(300)))
            }
            try #require(sent < 256 << 20)
        }
        client.finish()
        var read: UInt64 = 0
        while read < sent {
            let count = Int(min(sent - read, 10_000))
            let bytes = try server.read(count)
            try #require(bytes == Self.pattern(from: read, count: count))
            read += UInt64(count)
        }
        #expect(try server.isEnded())
    }

    @Test func `one that is never silent does not keep others waiting`() throws {
        let world = try ForwardWorld()
        let (flood, drain) = try world.pair()
        let isOver = Locked(false)
        let writer = try SharedThread(name: "flood") {
            let bytes = [UInt8](repeating: 1, count: 1 << 18)
            while !isOver.withLock({ $0 }) { try? flood.write(bytes) }
            flood.breakOff()
        }
        let reader = try SharedThread(name: "drain") { while (try? drain.read(1 << 16)) != nil {} }
        let (client, server) = try world.pair()
        for byte: UInt8 in 0..<200 {
            try client.write([byte])
            #expect(try server.read(1) == [byte])
        }
        isOver.withLock { $0 = true }
        writer.join()
        flood.finish()
        reader.join()
    }

    @Test func `a drain waits for what is open, and takes nothing new`() throws {
        let world = try ForwardWorld()
        let (client, server) = try world.pair()
        world.forwarder.drain(for: .seconds(60))
        // The door is closed when the event is told.
        let end = ForwardWorld.soon
        while !world.events.withLock({ $0.contains { if case .draining = $0 { true } else { false } } }) {
            try #require(Monotonic.now < end)
            Pause.take(.milliseconds(1))
        }
        #expect(throws: StreamError.system(SystemError(call: "connect", errno: ECONNREFUSED))) {
            _ = try world.source.connect(until: ForwardWorld.soon)
        }
        try client.write([1])
        #expect(try server.read(1) == [1])
        client.finish()
        server.finish()
        #expect(try client.isEnded() && server.isEnded())
        world.forwarder.waitUntilStopped()
        #expect(world.cut == 0)
    }

    @Test func `a drain ends when its time is over`() throws {
        let world = try ForwardWorld()
        let (client, server) = try world.pair()
        world.forwarder.drain(for: .milliseconds(10))
        world.forwarder.waitUntilStopped()
        #expect(client.isBroken() && server.isBroken())
        #expect(world.cut == 1)
        #expect(world.statistics.failed[.cut] == 1)
        #expect(world.statistics.open == 0)
    }

    // There is no vsock to come by in this test: whoever cannot be told is not let in.
    @Test func `a rule for one enclave lets nobody else in`() throws {
        let source = try #require(Endpoint("vsock:8443"))
        let target = ForwardTarget.endpoint(try #require(Endpoint("tcp:127.0.0.1:1")))
        let limits = ForwardLimits()
        let loop = try ForwardLoop(
            [ForwardRule(source, to: target, peer: 16)], limits: limits,
            resolver: NameResolver(limit: 0, lookUp: NameResolver.system), onEvent: { _ in })
        let listener = try #require(Endpoint("tcp:127.0.0.1:0")).listen()
        let client = Stream(
            try #require(Endpoint("tcp:127.0.0.1:0")).bound(listener).connect(until: ForwardWorld.soon))
        loop.admit(try listener.accept(until: ForwardWorld.soon), rule: 0)
        #expect(client.isBroken())
        #expect(loop.tallies[0].statistics.refused[.peer] == 1)
        #expect(loop.tallies[0].statistics.open == 0)
    }

    @Test func `two rules of one name are refused, and a place that is taken`() throws {
        let folder = try SocketFolder()
        let target = ForwardTarget.endpoint(.unix(folder.path + "/target"))
        let rule = ForwardRule(try folder.endpoint(.unix, "source"), to: target)
        #expect { _ = try Forwarder([rule, rule]) { _ in } } throws: { error in
            if case Forwarder.StartFailure.rules? = error as? Forwarder.StartFailure { true } else { false }
        }
        var twin = rule
        twin.name = "twin"
        #expect { _ = try Forwarder([rule, twin]) { _ in } } throws: { error in
            guard case .listen("twin", let reason)? = error as? Forwarder.StartFailure else { return false }
            return reason.errno == EADDRINUSE
        }
    }

    /// Bytes that say where in a stream they stand.
    static func pattern(from start: UInt64, count: Int) -> [UInt8] {
        (0..<UInt64(count)).map { UInt8(truncatingIfNeeded: ((start + $0) &* 0x9E37_79B9_7F4A_7C15) >> 56) }
    }
}

extension ForwardWorld {
    /// How many connections were cut, once the forwarder has ended.
    var cut: Int? {
        events.withLock { events in
            events.compactMap { event in
                if case .stopped(let cut) = event { cut } else { nil }
            }.first
        }
    }
}
