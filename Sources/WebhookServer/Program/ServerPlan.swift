// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import HTTPServer
internal import Kernel

/// The configuration in the engine's words.
struct ServerPlan {
    var settings = ServerSettings()
    var listeners: [ListenerSettings] = []

    /// A socket from the service manager that no listener is configured for.
    struct UnknownSocket: Error {
        let address: String
    }

    init(
        _ configuration: WebhookConfiguration, reviews: any HandlerFactory, operations: any HandlerFactory,
        inherited: [(address: SocketAddress, socket: SharedDescriptor)]
    ) throws(UnknownSocket) {
        settings.loops = configuration.loops
        settings.drain = configuration.drainTimeout
        settings.limits = Self.limits(configuration.limits)
        var sockets = Dictionary(inherited.map { ($0.address, $0.socket) }) { first, _ in first }
        for listener in configuration.listeners {
            for address in listener.addresses {
                listeners.append(
                    ListenerSettings(
                        name: address.description, address: address, tls: Self.tls(listener), handlers: reviews,
                        inherited: sockets.removeValue(forKey: address)))
            }
        }
        let address = configuration.opsAddress
        listeners.append(
            ListenerSettings(
                name: "ops", address: address, tls: nil, handlers: operations,
                inherited: sockets.removeValue(forKey: address), servesWhileDraining: true))
        if let left = sockets.keys.first { throw UnknownSocket(address: left.description) }
    }

    private static func tls(_ listener: WebhookConfiguration.Listener) -> TLSSettings {
        let clients = listener.clientAuthentication
        let authentication: TLSSettings.ClientAuthentication =
            switch (clients.mode, clients.caFile) {
            case (.off, _): .off
            case (.optional, let file): .optional(caFile: file ?? "", allowedNames: clients.subjectNames)
            case (.required, let file): .required(caFile: file ?? "", allowedNames: clients.subjectNames)
            }
        return TLSSettings(
            certificateFile: listener.certificateFile, privateKeyFile: listener.privateKeyFile,
            minimumVersion: listener.minimumVersion == .tls12 ? .tls12 : .tls13,
            clientAuthentication: authentication, offersHTTP2: listener.offersHTTP2)
    }

    private static func limits(_ configured: WebhookConfiguration.Limits) -> Limits {
        var limits = Limits()
        limits.connections = configured.connections
        limits.head = configured.headSize
        limits.bodyMemory = configured.bodyMemory
        limits.reservedBodyMemory = configured.reservedBodyMemory
        limits.handshake = configured.handshakeTimeout
        limits.headTime = configured.headerTimeout
        limits.bodyTime = configured.bodyTimeout
        limits.idle = configured.idleTimeout
        limits.answer = configured.answerTimeout
        return limits
    }
}

extension ReviewLimits {
    init(_ configured: WebhookConfiguration.Limits) {
        self.init()
        authenticate = configured.authenticateBody
        authorize = configured.authorizeBody
        admit = configured.admitBody
    }
}
