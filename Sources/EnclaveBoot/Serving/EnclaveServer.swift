// SPDX-License-Identifier: Apache-2.0
public import HTTPServer
public import Kernel
public import Operations
public import Telemetry

/// The enclave's own listeners: attestations for everybody over TLS, probes and metrics in plain on loopback.
public final class EnclaveServer: Sendable {
    private let server: Server
    private let service: AttestationService
    private let readiness: Readiness

    /// Where the listeners are.
    public struct Addresses: Sendable, Equatable {
        /// Where attestations are served.
        public var attestation: SocketAddress
        /// Where probes and metrics are.
        public var operations: SocketAddress

        /// Puts both together.
        public init(attestation: SocketAddress, operations: SocketAddress) {
            self.attestation = attestation
            self.operations = operations
        }
    }

    /// What one listener is called in logs and metrics.
    private static let (attestationName, operationsName) = ("attestation", "ops")

    /// Binds and loads; serves nothing yet.
    ///
    /// The certificate's files are looked at again each second: rotating them needs nothing else. `checks` are asked for readiness
    /// beside the service's own.
    public init(
        _ addresses: Addresses, certificateFile: String, privateKeyFile: String, service: AttestationService,
        authority: ClusterAuthority? = nil, registry: Registry, checks: [Readiness.Check] = [],
        onEvent: @escaping @Sendable (ServerEvent) -> Void
    ) throws(Server.StartFailure) {
        let readiness = Readiness(ready: service.checks + checks)
        let operations = OperationsHandlerFactory(
            readiness: readiness, registry: registry, build: BuildInfo(openssl: Server.opensslVersion))
        let tls = TLSSettings(
            certificateFile: certificateFile, privateKeyFile: privateKeyFile, minimumVersion: .tls13,
            clientAuthentication: .off)
        let server = try Server(
            Self.settings,
            listeners: [
                ListenerSettings(
                    name: Self.attestationName, address: addresses.attestation, tls: tls,
                    handlers: AttestationHandlerFactory(service, authority: authority)),
                ListenerSettings(
                    name: Self.operationsName, address: addresses.operations, tls: nil, handlers: operations,
                    servesWhileDraining: true),
            ], onEvent: onEvent)
        self.server = server
        self.service = service
        self.readiness = readiness
        service.metrics.register(in: registry, service)
        registry.register(EngineMetrics { EngineSnapshot(server) })
    }

    /// Where the listeners really are, where port 0 was asked for.
    public var addresses: Addresses? {
        guard let attestation = server.addresses[Self.attestationName],
            let operations = server.addresses[Self.operationsName]
        else { return nil }
        return Addresses(attestation: attestation, operations: operations)
    }

    /// Keeps a document at hand, and serves.
    public func start() throws(SystemError) {
        try service.start()
        try server.start()
    }

    /// Looks at the certificate's files now.
    public func reload() { server.reload() }

    /// Says that it is not ready any more, and lets what is open come to its end.
    public func drain() {
        readiness.drain()
        server.drain()
    }

    /// Cuts what is open and ends.
    public func stop() {
        readiness.drain()
        server.stop()
    }

    /// Waits for the end of both.
    public func waitUntilStopped() {
        server.waitUntilStopped()
        service.stop()
    }

    /// Small: nobody has a body to bring, and documents are made one after the other.
    private static var settings: ServerSettings {
        var settings = ServerSettings()
        settings.loops = min(2, Server.processors)
        settings.limits.connections = 1024
        settings.limits.head = 8 << 10
        settings.limits.bodyMemory = 1 << 20
        settings.limits.reservedBodyMemory = 64 << 10
        settings.limits.requestsInFlight = 1024
        settings.limits.idle = .seconds(60)
        settings.drain = .seconds(10)
        return settings
    }
}
