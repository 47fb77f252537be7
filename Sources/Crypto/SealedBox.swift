// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import CSodium

/// Bytes that the owner of one X25519 key alone can read: HPKE of RFC 9180, sealed once.
///
/// Base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305, so that others can make boxes with a library of
/// theirs. The box is the ephemeral public key, 32 bytes, then the ciphertext with its tag. It says nothing of who sealed it: whoever
/// needs to know that has the box signed.
public enum SealedBox {
    /// How much longer than its content a box is.
    public static let overhead = RecipientKey.length + tagLength

    private static let tagLength = 16
    private static let nonceLength = 12

    /// Closes a box over what the secret holds; `purpose` is HPKE's info, `context` its associated data.
    public static func seal(
        _ secret: borrowing Secret, to recipient: Bytes32, purpose: [UInt8], context: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        try seal(secret, to: recipient, by: try RecipientKey.random(), purpose: purpose, context: context)
    }

    /// The same by a given ephemeral key, which must never be used twice: for RFC 9180's vectors.
    static func seal(
        _ secret: borrowing Secret, to recipient: Bytes32, by ephemeral: borrowing RecipientKey, purpose: [UInt8],
        context: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        let agreement = try ephemeral.agreement(with: recipient)
        let keys = try Keys(agreement, ephemeral.publicKey, recipient, purpose)
        var sealed: [UInt8] = .init(repeating: 0, count: secret.count + tagLength)
        let status = unsafe keys.withPointers { key, nonce in
            secret.withBytes { plain in
                unsafe plain.withUnsafeBufferPointer { plain in
                    unsafe crypto_aead_chacha20poly1305_ietf_encrypt(
                        &sealed, nil, plain.baseAddress, UInt64(plain.count), context, UInt64(context.count), nil,
                        nonce, key)
                }
            }
        }
        guard status == 0 else { throw CryptoError(.outOfMemory) }
        return ephemeral.publicKey.bytes + sealed
    }

    static func open(
        _ box: Span<UInt8>, by recipient: borrowing RecipientKey, purpose: [UInt8], context: [UInt8]
    ) throws(CryptoError) -> Secret {
        guard box.count >= overhead, let ephemeral = Bytes32(box.extracting(first: RecipientKey.length)) else {
            throw CryptoError(.notOpened)
        }
        let agreement: Secret
        do throws(CryptoError) { agreement = try recipient.agreement(with: ephemeral) } catch {
            throw error.code == .invalidKey ? CryptoError(.notOpened) : error
        }
        let keys = try Keys(agreement, ephemeral, recipient.publicKey, purpose)
        let sealed = box.extracting(droppingFirst: RecipientKey.length)
        var plain = try Secret(count: sealed.count - tagLength)
        let status = unsafe keys.withPointers { key, nonce in
            plain.withMutableBytes { room in
                unsafe room.withUnsafeMutableBufferPointer { room in
                    unsafe sealed.withUnsafeBufferPointer { sealed in
                        unsafe crypto_aead_chacha20poly1305_ietf_decrypt(
                            room.baseAddress, nil, nil, sealed.baseAddress.unsafelyUnwrapped, UInt64(sealed.count),
                            context, UInt64(context.count), nonce, key)
                    }
                }
            }
        }
        guard status == 0 else { throw CryptoError(.notOpened) }
        return plain
    }

    /// What HPKE's key schedule gives for the first message, the only one.
    private struct Keys: ~Copyable {
        private let key: Secret
        private let nonce: Secret

        /// RFC 9180 §4.1 (`ExtractAndExpand`) and §5.1 (`KeySchedule`, base mode).
        init(
            _ agreement: borrowing Secret, _ ephemeral: Bytes32, _ recipient: Bytes32, _ purpose: [UInt8]
        ) throws(CryptoError) {
            let (salt, none) = (HKDF.noSalt, [UInt8]())
            let first = try agreement.withBytes { agreement throws(CryptoError) in
                try HKDF.extract(salt: salt.span, Label.kem("eae_prk"), agreement)
            }
            let shared = try HKDF.expand(
                first, [0, 32] + Label.kem("shared_secret") + ephemeral.bytes + recipient.bytes, count: 32)
            let identity = try HKDF.extract(salt: salt.span, Label.hpke("psk_id_hash"), none.span)
            let purposes = try HKDF.extract(salt: salt.span, Label.hpke("info_hash"), purpose.span)
            let base: [UInt8] = [0]
            let schedule = base + Self.copy(identity) + Self.copy(purposes)
            let secret = try shared.withBytes { shared throws(CryptoError) in
                try HKDF.extract(salt: shared, Label.hpke("secret"), none.span)
            }
            let key = try HKDF.expand(secret, [0, 32] + Label.hpke("key") + schedule, count: 32)
            let nonce = try HKDF.expand(
                secret, [0, UInt8(nonceLength)] + Label.hpke("base_nonce") + schedule, count: nonceLength)
            self.init(key: key, nonce: nonce)
        }

        private init(key: consuming Secret, nonce: consuming Secret) {
            self.key = key
            self.nonce = nonce
        }

        /// Digests of what is public.
        private static func copy(_ digest: borrowing Secret) -> [UInt8] {
            digest.withBytes { bytes in [UInt8](copying: bytes) }
        }

        func withPointers(_ body: (UnsafePointer<UInt8>, UnsafePointer<UInt8>) -> CInt) -> CInt {
            key.withBytes { key in
                nonce.withBytes { nonce in
                    unsafe key.withUnsafeBufferPointer { key in
                        unsafe nonce.withUnsafeBufferPointer { nonce in
                            unsafe body(key.baseAddress.unsafelyUnwrapped, nonce.baseAddress.unsafelyUnwrapped)
                        }
                    }
                }
            }
        }
    }

    /// What RFC 9180 §4 puts before everything that is hashed: version, suite, label.
    private enum Label {
        static func kem(_ label: String) -> [UInt8] { Array("HPKE-v1KEM".utf8) + [0, 0x20] + Array(label.utf8) }

        static func hpke(_ label: String) -> [UInt8] {
            Array("HPKE-v1HPKE".utf8) + [0, 0x20, 0, 1, 0, 3] + Array(label.utf8)
        }
    }
}
