// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// The key that TLS is served with: ECDSA over P-256, one owner, wiped when dropped.
///
/// It stays the same while its certificates are renewed, so that a pin on it holds as long as the enclave does.
public struct TLSKey: ~Copyable, Sendable {
    /// The SubjectPublicKeyInfo in DER, which clients hash to compare.
    public let info: [UInt8]
    /// SHA-256 of ``info``.
    public let hash: Bytes32
    // The number; the point that belongs to it is in `info`.
    private let key: PrivateKey

    /// A key that nobody can guess.
    public static func random() throws(CryptoError) -> TLSKey { try TLSKey(owning: try PrivateKey.random(.secp256r1)) }

    /// Takes the 32 bytes of the number; wiping `bytes` is the caller's part.
    public init(copying bytes: Span<UInt8>) throws(CryptoError) {
        self = try TLSKey(owning: try PrivateKey(.secp256r1, copying: bytes))
    }

    /// Reads a key over P-256 in PEM that is not encrypted; wiping `pem` is the caller's part.
    public init(pem: Span<UInt8>) throws(PKIFailure) {
        let pair = try KeyPair(pem: pem)
        self = try PKIFailure.wrapping { () throws(CryptoError) in
            let number = try pair.number()
            return try number.withBytes { number throws(CryptoError) in try TLSKey(copying: number) }
        }
    }

    private init(owning key: consuming PrivateKey) throws(CryptoError) {
        let pair = try key.withBytes { number throws(CryptoError) in try KeyPair(number) }
        let info = try pair.publicInfo()
        let hash = try SHA256.digest(of: info.span)
        self.init(info: info, hash: hash, key: key)
    }

    private init(info: [UInt8], hash: Bytes32, key: consuming PrivateKey) {
        self.info = info
        self.hash = hash
        self.key = key
    }

    /// It, in PEM.
    public borrowing func pem() throws(CryptoError) -> Secret {
        try withPair { pair throws(CryptoError) in try pair.pem() }
    }

    /// A certificate for this key that it signs itself, in PEM.
    public borrowing func selfSigned(_ form: CertificateForm) throws(CryptoError) -> [UInt8] {
        try withPair { pair throws(CryptoError) in try CertificateHandle(form, selfSignedBy: pair).pem() }
    }

    /// Lends the key to OpenSSL, which wipes its copy afterwards.
    borrowing func withPair<Result: ~Copyable>(
        _ body: (borrowing KeyPair) throws(CryptoError) -> Result
    ) throws(CryptoError) -> Result {
        try body(try pair())
    }

    /// The key as OpenSSL has it, for as long as a call takes.
    borrowing func pair() throws(CryptoError) -> KeyPair {
        try key.withBytes { number throws(CryptoError) in try KeyPair(number) }
    }
}
