// SPDX-License-Identifier: Apache-2.0
internal import Configuration
public import HTTPServer
public import Kernel

/// Listeners in the engine's words, each with the socket that was handed over for its address.
public struct ListenerPlan {
    /// What the listener for probes is called in logs and metrics.
    public static let operations = "ops"

    private var listeners: [ListenerSettings] = []
    private var sockets: [SocketAddress: SharedDescriptor]

    /// Plans nothing yet.
    public init(inherited: [ProcessGround.Socket]) {
        sockets = Dictionary(inherited.map { ($0.address, $0.socket) }) { first, _ in first }
    }

    /// Listens for those whom the server is for.
    public mutating func listen(at address: SocketAddress, _ tls: TLSSettings, _ handlers: any HandlerFactory) {
        listeners.append(
            ListenerSettings(
                name: address.description, address: address, tls: tls, handlers: handlers,
                inherited: sockets.removeValue(forKey: address)))
    }

    /// Listens for probes, in the clear, to the end of a drain.
    public mutating func listenForProbes(at address: SocketAddress, _ handlers: any HandlerFactory) {
        listeners.append(
            ListenerSettings(
                name: Self.operations, address: address, tls: nil, handlers: handlers,
                inherited: sockets.removeValue(forKey: address), servesWhileDraining: true))
    }

    /// All listeners; a socket from the service manager that none of them is for would be served by nobody.
    public consuming func finish() throws(StartFailure) -> [ListenerSettings] {
        guard let left = sockets.keys.first else { return listeners }
        throw StartFailure(
            code: .configuration,
            message: "the service manager hands over a socket at \(left.description), where nothing shall listen")
    }
}
