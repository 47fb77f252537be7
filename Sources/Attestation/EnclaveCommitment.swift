// SPDX-License-Identifier: Apache-2.0
public import Crypto
internal import Wire

/// What an enclave of this product says about itself in a document's `user_data`, and fixes in its PCR 16.
///
/// The bytes are the deterministic CBOR of `{0: 1, 1: tls, 2: signing, 3: recipient, 4: config}`. The contract that registers
/// an enclave compares them byte by byte, so that there is no second way to write them.
public struct EnclaveCommitment: Hashable, Sendable {
    /// Where a commitment is fixed: the first register that an enclave may extend.
    public static let register = 16

    private static let version: UInt64 = 1
    private static let domain: StaticString = "k3s-daas/pcr16/v1"
    /// How long the bytes are, and where in them the digests lie: each after its number and a head of two bytes.
    private static let length = 143
    private static let (firstDigest, stride) = (6, 35)

    /// SHA-256 of the TLS key's SubjectPublicKeyInfo.
    public let tls: Bytes32
    /// SHA-256 of the Ed25519 signing key's SubjectPublicKeyInfo.
    public let signing: Bytes32
    /// SHA-256 of the document's `public_key`, as it stands there.
    public let recipient: Bytes32
    /// SHA-256 of the configuration.
    public let config: Bytes32

    /// Makes a commitment of four digests.
    public init(tls: Bytes32, signing: Bytes32, recipient: Bytes32, config: Bytes32) {
        self.tls = tls
        self.signing = signing
        self.recipient = recipient
        self.config = config
    }

    /// Reads a document's `user_data`; `nil` unless it is these bytes and no others.
    public init?(userData: Span<UInt8>) {
        guard userData.count == Self.length else { return nil }
        guard let tls = Self.digest(0, userData), let signing = Self.digest(1, userData),
            let recipient = Self.digest(2, userData), let config = Self.digest(3, userData)
        else { return nil }
        self.init(tls: tls, signing: signing, recipient: recipient, config: config)
        // The rest of the bytes holds no choice: they are right if they are what we write.
        let expected = self.userData
        guard userData.indices.allSatisfy({ userData[$0] == expected[$0] }) else { return nil }
    }

    /// What stands in the document's `user_data`.
    public var userData: [UInt8] {
        var writer = CBORWriter(capacity: Self.length)
        writer.map(5)
        writer.uint(0)
        writer.uint(Self.version)
        for (number, digest) in [tls, signing, recipient, config].enumerated() {
            writer.uint(UInt64(number + 1))
            writer.bytes(digest.bytes)
        }
        return writer.finish()
    }

    /// The 48 bytes that PCR 16 is extended by.
    public func pcr16Extension() throws(CryptoError) -> [UInt8] {
        var hash = try SHA384()
        hash.update(Array("\(Self.domain)".utf8).span)
        hash.update(userData.span)
        return try hash.finish()
    }

    /// What PCR 16 holds after that one extension, and no other.
    public func pcr16() throws(CryptoError) -> [UInt8] {
        let extensionBytes = try pcr16Extension()
        var hash = try SHA384()
        hash.update(Array(repeating: 0, count: SHA384.digestLength).span)
        return try hash.digest(of: extensionBytes.span)
    }

    private static func digest(_ index: Int, _ userData: Span<UInt8>) -> Bytes32? {
        let start = firstDigest + index * stride
        return Bytes32(userData.extracting(start..<(start + Bytes32.count)))
    }
}
