// SPDX-License-Identifier: Apache-2.0
public import Attestation
public import Crypto
public import Kernel

/// What may be said on one provisioning connection, in which order: no socket, no file, no clock of its own.
///
/// A challenge is good for one order, whether that is right or wrong, and for a minute. Whatever is refused ends the connection.
public struct ProvisioningSession: Sendable {
    /// What an order must fit to.
    public struct Rules: Sendable {
        /// The enclave's cluster.
        public var cluster: Bytes32
        /// The enclave's measurements: ``MeasurementsID``.
        public var measurements: Bytes32
        /// Who may order.
        public var provisioners: [PublicKey]
        /// How long a challenge is good.
        public var nonceLife = Duration.seconds(60)
        /// How many attestations one connection may ask for.
        public var attestationLimit = 8

        /// Puts rules together.
        public init(cluster: Bytes32, measurements: Bytes32, provisioners: [PublicKey]) {
            self.cluster = cluster
            self.measurements = measurements
            self.provisioners = provisioners
        }
    }

    /// What is to be done about a request.
    public enum Action: Hashable, Sendable {
        /// Answer with this challenge.
        case welcome(Bytes32)
        /// Answer with a document for this nonce, and say so to ``attested(_:)``.
        case attest([UInt8])
        /// Answer with a document about the key that a key management service encrypts to.
        case attestEnvelopeKey
        /// Open these and keep them.
        case keep([ProvisioningOrder.SealedSecret], ProvisioningOrder.Binding)
        /// Make a snapshot and hand it out.
        case save
        /// Sign this with the key that the enclave has fixed.
        case claim(EnclaveClaim)
        /// Get ready for a snapshot of this size.
        case receive(StateClaim, size: UInt64)
        /// The next bytes of it.
        case piece([UInt8])
        /// The last bytes of it: restore it.
        case restore([UInt8], StateClaim)
        /// Open this by the data key that is in the envelope, and keep it.
        case unwrap(WrappedSecret, envelope: [UInt8])
    }

    private enum Phase {
        case ready
        case receiving(StateClaim, left: UInt64)
    }

    private let rules: Rules
    private var phase = Phase.ready
    private var challenge: (nonce: Bytes32, until: Monotonic)?
    private var document: Bytes32?
    private var attestations = 0

    /// Begins a connection.
    public init(_ rules: Rules) { self.rules = rules }

    /// Takes a request; `nonce` is used if it begins something, and must be one that nobody can guess.
    public mutating func receive(
        _ request: ProvisioningRequest, nonce: Bytes32, at now: Monotonic
    ) throws(ProvisioningRefusal) -> Action {
        if case .receiving(let claim, let left) = phase { return try receive(piece: request, claim, left) }
        switch request {
        case .hello:
            challenge = (nonce, now.advanced(by: rules.nonceLife))
            return .welcome(nonce)
        case .attest(let nonce):
            try countAttestation()
            return .attest(nonce)
        case .envelopeKey:
            try countAttestation()
            return .attestEnvelopeKey
        case .order(let signed): return try carryOut(signed, at: now)
        case .wrapped(let secret, let envelope):
            try check(secret)
            return .unwrap(secret, envelope: envelope)
        case .piece: throw ProvisioningRefusal(.outOfOrder)
        }
    }

    /// A document was handed out on this connection: orders must be about it.
    public mutating func attested(_ document: Bytes32) { self.document = document }

    /// What was asked for was done: another order may come, with another challenge.
    public mutating func finished() { phase = .ready }

    private mutating func countAttestation() throws(ProvisioningRefusal) {
        guard attestations < rules.attestationLimit else { throw ProvisioningRefusal(.outOfOrder) }
        attestations += 1
    }

    private mutating func carryOut(
        _ signed: ProvisioningRequest.SignedOrder, at now: Monotonic
    ) throws(ProvisioningRefusal) -> Action {
        guard let challenge, let document else { throw ProvisioningRefusal(.outOfOrder) }
        self.challenge = nil
        // Who it is comes first: strangers learn nothing of the rest.
        guard let key = rules.provisioners.first(where: { $0.bytes == signed.key.bytes }) else {
            throw ProvisioningRefusal(.unknownProvisioner)
        }
        guard key.isValid(signed.signature, over: signed.message) else { throw ProvisioningRefusal(.wrongSignature) }
        let order = try ProvisioningOrder(signed.message.span)
        guard order.binding.nonce == challenge.nonce, now < challenge.until else {
            throw ProvisioningRefusal(.staleNonce)
        }
        guard order.binding.cluster == rules.cluster else { throw ProvisioningRefusal(.wrongCluster) }
        guard order.binding.measurements == rules.measurements else { throw ProvisioningRefusal(.wrongMeasurements) }
        guard order.binding.document == document else { throw ProvisioningRefusal(.wrongDocument) }
        switch order.work {
        case .keep(let secrets): return .keep(secrets, order.binding)
        case .save: return .save
        case .claim(let registrant, let endpoint):
            return .claim(EnclaveClaim(cluster: rules.cluster, registrant: registrant, endpoint: endpoint))
        case .restore(let claim, let size):
            guard size > 0 else { throw ProvisioningRefusal(.malformed) }
            phase = .receiving(claim, left: size)
            return .receive(claim, size: size)
        }
    }

    private mutating func receive(
        piece request: ProvisioningRequest, _ claim: StateClaim, _ left: UInt64
    ) throws(ProvisioningRefusal) -> Action {
        guard case .piece(let bytes) = request else { throw ProvisioningRefusal(.outOfOrder) }
        guard !bytes.isEmpty, UInt64(bytes.count) <= left else { throw ProvisioningRefusal(.malformed) }
        guard UInt64(bytes.count) < left else { return .restore(bytes, claim) }
        phase = .receiving(claim, left: left - UInt64(bytes.count))
        return .piece(bytes)
    }

    private func check(_ secret: WrappedSecret) throws(ProvisioningRefusal) {
        guard let key = rules.provisioners.first(where: { $0.bytes == secret.provisioner.bytes }) else {
            throw ProvisioningRefusal(.unknownProvisioner)
        }
        guard key.isValid(secret.signature, over: secret.message) else { throw ProvisioningRefusal(.wrongSignature) }
        guard secret.cluster == rules.cluster else { throw ProvisioningRefusal(.wrongCluster) }
    }
}
