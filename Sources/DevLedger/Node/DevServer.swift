// SPDX-License-Identifier: Apache-2.0
public import HTTPServer
public import Kernel

/// A local ledger on a port of this machine.
///
/// Where other machines could reach it, it does not start: whoever reaches it makes money and time.
public final class DevServer: Sendable {
    /// Why it does not start.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        /// Others could reach the address.
        case notLoopback(SocketAddress)
        /// The address cannot be listened on, or no thread can be had.
        case system(SystemError)

        /// One sentence.
        public var description: String {
            switch self {
            case .notLoopback(let address): "\(address) is not loopback: a local ledger is for this machine alone"
            case .system(let error): error.description
            }
        }
    }

    private static let listener = "devnet"

    private let server: Server
    private let late: DelayLine
    private let isStopped = Locked(false)
    /// Where it listens; the port is the real one where 0 was asked for.
    public let address: SocketAddress

    /// Listens, and serves until it is stopped.
    public init(
        _ node: DevNode, at address: SocketAddress, onEvent: @escaping @Sendable (ServerEvent) -> Void = { _ in }
    ) throws(Failure) {
        guard address.isLoopback else { throw .notLoopback(address) }
        var settings = ServerSettings()
        // One ledger answers one question at a time.
        settings.loops = 1
        settings.limits.connections = 256
        settings.limits.bodyMemory = 64 << 20
        settings.limits.reservedBodyMemory = 0
        let handlers = DevNodeHandlerFactory(node)
        late = handlers.late
        let socket: SharedDescriptor
        // A second ledger at the same address would answer every other question.
        do throws(SystemError) {
            socket = SharedDescriptor(try Descriptor.listening(at: address, isShared: false))
        } catch { throw .system(error) }
        let listener = ListenerSettings(
            name: Self.listener, address: address, tls: nil, handlers: handlers, inherited: socket)
        do throws(Server.StartFailure) {
            server = try Server(settings, listeners: [listener], onEvent: onEvent)
        } catch {
            switch error {
            case .listen(_, let reason), .system(let reason): throw .system(reason)
            case .tls: preconditionFailure("there is no TLS here")
            }
        }
        self.address = server.addresses[Self.listener] ?? address
        do throws(SystemError) { try server.start() } catch { throw .system(error) }
    }

    deinit { stop() }

    /// The port.
    public var port: UInt16 { address.port }

    /// Where clients ask, in GraphQL.
    public var url: String { "http://\(address)/graphql" }

    /// Cuts what is open, and waits for the end.
    public func stop() {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        late.close()
        server.stop()
        server.waitUntilStopped()
    }
}
