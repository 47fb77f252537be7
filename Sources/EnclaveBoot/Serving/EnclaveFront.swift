// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration
internal import Crypto
internal import HTTPServer
internal import Kernel
internal import NSM
internal import Operations
internal import Telemetry

/// What an enclave shows to the outside: its attestations, its probes, and the connections that it carries.
final class EnclaveFront: Sendable {
    /// Where attestations are served, and probes; the ports are the real ones.
    let addresses: EnclaveServer.Addresses?
    /// What makes and keeps documents; whoever succeeds the enclave's keys tells it.
    let attestations: AttestationService
    private let server: EnclaveServer
    let forwarder: Forwarder

    /// How long a forwarded connection is waited for at the end.
    private static let drain = Duration.seconds(5)
    /// Descriptors beside those of forwarded connections.
    private static let otherDescriptors = 2048

    /// Binds and begins to serve; what fails may be tried again.
    init(
        _ enclave: BootedEnclave, programs: ProgramBoard, provisioning: ProvisioningMetrics = ProvisioningMetrics(),
        log: Log
    ) throws(BootFailure) {
        let configuration = enclave.configuration
        let limits = ForwardLimits()
        let forwarder: Forwarder
        do throws(Forwarder.StartFailure) {
            forwarder = try Forwarder(Self.rules(configuration), limits: limits) { log.take($0) }
        } catch {
            throw BootFailure(error.description)
        }
        let registry = Registry()
        registry.register(ProcessMetrics())
        registry.register(ProgramMetrics(board: programs, degradedSteps: enclave.degraded))
        registry.register(provisioning)
        let module = enclave.module
        registry.register(SecurityModuleMetrics { module.statistics })
        registry.register(ForwardMetrics { [weak forwarder] in forwarder?.statistics ?? [] })
        let attestations = try Self.attestations(enclave)
        let files = TLSFiles(configuration)
        let server: EnclaveServer
        do throws(Server.StartFailure) {
            server = try EnclaveServer(
                .init(attestation: configuration.listenAddress, operations: configuration.opsAddress),
                certificateFile: files.certificatePath, privateKeyFile: files.keyPath, service: attestations,
                authority: configuration.clusterAuthority.map { ClusterAuthority(path: $0) }, registry: registry,
                checks: [Self.check(programs)]
            ) { log.take($0) }
        } catch {
            throw BootFailure(error.reason)
        }
        self.forwarder = forwarder
        self.attestations = attestations
        self.server = server
        addresses = server.addresses
        do throws(SystemError) {
            _ = try DescriptorLimit.raise(to: 2 * limits.connections + Self.otherDescriptors)
            try forwarder.start()
            try server.start()
        } catch {
            stop()
            throw BootFailure(error.description)
        }
    }

    /// Looks at certificate and key, which were written anew.
    func reloadCertificate() { server.reload() }

    /// Says that it is not ready any more, and lets attestations come to their end; connections are carried on.
    func drain() { server.drain() }

    /// Ends all of it, and waits for that; what is open has a moment to come to its own end.
    func stop() {
        forwarder.drain(for: Self.drain)
        server.stop()
        server.waitUntilStopped()
        forwarder.waitUntilStopped()
    }

    private static func check(_ programs: ProgramBoard) -> Readiness.Check {
        Readiness.Check("programs") {
            programs.areEssentialsRunning ? .ok : .failed("a program that must run does not; see the log")
        }
    }

    private static func rules(_ configuration: BootConfiguration) -> [ForwardRule] {
        let ways = configuration.forwardsIn + configuration.forwardsOut
        return ways.map { ForwardRule($0.endpoint, to: .endpoint($0.target)) }
    }

    private static func attestations(_ enclave: BootedEnclave) throws(BootFailure) -> AttestationService {
        let configuration = enclave.configuration
        let signingBytes = enclave.keys.signing.publicKey.bytes
        guard let signingKey = Bytes32(signingBytes.span) else {
            throw BootFailure("the signing key is none", isRepeatable: false)
        }
        // An enclave in debug mode has no measurements to demand: its documents say themselves that nobody should trust them.
        let verifier = Verifier(root: configuration.root.trust, policy: enclave.policy ?? .any.allowingDebug)
        return AttestationService(
            source: enclave.attestations,
            reader: OwnDocument.reader(verifier, commitment: enclave.commitment),
            description: EnclaveDescription(
                version: Product.version, cluster: configuration.cluster, signingKey: signingKey,
                isSimulator: configuration.root.isSimulator))
    }
}

extension BootConfiguration.Root {
    fileprivate var isSimulator: Bool {
        if case .simulator = self { true } else { false }
    }
}

extension Server.StartFailure {
    fileprivate var reason: String {
        switch self {
        case .listen(let listener, let error): "cannot listen for \(listener): \(error)"
        case .tls(let listener, let failure): "listener \(listener): \(failure.detail)"
        case .system(let error): error.description
        }
    }
}

extension Log {
    /// What the enclave's listeners report.
    fileprivate func take(_ event: ServerEvent) {
        switch event {
        case .listening(let listener, let address):
            info("listening", [.text("listener", listener), .text("address", address.description)])
        case .certificateLoaded(let listener, let notAfter):
            info("certificate reloaded", [.text("listener", listener), .integer("not_after", notAfter.seconds)])
        case .certificateRefused(let listener, let failure):
            error(
                "certificate refused, the old one stays",
                [
                    .text("listener", listener), .text("code", failure.code.rawValue),
                    .literal("reason", failure.detail),
                ])
        case .systemFailure(let failure): error("system call failed", [.error(failure)])
        case .outOfDescriptors:
            error("out of file descriptors: new connections are closed until some are free")
        case .draining: info("draining: no new connections")
        case .stopped(let cut): info("listeners stopped", [.integer("connections_cut", cut)])
        }
    }
}
