// SPDX-License-Identifier: Apache-2.0
import HTTPServer
import Kernel
import Telemetry
import Testing

@testable import Operations

/// A server that runs, told by signals what to do.
@Suite(.timeLimit(.minutes(10))) struct ServerProcessTests {
    /// A server of probes at a port of its own, and the process around it.
    private final class World: Sendable {
        let server: Server
        let readiness = Readiness()
        let looks = Locked(0)
        let process: ServerProcess
        let manager = SharedServiceManager(nil)
        let streams: LineStreams

        init(drain: Duration, every interval: Duration) throws {
            streams = try LineStreams(audit: .off)
            let pages = OperationsHandlerFactory(
                readiness: readiness, registry: Registry(), build: OperationsPagesTests.build)
            var plan = ListenerPlan(inherited: [])
            plan.listenForProbes(at: try #require(SocketAddress("127.0.0.1:0")), pages)
            var settings = ServerSettings()
            settings.loops = 1
            // The process ends it, not the engine.
            settings.drain = .seconds(3600)
            server = try Server(settings, listeners: try plan.finish()) { _ in }
            let log = Log(to: streams.log, minimum: .error)
            let looks = looks
            process = ServerProcess(
                server, readiness: readiness, streams: streams, log: log, drain: drain,
                rounds: [ServerRound(every: interval) { looks.withLock { $0 += 1 } }])
        }

        func start() throws {
            try process.start(manager: manager, watcher: "watch") { _ throws(SystemError) in }
        }

        /// A peer that has come and waits.
        func connect() throws -> Descriptor {
            let address = try #require(server.addresses[ListenerPlan.operations])
            return try Endpoint.tcp(address).connect(until: Monotonic.now.advanced(by: .seconds(300)))
        }

        /// Waits until `isTrue`, for minutes.
        func wait(_ isTrue: () -> Bool) -> Bool {
            let end = Monotonic.now.advanced(by: .seconds(300))
            while !isTrue() {
                guard Monotonic.now < end else { return false }
                Pause.take(.milliseconds(1))
            }
            return true
        }
    }

    @Test func `looks again and again while it runs`() throws {
        let world = try World(drain: .seconds(300), every: .milliseconds(1))
        try world.start()
        let hasLooked = world.wait { world.looks.withLock { $0 } >= 3 }
        #expect(hasLooked)
        #expect(world.process.take(.terminate, world.manager) == .more)
        world.process.waitUntilStopped()
    }

    @Test(arguments: [Signal.hangUp, .user1]) func `looks at once when a signal asks`(_ signal: Signal) throws {
        let world = try World(drain: .seconds(300), every: .seconds(3600))
        try world.start()
        #expect(world.process.take(signal, world.manager) == .more)
        let hasLooked = world.wait { world.looks.withLock { $0 } == 1 }
        #expect(hasLooked)
        _ = world.process.take(.terminate, world.manager)
        world.process.waitUntilStopped()
    }

    @Test(arguments: [Signal.terminate, .interrupt])
    func `the first signal to end drains and the second ends at once`(_ signal: Signal) throws {
        let world = try World(drain: .seconds(3600), every: .seconds(3600))
        try world.start()
        let peer = try world.connect()
        defer { withExtendedLifetime(peer) {} }
        #expect(world.process.take(signal, world.manager) == .more)
        #expect(world.readiness.isDraining)
        #expect(world.process.take(signal, world.manager) == .last)
        world.process.waitUntilStopped()
    }

    @Test func `a drain that lasts too long is cut`() throws {
        let world = try World(drain: .milliseconds(1), every: .seconds(3600))
        try world.start()
        let peer = try world.connect()
        defer { withExtendedLifetime(peer) {} }
        #expect(world.process.take(.terminate, world.manager) == .more)
        world.process.waitUntilStopped()
    }
}
