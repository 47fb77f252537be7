// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

@testable import HTTPServer

/// A server on a free port of the loopback, stopped when the test lets go of it.
final class TestServer: Sendable {
    let server: Server
    let events: Locked<[ServerEvent]>
    let address: SocketAddress

    init(
        _ plan: any HandlerFactory, tls: TLSSettings? = nil, loops: Int = 1, inherited: SharedDescriptor? = nil,
        host: String = "127.0.0.1:0", hasOps: Bool = false, _ change: (inout ServerSettings) -> Void = { _ in }
    ) throws {
        var settings = ServerSettings()
        settings.loops = loops
        settings.reloadInterval = .milliseconds(5)
        change(&settings)
        let events = Locked<[ServerEvent]>([])
        self.events = events
        var listeners = [
            ListenerSettings(
                name: "test", address: try #require(SocketAddress(host)), tls: tls, handlers: plan,
                inherited: inherited)
        ]
        if hasOps {
            let address = try #require(SocketAddress("127.0.0.1:0"))
            listeners.append(
                ListenerSettings(name: "ops", address: address, tls: nil, handlers: plan, servesWhileDraining: true))
        }
        server = try Server(settings, listeners: listeners) { event in events.withLock { $0.append(event) } }
        address = try #require(server.addresses["test"])
        try server.start()
    }

    deinit {
        server.stop()
        server.waitUntilStopped()
    }

    var statistics: ListenerStatistics { server.statistics.listeners[0] }

    /// Waits for what another thread is about to do; bounded, and a failure says what it waited for.
    func wait(
        for what: String, _ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let end = Monotonic.now.advanced(by: .seconds(10))
        while !condition() {
            guard Monotonic.now < end else {
                Issue.record("waited in vain for \(what)", sourceLocation: sourceLocation)
                return
            }
            Pause.take(.milliseconds(1))
        }
    }
}
