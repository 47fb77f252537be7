// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer
internal import Kernel
internal import Operations

/// The configuration in the engine's words.
extension ControllerConfiguration {
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
        _ api: any HandlerFactory, _ operations: any HandlerFactory, inherited: [ProcessGround.Socket]
    ) throws(StartFailure) -> [ListenerSettings] {
        var plan = ListenerPlan(inherited: inherited)
        let tls = TLSSettings(
            certificateFile: self.api.certificateFile, privateKeyFile: self.api.privateKeyFile,
            minimumVersion: self.api.minimumVersion.engine, clientAuthentication: .off)
        for address in self.api.addresses { plan.listen(at: address, tls, api) }
        plan.listenForProbes(at: opsAddress, operations)
        return try plan.finish()
    }
}

extension ControllerConfiguration.Limits {
    fileprivate var engine: Limits {
        var limits = Limits()
        limits.connections = connections
        limits.bodyMemory = bodyMemory
        limits.reservedBodyMemory = 1 << 16
        limits.handshake = handshakeTimeout
        limits.headTime = headerTimeout
        limits.bodyTime = bodyTimeout
        limits.idle = idleTimeout
        limits.answer = answerTimeout
        return limits
    }
}
