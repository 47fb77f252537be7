// SPDX-License-Identifier: Apache-2.0
public import Attestation
internal import Crypto
public import Kernel

/// Where an enclave is brought its secrets, and asked for its state: one connection at a time, on a thread of its own.
///
/// Whoever is on the other side of the vsock can connect; what they may do is decided by ``ProvisioningSession``. Nothing of what
/// comes in is believed before a provisioner of the measured configuration has signed it.
public final class ProvisioningServer: SecretSource {
    /// Where, for whom, and how long.
    public struct Settings: Sendable {
        /// Where it listens.
        public var endpoint: Endpoint
        /// What orders must fit to.
        public var rules: ProvisioningSession.Rules
        /// How long somebody may say nothing.
        public var idle = Duration.seconds(60)
        /// How long one message may take.
        public var message = Duration.seconds(15)
        /// How long a connection may take in all: others wait meanwhile.
        public var connection = Duration.seconds(600)

        /// Puts settings together.
        public init(endpoint: Endpoint, rules: ProvisioningSession.Rules) {
            self.endpoint = endpoint
            self.rules = rules
        }
    }

    /// What a connection needs of the enclave.
    public struct Enclave: Sendable {
        /// What boxes are sealed to, and what claims are signed with.
        public var keys: EnclaveKeys
        /// Makes documents of the enclave.
        public var attestations: any AttestationSource
        /// Makes a document about a key for envelopes, which is no identity; `nil` where there is no such service.
        public var attestEnvelopeKey: (@Sendable (_ publicKeyInfo: [UInt8]) throws(AttestationFailure) -> [UInt8])?
        /// Where secrets go.
        public var secrets: SecretStore
        /// What the state is kept by; `nil` where there is none.
        public var state: StateKeeper?

        /// Puts it together.
        public init(
            keys: EnclaveKeys, attestations: any AttestationSource, secrets: SecretStore, state: StateKeeper?,
            attestEnvelopeKey: (@Sendable (_ publicKeyInfo: [UInt8]) throws(AttestationFailure) -> [UInt8])? = nil
        ) {
            self.keys = keys
            self.attestations = attestations
            self.secrets = secrets
            self.state = state
            self.attestEnvelopeKey = attestEnvelopeKey
        }
    }

    private let settings: Settings
    private let enclave: Enclave
    private let report: @Sendable (ProvisioningEvent) -> Void
    private let envelopeKey = EnvelopeKeyHolder()
    private let isStopping = Locked(false)
    private let thread = Locked<SharedThread?>(nil)

    /// How long the thread looks for connections before it looks whether it shall stop.
    private static let patience = Duration.milliseconds(250)

    /// Gets ready; nobody can connect yet.
    public init(_ settings: Settings, _ enclave: Enclave, report: @escaping @Sendable (ProvisioningEvent) -> Void) {
        self.settings = settings
        self.enclave = enclave
        self.report = report
    }

    /// Listens from here on, until ``stop()``.
    public func start() throws(SystemError) {
        let listener = SharedListener(try settings.endpoint.listen(backlog: 4))
        let thread = try SharedThread(name: "provisioning") { [self] in serve(listener) }
        self.thread.withLock { $0 = thread }
    }

    /// Ends it, and waits for the connection that is being served.
    public func stop() {
        isStopping.withLock { $0 = true }
        thread.withLock { $0.take() }?.join()
    }

    /// Waits until all of `names` are there, and the state that the chain has is restored.
    public func receive(_ names: [SecretName]) throws(SecretSourceFailure) -> [SecretName: HeldSecret] {
        _ = enclave.secrets.wait(for: names) { [self] in !(enclave.state?.awaitsRestore ?? false) }
        enclave.state?.close()
        var held: [SecretName: HeldSecret] = [:]
        for name in names { held[name] = enclave.secrets.held(name) }
        return held
    }

    private func serve(_ listener: SharedListener) {
        var isDeaf = false
        while !isStopping.withLock({ $0 }) {
            do throws(StreamError) {
                let socket = try listener.descriptor.accept(until: .now.advanced(by: Self.patience))
                isDeaf = false
                report(.connected)
                var connection = ProvisioningConnection(socket, settings, enclave, envelopeKey, report)
                connection.run { [self] in isStopping.withLock { $0 } }
            } catch {
                guard error != .timedOut else { continue }
                // Said once: it may go on for a while.
                if !isDeaf { report(.deaf(error)) }
                isDeaf = true
                Pause.take(Self.patience)
            }
        }
    }
}

/// A listener that a thread owns.
private final class SharedListener: Sendable {
    let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
