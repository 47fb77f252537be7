// SPDX-License-Identifier: Apache-2.0
import Configuration
import HTTPServer
import Kernel
import Telemetry
import Testing

@testable import Operations

@Suite struct ListenerPlanTests {
    private static let tls = TLSSettings(
        certificateFile: "/c", privateKeyFile: "/k", minimumVersion: .tls13, clientAuthentication: .off)
    private static let pages = OperationsHandlerFactory(
        readiness: Readiness(), registry: Registry(), build: OperationsPagesTests.build)

    private static func address(_ text: String) throws -> SocketAddress { try #require(SocketAddress(text)) }

    private static func socket() throws -> (address: SocketAddress, socket: SharedDescriptor) {
        let socket = try Descriptor.listening(at: try address("127.0.0.1:0"))
        let bound = try #require(try SocketAddress.local(of: socket))
        return (bound, SharedDescriptor(socket))
    }

    @Test func `a socket that was handed over goes to the listener of its address`() throws {
        let handed = try Self.socket()
        var plan = ListenerPlan(inherited: [handed])
        plan.listen(at: handed.address, Self.tls, Self.pages)
        plan.listenForProbes(at: try Self.address("127.0.0.1:9090"), Self.pages)
        let listeners = try plan.finish()
        #expect(listeners.map(\.name) == [handed.address.description, "ops"])
        #expect(listeners.map { $0.inherited != nil } == [true, false])
        #expect(listeners.map { $0.tls != nil } == [true, false])
        #expect(listeners.map(\.servesWhileDraining) == [false, true])
    }

    @Test func `a socket that nobody listens at is refused`() throws {
        let handed = try Self.socket()
        var plan = ListenerPlan(inherited: [handed])
        plan.listenForProbes(at: try Self.address("127.0.0.1:1"), Self.pages)
        let message = "the service manager hands over a socket at \(handed.address), where nothing shall listen"
        do throws(StartFailure) {
            _ = try plan.finish()
            Issue.record("not refused")
        } catch { #expect(error == StartFailure(code: .configuration, message: message)) }
    }
}
