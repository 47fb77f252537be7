// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// An RSA key that a key management service encrypts to: AWS KMS answers an enclave in CMS EnvelopedData for such a key.
///
/// An envelope says nothing of who made it: anybody who knows the public key can. What comes out of one must be bound to what it is
/// used for by other means.
@safe
public struct EnvelopeKey: ~Copyable, @unchecked Sendable {
    // Sendable: there is exactly one owner, and OpenSSL counts references to keys atomically.
    private let key: OpaquePointer

    /// More than an envelope over a data key has.
    public static let longestEnvelope = 16 * 1024

    private static let bits: CUnsignedInt = 2048

    /// A key that nobody can guess.
    ///
    /// The corresponding C function is `EVP_RSA_gen`.
    public static func random() throws(CryptoError) -> EnvelopeKey {
        ERR_clear_error()
        guard let key = unsafe shim_EVP_RSA_gen(bits) else {
            ERR_clear_error()
            throw CryptoError(.outOfMemory)
        }
        return unsafe EnvelopeKey(owning: key)
    }

    private init(owning key: OpaquePointer) { unsafe self.key = key }

    deinit { unsafe EVP_PKEY_free(key) }

    /// The public half as SubjectPublicKeyInfo, in DER: what an attestation document for the service carries.
    ///
    /// The corresponding C function is `i2d_PUBKEY`.
    public func publicKeyInfo() throws(CryptoError) -> [UInt8] {
        var encoded: UnsafeMutablePointer<UInt8>?
        let length = unsafe i2d_PUBKEY(key, &encoded)
        guard length > 0, let start = unsafe encoded else { throw CryptoError(.outOfMemory) }
        defer { unsafe CRYPTO_free(start, nil, 0) }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
    }

    /// What an envelope holds.
    ///
    /// BER is taken, since services write it; but one recipient, who is met by RSAES-OAEP with SHA-256, and AES-256-CBC, are all that
    /// is opened. The corresponding C function is `CMS_decrypt`.
    public func open(_ envelope: Span<UInt8>) throws(CryptoError) -> Secret {
        guard (1...Self.longestEnvelope).contains(envelope.count) else { throw CryptoError(.unexpectedEnvelope) }
        ERR_clear_error()
        // Nothing of ours stays on this thread's stack of errors, where the next caller would take it for its own.
        defer { ERR_clear_error() }
        let message = try Message(envelope)
        try message.check()
        return try message.decrypted(by: self)
    }

    /// One owner of a `CMS_ContentInfo`.
    @safe
    private struct Message: ~Copyable {
        private let raw: OpaquePointer

        init(_ bytes: Span<UInt8>) throws(CryptoError) {
            var consumed = 0
            let raw = unsafe bytes.withUnsafeBufferPointer { bytes -> OpaquePointer? in
                var place = bytes.baseAddress
                let raw = unsafe d2i_CMS_ContentInfo(nil, &place, bytes.count)
                if let start = bytes.baseAddress, let place = unsafe place {
                    consumed = unsafe place - start
                }
                return unsafe raw
            }
            guard let raw = unsafe raw else { throw CryptoError(.unexpectedEnvelope) }
            let message = unsafe Message(owning: raw)
            // Two encodings of one message are two messages.
            guard consumed == bytes.count else { throw CryptoError(.unexpectedEnvelope) }
            self = message
        }

        private init(owning raw: OpaquePointer) { unsafe self.raw = raw }

        deinit { unsafe CMS_ContentInfo_free(raw) }

        /// Refuses everything but the one form; OpenSSL would open others as well.
        func check() throws(CryptoError) {
            var encoded: UnsafeMutablePointer<UInt8>?
            let length = unsafe i2d_CMS_ContentInfo(raw, &encoded)
            guard length > 0, let start = unsafe encoded else { throw CryptoError(.unexpectedEnvelope) }
            defer { unsafe CRYPTO_free(start, nil, 0) }
            let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
            guard EnvelopeForm.isExpected(bytes.span) else { throw CryptoError(.unexpectedEnvelope) }
        }

        func decrypted(by key: borrowing EnvelopeKey) throws(CryptoError) -> Secret {
            // Memory that is wiped when it is freed.
            guard let output = unsafe BIO_new(BIO_s_secmem()) else { throw CryptoError(.outOfMemory) }
            defer { unsafe BIO_free(output) }
            // Without the flag a wrong key would give noise in place of a failure, which is for those who answer strangers.
            let flags = CUnsignedInt(CMS_DEBUG_DECRYPT) | CUnsignedInt(CMS_BINARY)
            guard unsafe CMS_decrypt(raw, key.key, nil, nil, output, flags) == 1 else {
                throw CryptoError(.notOpened)
            }
            var plain = try Secret(count: Int(unsafe BIO_ctrl_pending(output)))
            let count = plain.count
            let taken = plain.withMutableBytes { room in
                unsafe room.withUnsafeMutableBufferPointer { room in
                    count == 0 ? 0 : unsafe BIO_read(output, room.baseAddress, CInt(count))
                }
            }
            guard taken == CInt(count) else { throw CryptoError(.notOpened) }
            return plain
        }
    }
}
