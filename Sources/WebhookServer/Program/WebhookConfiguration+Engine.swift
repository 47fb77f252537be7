// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer
internal import Kernel
internal import Operations

/// The configuration in the engine's words.
extension WebhookConfiguration {
    /// What the engine is told, with this many loops.
    func engine(loops: Int) -> ServerSettings {
        var settings = ServerSettings()
        settings.loops = loops
        settings.drain = drainTimeout
        settings.limits = limits.engine
        return settings
    }

    /// Where it listens.
    func listeners(
        _ reviews: any HandlerFactory, _ operations: any HandlerFactory, inherited: [ProcessGround.Socket]
    ) throws(StartFailure) -> [ListenerSettings] {
        var plan = ListenerPlan(inherited: inherited)
        for listener in listeners {
            for address in listener.addresses { plan.listen(at: address, listener.tls, reviews) }
        }
        plan.listenForProbes(at: opsAddress, operations)
        return try plan.finish()
    }
}

extension WebhookConfiguration.Listener {
    fileprivate var tls: TLSSettings {
        let clients = clientAuthentication
        let authentication: TLSSettings.ClientAuthentication =
            switch (clients.mode, clients.caFile) {
            case (.off, _): .off
            case (.optional, let file): .optional(caFile: file ?? "", allowedNames: clients.subjectNames)
            case (.required, let file): .required(caFile: file ?? "", allowedNames: clients.subjectNames)
            }
        return TLSSettings(
            certificateFile: certificateFile, privateKeyFile: privateKeyFile, minimumVersion: minimumVersion.engine,
            clientAuthentication: authentication, offersHTTP2: offersHTTP2)
    }
}

extension WebhookConfiguration.Limits {
    fileprivate var engine: Limits {
        var limits = Limits()
        limits.connections = connections
        limits.head = headSize
        limits.bodyMemory = bodyMemory
        limits.reservedBodyMemory = reservedBodyMemory
        limits.handshake = handshakeTimeout
        limits.headTime = headerTimeout
        limits.bodyTime = bodyTimeout
        limits.idle = idleTimeout
        limits.answer = answerTimeout
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
