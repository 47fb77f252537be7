// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto
internal import Wire

/// What a provisioner wants of one enclave, once: bound to its cluster, its code, its attestation and its challenge.
public struct ProvisioningOrder: Hashable, Sendable {
    /// What every order and every box of this protocol begins with.
    public static let domain = "k3s-daas/provision/v1"

    /// What is wanted.
    public enum Work: Hashable, Sendable {
        /// Take these secrets, all or none.
        case keep([SealedSecret])
        /// Make a snapshot of the state, and hand it out.
        case save
        /// Sign who this enclave is, for whoever registers it on chain under an endpoint.
        case claim(registrant: Bytes32, endpoint: String)
        /// Take a snapshot, and go on from there.
        case restore(StateClaim, size: UInt64)
    }

    /// A secret that the enclave alone can read.
    public struct SealedSecret: Hashable, Sendable {
        /// What it is, as the sender writes it.
        public let name: String
        /// The box.
        public let box: [UInt8]

        /// Puts both together.
        public init(name: String, box: [UInt8]) {
            self.name = name
            self.box = box
        }
    }

    /// What an order is bound to.
    public struct Binding: Hashable, Sendable {
        /// The enclave's cluster.
        public let cluster: Bytes32
        /// The enclave's challenge.
        public let nonce: Bytes32
        /// The measurements that the sender has seen attested: ``MeasurementsID``.
        public let measurements: Bytes32
        /// SHA-256 of the document that the sender has verified.
        public let document: Bytes32

        /// Puts all four together.
        public init(cluster: Bytes32, nonce: Bytes32, measurements: Bytes32, document: Bytes32) {
            self.cluster = cluster
            self.nonce = nonce
            self.measurements = measurements
            self.document = document
        }

        /// What the box of a secret is bound to: a box opens under its own name and on its own connection alone.
        public func context(of name: SecretName) -> [UInt8] {
            // The name comes last: everything before it has one length.
            cluster.bytes + nonce.bytes + measurements.bytes + document.bytes + Array(name.rawValue.utf8)
        }
    }

    /// What the contract takes of an endpoint, in bytes.
    private static let endpointLimit = 256
    /// How many secrets one order may bring: each once.
    static let secretLimit = SecretName.allCases.count

    /// What it is bound to.
    public let binding: Binding
    /// What is wanted.
    public let work: Work

    /// Puts an order together.
    public init(_ binding: Binding, _ work: Work) {
        self.binding = binding
        self.work = work
    }

    /// The purpose that boxes are sealed for.
    public static var purpose: [UInt8] { Array(domain.utf8) }

    /// What is signed.
    ///
    /// Longer than the 32 bytes that a wallet signs for a transaction or a token, so that no signature serves for both.
    public var message: [UInt8] {
        var writer = CBORWriter(capacity: 256)
        writer.array(6)
        writer.text(Self.domain)
        for part in [binding.cluster, binding.nonce, binding.measurements, binding.document] {
            writer.bytes(part.bytes)
        }
        switch work {
        case .keep(let secrets):
            writer.array(1 + 2 * secrets.count)
            writer.uint(0)
            for secret in secrets {
                writer.text(secret.name)
                writer.bytes(secret.box)
            }
        case .save:
            writer.array(1)
            writer.uint(1)
        case .claim(let registrant, let endpoint):
            writer.array(3)
            writer.uint(3)
            writer.bytes(registrant.bytes)
            writer.text(endpoint)
        case .restore(let claim, let size):
            writer.array(5)
            writer.uint(2)
            writer.bytes(claim.cluster.bytes)
            writer.uint(claim.sequence)
            writer.bytes(claim.root.bytes)
            writer.uint(size)
        }
        return writer.finish()
    }

    /// Reads what ``message`` writes, and nothing else.
    public init(_ message: Span<UInt8>) throws(ProvisioningRefusal) {
        let order: ProvisioningOrder?
        do throws(CBORError) { order = try Self.read(message) } catch { throw ProvisioningRefusal(.malformed) }
        // What can be written in two ways could be signed in one and read in the other.
        guard let order, order.message.span.isEqual(to: message) else { throw ProvisioningRefusal(.malformed) }
        self = order
    }

    private static func read(_ message: Span<UInt8>) throws(CBORError) -> ProvisioningOrder? {
        var reader = CBORReader(message)
        var parts = try reader.beginArray(limit: 6)
        guard try reader.hasNext(&parts), try reader.string() == domain else { return nil }
        var digests: [Bytes32] = []
        for _ in 0..<4 {
            guard try reader.hasNext(&parts), let digest = Bytes32(try reader.bytes()) else { return nil }
            digests.append(digest)
        }
        guard try reader.hasNext(&parts), let work = try Self.work(&reader), try !reader.hasNext(&parts) else {
            return nil
        }
        try reader.finish()
        let binding = Binding(
            cluster: digests[0], nonce: digests[1], measurements: digests[2], document: digests[3])
        return ProvisioningOrder(binding, work)
    }

    private static func work(_ reader: inout CBORReader) throws(CBORError) -> Work? {
        var parts = try reader.beginArray(limit: 1 + 2 * secretLimit)
        guard try reader.hasNext(&parts) else { return nil }
        switch try reader.uint() {
        case 0:
            var secrets: [SealedSecret] = []
            while try reader.hasNext(&parts) {
                let name = try reader.string()
                guard try reader.hasNext(&parts) else { return nil }
                let box = try reader.bytes()
                secrets.append(SealedSecret(name: name, box: [UInt8](copying: box)))
            }
            return secrets.isEmpty ? nil : .keep(secrets)
        case 1: return try reader.hasNext(&parts) ? nil : .save
        case 2:
            guard try reader.hasNext(&parts), let cluster = Bytes32(try reader.bytes()), try reader.hasNext(&parts)
            else { return nil }
            let sequence = try reader.uint()
            guard try reader.hasNext(&parts), let root = Bytes32(try reader.bytes()), try reader.hasNext(&parts)
            else { return nil }
            let size = try reader.uint()
            guard try !reader.hasNext(&parts) else { return nil }
            return .restore(StateClaim(cluster: cluster, sequence: sequence, root: root), size: size)
        case 3:
            guard try reader.hasNext(&parts), let registrant = Bytes32(try reader.bytes()), try reader.hasNext(&parts)
            else { return nil }
            let endpoint = try reader.string()
            guard endpoint.utf8.count <= endpointLimit, try !reader.hasNext(&parts) else { return nil }
            return .claim(registrant: registrant, endpoint: endpoint)
        default: return nil
        }
    }
}
