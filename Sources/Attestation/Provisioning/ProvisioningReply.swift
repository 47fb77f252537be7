// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto
internal import Wire

/// What an enclave answers on its provisioning connection.
public enum ProvisioningReply: Hashable, Sendable {
    /// A challenge that one order may answer, and of which cluster this is.
    case welcome(nonce: Bytes32, cluster: Bytes32)
    /// An attestation document.
    case document([UInt8])
    /// The order was carried out.
    case done
    /// A snapshot, of which so many bytes follow in pieces.
    case snapshot(SnapshotOffer)
    /// What the enclave's signing key has signed about the enclave, and the key.
    case claimed(signingKey: Bytes32, signature: [UInt8])
    /// The next bytes of a snapshot.
    case piece([UInt8])
    /// Why not.
    case refused(ProvisioningRefusal)

    /// A snapshot that is about to be handed out, as the enclave's signing key claims it.
    public struct SnapshotOffer: Hashable, Sendable {
        /// What is claimed.
        public let claim: StateClaim
        /// How many bytes it has.
        public let size: UInt64
        /// The enclave's signing key.
        public let signingKey: Bytes32
        /// Of the claim.
        public let signature: [UInt8]

        /// Puts an offer together.
        public init(claim: StateClaim, size: UInt64, signingKey: Bytes32, signature: [UInt8]) {
            self.claim = claim
            self.size = size
            self.signingKey = signingKey
            self.signature = signature
        }
    }

    /// The message's bytes.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 256)
        switch self {
        case .welcome(let nonce, let cluster):
            writer.array(3)
            writer.uint(0)
            writer.bytes(nonce.bytes)
            writer.bytes(cluster.bytes)
        case .document(let bytes):
            writer.array(2)
            writer.uint(1)
            writer.bytes(bytes)
        case .done:
            writer.array(1)
            writer.uint(2)
        case .snapshot(let offer):
            writer.array(7)
            writer.uint(3)
            writer.bytes(offer.claim.cluster.bytes)
            writer.uint(offer.claim.sequence)
            writer.bytes(offer.claim.root.bytes)
            writer.uint(offer.size)
            writer.bytes(offer.signingKey.bytes)
            writer.bytes(offer.signature)
        case .piece(let bytes):
            writer.array(2)
            writer.uint(4)
            writer.bytes(bytes)
        case .claimed(let key, let signature):
            writer.array(3)
            writer.uint(6)
            writer.bytes(key.bytes)
            writer.bytes(signature)
        case .refused(let refusal):
            writer.array(2)
            writer.uint(5)
            writer.text(refusal.code.rawValue)
        }
        return writer.finish()
    }

    /// Reads what ``encoded`` writes, and nothing else; `nil` for everything else.
    public init?(_ bytes: Span<UInt8>) {
        guard let reply = try? Self.read(bytes), reply.encoded.span.isEqual(to: bytes) else { return nil }
        self = reply
    }

    private static func read(_ bytes: Span<UInt8>) throws(CBORError) -> ProvisioningReply? {
        var reader = CBORReader(bytes)
        var parts = try reader.beginArray(limit: 7)
        guard try reader.hasNext(&parts) else { return nil }
        let kind = try reader.uint()
        guard kind != 2 else { return .done }
        guard try reader.hasNext(&parts) else { return nil }
        switch kind {
        case 0:
            guard let nonce = Bytes32(try reader.bytes()), try reader.hasNext(&parts),
                let cluster = Bytes32(try reader.bytes())
            else { return nil }
            return .welcome(nonce: nonce, cluster: cluster)
        case 1: return .document([UInt8](copying: try reader.bytes()))
        case 3: return try offer(&reader, &parts).map { .snapshot($0) }
        case 4: return .piece([UInt8](copying: try reader.bytes()))
        case 5:
            return ProvisioningRefusal.Code(rawValue: try reader.string()).map { .refused(ProvisioningRefusal($0)) }
        case 6:
            guard let key = Bytes32(try reader.bytes()), try reader.hasNext(&parts) else { return nil }
            let signature = [UInt8](copying: try reader.bytes())
            return signature.count == Curve.signatureLength ? .claimed(signingKey: key, signature: signature) : nil
        default: return nil
        }
    }

    private static func offer(
        _ reader: inout CBORReader, _ parts: inout CBORReader.Container
    ) throws(CBORError) -> SnapshotOffer? {
        guard let cluster = Bytes32(try reader.bytes()), try reader.hasNext(&parts) else { return nil }
        let sequence = try reader.uint()
        guard try reader.hasNext(&parts), let root = Bytes32(try reader.bytes()), try reader.hasNext(&parts) else {
            return nil
        }
        let size = try reader.uint()
        guard try reader.hasNext(&parts), let key = Bytes32(try reader.bytes()), try reader.hasNext(&parts) else {
            return nil
        }
        let signature = [UInt8](copying: try reader.bytes())
        guard signature.count == Curve.signatureLength else { return nil }
        return SnapshotOffer(
            claim: StateClaim(cluster: cluster, sequence: sequence, root: root), size: size, signingKey: key,
            signature: signature)
    }
}
