// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

@testable import EnclaveBoot

/// Targets that have a name.
struct ForwardNamesTests {
    /// A forwarder whose name server is the test.
    final class World {
        let forwarder: Forwarder
        let asked = Locked<[String]>([])
        let answers: Locked<[[SocketAddress]]>

        init(_ answers: [[SocketAddress]], port: UInt16, _ change: (inout ForwardLimits) -> Void = { _ in }) throws {
            let content = Locked(answers)
            self.answers = content
            let asked = asked
            var limits = ForwardLimits()
            change(&limits)
            let source = try #require(Endpoint("tcp:127.0.0.1:0"))
            forwarder = try Forwarder(
                [ForwardRule(source, to: .host("node.example", port: port), name: "rule")], limits: limits,
                lookUp: { host, port in
                    asked.withLock { $0.append("\(host):\(port)") }
                    return content.withLock { $0.isEmpty ? [] : $0.removeFirst() }
                }, onEvent: { _ in })
            try forwarder.start()
        }

        deinit {
            forwarder.stop()
            forwarder.waitUntilStopped()
        }

        func connect() throws -> Stream { Stream(try forwarder.endpoints[0].connect(until: ForwardWorld.soon)) }
    }

    @Test func `a name is looked up anew for each connection`() throws {
        let (one, two) = (try Listener(), try Listener())
        let world = try World([[one.address], [two.address]], port: 443)
        for listener in [one, two] {
            let client = try world.connect()
            let server = Stream(try listener.socket.accept(until: ForwardWorld.soon))
            try client.write([1])
            #expect(try server.read(1) == [1])
        }
        #expect(world.asked.withLock { $0 } == ["node.example:443", "node.example:443"])
    }

    @Test func `an address that does not answer is followed by the next`() throws {
        let (gone, there) = (try Listener(), try Listener())
        let address = gone.address
        gone.close()
        let world = try World([[address, there.address]], port: 443)
        let client = try world.connect()
        let server = Stream(try there.socket.accept(until: ForwardWorld.soon))
        try client.write([1])
        #expect(try server.read(1) == [1])
        #expect(world.forwarder.statistics[0].failed.values.reduce(0, +) == 0)
    }

    @Test func `a name without an address breaks the connection`() throws {
        let world = try World([[]], port: 443)
        #expect(try Stream.isRefused(by: world.forwarder.endpoints[0]))
        #expect(world.forwarder.statistics[0].failed[.lookUp] == 1)
    }

    @Test func `more names than may wait are not looked up`() throws {
        let world = try World([], port: 443) { $0.lookUps = 0 }
        #expect(try Stream.isRefused(by: world.forwarder.endpoints[0]))
        #expect(world.forwarder.statistics[0].failed[.lookUp] == 1)
        #expect(world.asked.withLock { $0 }.isEmpty)
    }

    /// A listening socket with its address.
    final class Listener {
        private var content: Descriptor?
        let address: SocketAddress

        init() throws {
            let socket = try #require(Endpoint("tcp:127.0.0.1:0")).listen()
            address = try #require(try SocketAddress.local(of: socket))
            content = consume socket
        }

        var socket: ListenerSocket { ListenerSocket(owner: self) }

        func close() { content = nil }

        struct ListenerSocket {
            let owner: Listener

            func accept(until deadline: Monotonic) throws -> Descriptor {
                switch owner.content {
                case .some(let socket): return try socket.accept(until: deadline)
                case .none: throw SystemError(call: "accept4", errno: EBADF)
                }
            }
        }
    }
}
