// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import Kernel
internal import NSM
internal import Telemetry

/// What an enclave is brought, and what it hands out of its state: put together as its configuration says.
final class EnclaveSecrets: Sendable {
    private let server: ProvisioningServer
    private let wanted: [SecretName]
    private let metrics: ProvisioningMetrics
    private let log: Log

    /// Begins to listen.
    init(_ enclave: BootedEnclave, metrics: ProvisioningMetrics, log: Log) throws(BootFailure) {
        let configuration = enclave.configuration
        let pcrs = enclave.identity.pcrs
        let measurements = try BootFailure.ofCrypto { () throws(CryptoError) in
            try MeasurementsID.of(pcr0: pcrs[0] ?? [], pcr1: pcrs[1] ?? [], pcr2: pcrs[2] ?? [])
        }
        let store = SecretStore(folder: configuration.provisioning.folder, owners: configuration.secretOwners)
        let keeper = configuration.state.map { state in
            let settings = StateKeeper.Settings(
                cluster: configuration.cluster, measurements: measurements, parts: state.parts, spool: state.spool)
            return StateKeeper(settings, store) { Descendants.holdStill($0) }
        }
        let module = enclave.module
        let server = ProvisioningServer(
            .init(
                endpoint: configuration.provisioning.endpoint,
                rules: .init(
                    cluster: configuration.cluster, measurements: measurements,
                    provisioners: configuration.provisioners)),
            .init(
                keys: enclave.keys, attestations: enclave.attestations, secrets: store, state: keeper,
                attestEnvelopeKey: { info throws(AttestationFailure) in try Self.attest(info, module) })
        ) { event in
            metrics.take(event)
            log.take(event)
        }
        try BootFailure.ofSystem { () throws(SystemError) in try server.start() }
        self.server = server
        self.metrics = metrics
        self.log = log
        // A state without its key and without what the chain has could be neither taken out nor in.
        let ofState: [SecretName] = keeper == nil ? [] : [.stateKey, .stateFloor]
        wanted = configuration.secrets + ofState.filter { !configuration.secrets.contains($0) }
    }

    /// Waits until everything is there, and the state that the chain has was restored.
    func receive() throws(BootFailure) {
        if !wanted.isEmpty {
            metrics.await(wanted.count)
            log.info("waiting for secrets", [.text("names", wanted.map(\.rawValue).joined(separator: " "))])
        }
        do throws(SecretSourceFailure) { _ = try server.receive(wanted) } catch {
            throw BootFailure(error.reason, isRepeatable: false)
        }
        metrics.await(0)
    }

    /// Ends it.
    func stop() { server.stop() }

    /// A document about a key for envelopes: without user data, which would make it an identity.
    private static func attest(_ info: [UInt8], _ module: SecurityModule) throws(AttestationFailure) -> [UInt8] {
        let response: NSMResponse
        do throws(NSMError) {
            response = try module.perform(.attest(userData: nil, nonce: nil, publicKey: info))
        } catch {
            throw error == .busy ? .busy : error == .lost ? .lost : .refused
        }
        guard case .attest(let document) = response else { throw .refused }
        return document
    }
}

extension Log {
    /// What happened where secrets are brought.
    fileprivate func take(_ event: ProvisioningEvent) {
        switch event {
        case .connected: debug("provisioning: somebody has connected")
        case .attested: info("provisioning: attested")
        case .kept(let names):
            info("secrets kept", [.text("names", names.map(\.rawValue).joined(separator: " "))])
        case .saved(let sequence, let size):
            info("state saved", [.integer("sequence", sequence), .integer("bytes", size)])
        case .restored(let sequence): info("state restored", [.integer("sequence", sequence)])
        case .refused(let refusal, let detail):
            warn(
                "provisioning refused",
                [.text("code", refusal.code.rawValue), .text("reason", refusal.description), .text("detail", detail)])
        case .lost(let error): warn("provisioning: connection lost", [.text("reason", error.description)])
        case .deaf(let failure): error("provisioning: nobody can connect", [.text("reason", failure.description)])
        }
    }
}
