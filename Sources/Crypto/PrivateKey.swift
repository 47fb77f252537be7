// SPDX-License-Identifier: Apache-2.0
internal import CSodium

/// A key that signs: one owner, wiped when dropped.
public struct PrivateKey: ~Copyable, Sendable {
    /// The scheme.
    public let curve: Curve
    /// The other half.
    public let publicKey: PublicKey
    // Ed25519: seed and public key, as libsodium wants them. The others: the number.
    private let secret: Secret

    /// Takes the 32 bytes that a wallet keeps: Ed25519's seed, or the number of the others.
    ///
    /// Wiping `bytes` is the caller's part.
    public init(_ curve: Curve, copying bytes: Span<UInt8>) throws(CryptoError) {
        guard bytes.count == Curve.privateKeyLength else { throw CryptoError(.invalidKey) }
        switch curve {
        case .ed25519:
            var pair = try Secret(count: Int(crypto_sign_SECRETKEYBYTES))
            var point: [UInt8] = .init(repeating: 0, count: curve.publicKeyLength)
            let status = pair.withMutableBytes { room in
                unsafe room.withUnsafeMutableBufferPointer { room in
                    unsafe bytes.withUnsafeBufferPointer { seed in
                        unsafe crypto_sign_seed_keypair(
                            &point, room.baseAddress.unsafelyUnwrapped, seed.baseAddress.unsafelyUnwrapped)
                    }
                }
            }
            guard status == 0, let publicKey = PublicKey(curve, point) else { throw CryptoError(.invalidKey) }
            self.init(curve: curve, publicKey: publicKey, secret: pair)
        case .secp256k1, .secp256r1:
            let publicKey = try EllipticPrivateKey.publicKey(curve, of: bytes)
            self.init(curve: curve, publicKey: publicKey, secret: try Secret(copying: bytes))
        }
    }

    private init(curve: Curve, publicKey: PublicKey, secret: consuming Secret) {
        self.curve = curve
        self.publicKey = publicKey
        self.secret = secret
    }

    /// A key that nobody can guess.
    public static func random(_ curve: Curve) throws(CryptoError) -> PrivateKey {
        // A number of 32 bytes is outside of a curve's order about once in 2^32 times, or 2^128: try again.
        for _ in 0..<16 {
            let bytes = try Secret.random(count: Curve.privateKeyLength)
            if let key = taking(curve, bytes) { return key }
        }
        throw CryptoError(.randomnessUnavailable)
    }

    /// Signs a message: 64 bytes.
    ///
    /// Ed25519's signature is always the same; ECDSA's has a fresh nonce, and the smaller of its two forms.
    public func sign(_ message: Span<UInt8>) throws(CryptoError) -> [UInt8] {
        guard curve == .ed25519 else {
            return try secret.withBytes { bytes throws(CryptoError) in
                try EllipticPrivateKey.sign(curve, bytes, message)
            }
        }
        var signature: [UInt8] = .init(repeating: 0, count: Curve.signatureLength)
        let status = secret.withBytes { pair in
            unsafe pair.withUnsafeBufferPointer { pair in
                unsafe message.withUnsafeBufferPointer { message in
                    unsafe crypto_sign_detached(
                        &signature, nil, message.baseAddress, UInt64(message.count),
                        pair.baseAddress.unsafelyUnwrapped)
                }
            }
        }
        guard status == 0 else { throw CryptoError(.invalidKey) }
        return signature
    }

    /// Signs a message: 64 bytes.
    public func sign(_ message: [UInt8]) throws(CryptoError) -> [UInt8] { try sign(message.span) }

    /// Opens a box that ``sealed(password:cost:)`` closed.
    public init(_ curve: Curve, opening box: [UInt8], password: borrowing Secret) throws(CryptoError) {
        let bytes = try PasswordBox.open(box, password: password)
        guard let key = Self.taking(curve, bytes) else { throw CryptoError(.invalidKey) }
        self = key
    }

    /// The key in a box under a password.
    public borrowing func sealed(
        password: borrowing Secret, cost: PasswordBox.Cost = .moderate
    ) throws(CryptoError) -> [UInt8] {
        var bytes = try Secret(count: Curve.privateKeyLength)
        withBytes { own in
            bytes.withMutableBytes { room in
                for index in own.indices { room[index] = own[index] }
            }
        }
        return try PasswordBox.seal(bytes, password: password, cost: cost)
    }

    /// A key from bytes that are wiped with their owner; `nil` where they are none.
    private static func taking(_ curve: Curve, _ bytes: borrowing Secret) -> PrivateKey? {
        bytes.withBytes { bytes in Box(try? PrivateKey(curve, copying: bytes)) }.taken()
    }

    /// Lends the 32 bytes that a wallet keeps.
    public borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // Ed25519's pair begins with its seed.
        try secret.withBytes { bytes throws(Failure) in try body(bytes.extracting(first: Curve.privateKeyLength)) }
    }
}

/// Lets a closure give back a value that cannot be copied.
private final class Box {
    private var key: PrivateKey?

    init(_ key: consuming PrivateKey?) { self.key = key }

    func taken() -> PrivateKey? { key.take() }
}
