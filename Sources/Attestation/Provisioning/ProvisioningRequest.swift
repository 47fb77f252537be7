// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto
internal import Wire

/// What is said to an enclave on its provisioning connection.
public enum ProvisioningRequest: Hashable, Sendable {
    /// Give me a challenge.
    case hello
    /// Attest yourself, with this nonce.
    case attest(nonce: [UInt8])
    /// Attest the key that a key management service shall encrypt to.
    case envelopeKey
    /// Do this.
    case order(SignedOrder)
    /// The next bytes of the snapshot that shall be restored.
    case piece([UInt8])
    /// This secret, whose key a management service has released.
    case wrapped(WrappedSecret, envelope: [UInt8])

    /// An order as it was signed.
    public struct SignedOrder: Hashable, Sendable {
        /// ``ProvisioningOrder/message``.
        public let message: [UInt8]
        /// The provisioner, by an Ed25519 key.
        public let key: Bytes32
        /// Of the message.
        public let signature: [UInt8]

        /// Puts a signed order together.
        public init(message: [UInt8], key: Bytes32, signature: [UInt8]) {
            self.message = message
            self.key = key
            self.signature = signature
        }
    }

    /// How long a nonce for an attestation may be.
    public static let nonceLengths = 16...64

    /// The message's bytes.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 256)
        switch self {
        case .hello:
            writer.array(1)
            writer.uint(0)
        case .attest(let nonce):
            writer.array(2)
            writer.uint(1)
            writer.bytes(nonce)
        case .order(let order):
            writer.array(4)
            writer.uint(2)
            writer.bytes(order.message)
            writer.bytes(order.key.bytes)
            writer.bytes(order.signature)
        case .piece(let bytes):
            writer.array(2)
            writer.uint(3)
            writer.bytes(bytes)
        case .envelopeKey:
            writer.array(1)
            writer.uint(4)
        case .wrapped(let secret, let envelope):
            writer.array(3)
            writer.uint(5)
            writer.bytes(secret.encoded)
            writer.bytes(envelope)
        }
        return writer.finish()
    }

    /// Reads what ``encoded`` writes, and nothing else.
    public init(_ bytes: Span<UInt8>) throws(ProvisioningRefusal) {
        let request: ProvisioningRequest?
        do throws(CBORError) { request = try Self.read(bytes) } catch { throw ProvisioningRefusal(.malformed) }
        guard let request, request.encoded.span.isEqual(to: bytes) else { throw ProvisioningRefusal(.malformed) }
        self = request
    }

    private static func read(_ bytes: Span<UInt8>) throws(CBORError) -> ProvisioningRequest? {
        var reader = CBORReader(bytes)
        var parts = try reader.beginArray(limit: 4)
        guard try reader.hasNext(&parts) else { return nil }
        let kind = try reader.uint()
        var fields: [[UInt8]] = []
        while try reader.hasNext(&parts) {
            let field = try reader.bytes()
            fields.append([UInt8](copying: field))
        }
        try reader.finish()
        switch (kind, fields.count) {
        case (0, 0): return .hello
        case (1, 1): return nonceLengths.contains(fields[0].count) ? .attest(nonce: fields[0]) : nil
        case (2, 3):
            let bytes = fields[1]
            guard let key = Bytes32(bytes.span), fields[2].count == Curve.signatureLength else { return nil }
            return .order(SignedOrder(message: fields[0], key: key, signature: fields[2]))
        case (3, 1): return .piece(fields[0])
        case (4, 0): return .envelopeKey
        case (5, 2):
            let bytes = fields[0]
            return WrappedSecret(bytes.span).map { .wrapped($0, envelope: fields[1]) }
        default: return nil
        }
    }
}
