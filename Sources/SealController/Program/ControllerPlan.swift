// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer
internal import Kernel

/// The configuration in the engine's words.
struct ControllerPlan {
    /// What the listener for probes is called in logs and metrics.
    static let operations = "ops"

    var settings = ServerSettings()
    var listeners: [ListenerSettings] = []

    /// A socket from the service manager that no listener is configured for.
    struct UnknownSocket: Error {
        let address: String
    }

    init(
        _ configuration: ControllerConfiguration, loops: Int, api: any HandlerFactory, operations: any HandlerFactory,
        inherited: [(address: SocketAddress, socket: SharedDescriptor)]
    ) throws(UnknownSocket) {
        settings.loops = loops
        settings.drain = configuration.drainTimeout
        settings.limits = Self.limits(configuration.limits)
        var sockets = Dictionary(inherited.map { ($0.address, $0.socket) }) { first, _ in first }
        let tls = TLSSettings(
            certificateFile: configuration.api.certificateFile, privateKeyFile: configuration.api.privateKeyFile,
            minimumVersion: configuration.api.minimumVersion == .tls12 ? .tls12 : .tls13, clientAuthentication: .off)
        for address in configuration.api.addresses {
            listeners.append(
                ListenerSettings(
                    name: address.description, address: address, tls: tls, handlers: api,
                    inherited: sockets.removeValue(forKey: address)))
        }
        let address = configuration.opsAddress
        listeners.append(
            ListenerSettings(
                name: Self.operations, address: address, tls: nil, handlers: operations,
                inherited: sockets.removeValue(forKey: address), servesWhileDraining: true))
        if let left = sockets.keys.first { throw UnknownSocket(address: left.description) }
    }

    private static func limits(_ configured: ControllerConfiguration.Limits) -> Limits {
        var limits = Limits()
        limits.connections = configured.connections
        limits.bodyMemory = configured.bodyMemory
        limits.reservedBodyMemory = 1 << 16
        limits.handshake = configured.handshakeTimeout
        limits.headTime = configured.headerTimeout
        limits.bodyTime = configured.bodyTimeout
        limits.idle = configured.idleTimeout
        limits.answer = configured.answerTimeout
        return limits
    }
}
