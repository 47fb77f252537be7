// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto
internal import Wire

/// A secret under a data key that a key management service releases to attested enclaves, signed by a provisioner.
///
/// The service decides who learns the data key. It does not say whose secret it is: anybody can encrypt a data key of their own to an
/// enclave's public key, so that without the signature the machine beside the enclave could put its own secret in. The key's id and the
/// secret's name are authenticated with the ciphertext: a data key that was made for one secret opens no other.
public struct WrappedSecret: Hashable, Sendable {
    private static let domain = "k3s-daas/wrapped/v1"
    /// How long the id of a service's key may be: an ARN.
    public static let keyIDLimit = 256

    /// Which cluster.
    public let cluster: Bytes32
    /// What it is.
    public let name: SecretName
    /// Under which key of the service the data key is kept.
    public let keyID: String
    /// The stream's head and its one piece.
    public let sealed: [UInt8]
    /// Who vouches for it.
    public let provisioner: Bytes32
    /// Of ``message``.
    public let signature: [UInt8]

    /// Wraps a secret; `sign` is asked once.
    public init(
        _ secret: borrowing Secret, cluster: Bytes32, name: SecretName, keyID: String, under dataKey: borrowing Secret,
        by provisioner: Bytes32, sign: ([UInt8]) throws(CryptoError) -> [UInt8]
    ) throws(CryptoError) {
        var sealer = try SealedStream.Sealer(key: dataKey)
        let context = Self.context(cluster, name, keyID)
        let piece = try secret.withBytes { bytes throws(CryptoError) in
            try sealer.seal(bytes, context: context, isLast: true)
        }
        let sealed = sealer.head + piece
        self.init(
            cluster: cluster, name: name, keyID: keyID, sealed: sealed, provisioner: provisioner,
            signature: try sign(Self.message(cluster, name, keyID, sealed)))
    }

    private init(
        cluster: Bytes32, name: SecretName, keyID: String, sealed: [UInt8], provisioner: Bytes32, signature: [UInt8]
    ) {
        self.cluster = cluster
        self.name = name
        self.keyID = keyID
        self.sealed = sealed
        self.provisioner = provisioner
        self.signature = signature
    }

    /// What the provisioner signs.
    public var message: [UInt8] { Self.message(cluster, name, keyID, sealed) }

    /// The secret, by the data key that the service has released.
    public func opened(by dataKey: borrowing Secret) throws(CryptoError) -> Secret {
        guard sealed.count >= SealedStream.headLength else { throw CryptoError(.notOpened) }
        var opener = try SealedStream.Opener(key: dataKey, head: Array(sealed[..<SealedStream.headLength]))
        let piece = Array(sealed[SealedStream.headLength...])
        var plain = try opener.open(piece.span, context: Self.context(cluster, name, keyID))
        defer { for index in plain.indices { plain[index] = 0 } }
        guard opener.isOver else { throw CryptoError(.notOpened) }
        return try Secret(copying: plain.span)
    }

    /// What a file or a message holds.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 256)
        writer.array(3)
        writer.bytes(message)
        writer.bytes(provisioner.bytes)
        writer.bytes(signature)
        return writer.finish()
    }

    /// Reads what ``encoded`` writes, and nothing else.
    public init?(_ bytes: Span<UInt8>) {
        guard let secret = try? Self.read(bytes), secret.encoded.span.isEqual(to: bytes) else { return nil }
        self = secret
    }

    private static func read(_ bytes: Span<UInt8>) throws(CBORError) -> WrappedSecret? {
        var reader = CBORReader(bytes)
        var parts = try reader.beginArray(limit: 3)
        guard try reader.hasNext(&parts) else { return nil }
        let message = try reader.bytes()
        guard try reader.hasNext(&parts), let provisioner = Bytes32(try reader.bytes()), try reader.hasNext(&parts)
        else { return nil }
        let signature = [UInt8](copying: try reader.bytes())
        guard signature.count == Curve.signatureLength else { return nil }
        var inner = CBORReader(message)
        var fields = try inner.beginArray(limit: 5)
        guard try inner.hasNext(&fields), try inner.string() == domain, try inner.hasNext(&fields),
            let cluster = Bytes32(try inner.bytes()), try inner.hasNext(&fields),
            let name = SecretName(rawValue: try inner.string()), try inner.hasNext(&fields)
        else { return nil }
        let keyID = try inner.string()
        guard (1...keyIDLimit).contains(keyID.utf8.count), try inner.hasNext(&fields) else { return nil }
        return WrappedSecret(
            cluster: cluster, name: name, keyID: keyID, sealed: [UInt8](copying: try inner.bytes()),
            provisioner: provisioner,
            signature: signature)
    }

    private static func message(
        _ cluster: Bytes32, _ name: SecretName, _ keyID: String, _ sealed: [UInt8]
    ) -> [UInt8] {
        var writer = CBORWriter(capacity: 256)
        writer.array(5)
        writer.text(domain)
        writer.bytes(cluster.bytes)
        writer.text(name.rawValue)
        writer.text(keyID)
        writer.bytes(sealed)
        return writer.finish()
    }

    private static func context(_ cluster: Bytes32, _ name: SecretName, _ keyID: String) -> [UInt8] {
        message(cluster, name, keyID, [])
    }
}
