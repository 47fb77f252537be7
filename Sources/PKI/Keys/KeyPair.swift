// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Crypto

/// A P-256 key as OpenSSL holds it, for as long as a call takes; OpenSSL wipes it when it is freed.
@safe
struct KeyPair: ~Copyable {
    let raw: OpaquePointer

    /// An ECPrivateKey without its point (RFC 5915 §3) up to the number, and what follows it: the curve.
    private static let head: [UInt8] = [0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20]
    private static let tail: [UInt8] = [0xA0, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]

    /// The key of a number of 32 bytes.
    init(_ number: Span<UInt8>) throws(CryptoError) {
        guard number.count == Curve.privateKeyLength else { throw CryptoError(.invalidKey) }
        var encoded = try Secret(count: Self.head.count + number.count + Self.tail.count)
        encoded.withMutableBytes { room in
            for index in Self.head.indices { room[index] = Self.head[index] }
            for index in number.indices { room[Self.head.count + index] = number[index] }
            for index in Self.tail.indices { room[Self.head.count + number.count + index] = Self.tail[index] }
        }
        let raw = unsafe encoded.withBytes { encoded in
            unsafe encoded.withUnsafeBufferPointer { encoded in
                var start = encoded.baseAddress
                return unsafe d2i_AutoPrivateKey(nil, &start, encoded.count)
            }
        }
        guard let raw = unsafe raw else {
            ERR_clear_error()
            throw CryptoError(.invalidKey)
        }
        unsafe self.raw = raw
    }

    deinit { unsafe EVP_PKEY_free(raw) }

    /// The SubjectPublicKeyInfo in DER.
    borrowing func publicInfo() throws(CryptoError) -> [UInt8] {
        var encoded: UnsafeMutablePointer<UInt8>?
        let length = unsafe i2d_PUBKEY(raw, &encoded)
        guard length > 0, let start = unsafe encoded else { throw CryptoError(.outOfMemory) }
        defer { unsafe CRYPTO_free(start, nil, 0) }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
    }

    /// The private key in PEM.
    borrowing func pem() throws(CryptoError) -> Secret {
        let key = unsafe raw
        let bio = try MemoryBIO()
        guard unsafe PEM_write_bio_PrivateKey(bio.raw, key, nil, nil, 0, nil, nil) == 1 else {
            throw CryptoError(.outOfMemory)
        }
        return try bio.withBytes { bytes throws(CryptoError) in try Secret(copying: bytes) }
    }
}

/// Memory that OpenSSL writes to, wiped when it is freed.
@safe
struct MemoryBIO: ~Copyable {
    let raw: OpaquePointer

    init() throws(CryptoError) {
        guard let raw = unsafe BIO_new(BIO_s_secmem()) else { throw CryptoError(.outOfMemory) }
        unsafe self.raw = raw
    }

    deinit { unsafe BIO_free(raw) }

    /// Lends what was written.
    borrowing func withBytes<Result: ~Copyable>(
        _ body: (Span<UInt8>) throws(CryptoError) -> Result
    ) throws(CryptoError) -> Result {
        // BIO_get_mem_data is a macro.
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe BIO_ctrl(raw, BIO_CTRL_INFO, 0, &start)
        guard count > 0, let start = unsafe start else { throw CryptoError(.outOfMemory) }
        let bytes = unsafe UnsafeBufferPointer(
            start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
        return try body(unsafe Span(_unsafeElements: bytes))
    }
}
