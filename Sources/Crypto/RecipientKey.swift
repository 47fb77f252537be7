// SPDX-License-Identifier: Apache-2.0
internal import CSodium

/// An X25519 key that boxes are sealed to: one owner, wiped when dropped.
public struct RecipientKey: ~Copyable, Sendable {
    /// How long both halves are.
    public static let length = 32

    /// What others seal to.
    public let publicKey: Bytes32
    private let secret: Secret

    /// Takes the 32 bytes of a private key; wiping `bytes` is the caller's part.
    public init(copying bytes: Span<UInt8>) throws(CryptoError) {
        guard bytes.count == Self.length else { throw CryptoError(.invalidKey) }
        self = try RecipientKey(owning: try Secret(copying: bytes))
    }

    /// A key that nobody can guess.
    public static func random() throws(CryptoError) -> RecipientKey {
        try RecipientKey(owning: try Secret.random(count: length))
    }

    private init(owning secret: consuming Secret) throws(CryptoError) {
        var point = Bytes32()
        let isMade = secret.withBytes { secret in
            unsafe secret.withUnsafeBufferPointer { secret in
                unsafe point.withUnsafeMutableBytes { room in
                    guard let room = room.baseAddress, let secret = secret.baseAddress else {
                        return false
                    }
                    return unsafe crypto_scalarmult_base(room.assumingMemoryBound(to: UInt8.self), secret) == 0
                }
            }
        }
        guard isMade else { throw CryptoError(.invalidKey) }
        self.init(publicKey: point, secret: secret)
    }

    private init(publicKey: Bytes32, secret: consuming Secret) {
        self.publicKey = publicKey
        self.secret = secret
    }

    /// What only the owners of both keys know.
    ///
    /// A point of small order, with which anybody would know it, is refused. The corresponding C function is `crypto_scalarmult`.
    func agreement(with other: Bytes32) throws(CryptoError) -> Secret {
        var shared = try Secret(count: Self.length)
        let isAgreed = secret.withBytes { secret in
            shared.withMutableBytes { room in
                unsafe secret.withUnsafeBufferPointer { secret in
                    unsafe room.withUnsafeMutableBufferPointer { room in
                        unsafe other.withUnsafeBytes { other in
                            guard let room = room.baseAddress, let secret = secret.baseAddress,
                                let other = other.baseAddress
                            else { return false }
                            return unsafe crypto_scalarmult(
                                room, secret, other.assumingMemoryBound(to: UInt8.self)) == 0
                        }
                    }
                }
            }
        }
        guard isAgreed else { throw CryptoError(.invalidKey) }
        return shared
    }

    /// Opens a box that was sealed to this key, for this purpose and in this context.
    ///
    /// Any difference looks the same, and gives no byte.
    public func open(
        _ box: Span<UInt8>, purpose: [UInt8], context: [UInt8]
    ) throws(CryptoError) -> Secret {
        try SealedBox.open(box, by: self, purpose: purpose, context: context)
    }
}
