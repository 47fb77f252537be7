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

    /// A key in PEM, over P-256 and not encrypted.
    init(pem: Span<UInt8>) throws(PKIFailure) {
        defer { ERR_clear_error() }
        let raw: OpaquePointer? = unsafe pem.withUnsafeBufferPointer { pem in
            guard let bio = unsafe BIO_new_mem_buf(pem.baseAddress, CInt(clamping: pem.count)) else { return nil }
            defer { unsafe BIO_free(bio) }
            // Without an answer of ours OpenSSL would ask the terminal for a pass phrase.
            return unsafe PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil)
        }
        guard let raw = unsafe raw else { throw .noKey }
        guard unsafe Self.isP256(raw) else {
            unsafe EVP_PKEY_free(raw)
            throw .noKey
        }
        unsafe self.raw = raw
    }

    deinit { unsafe EVP_PKEY_free(raw) }

    private static func isP256(_ key: OpaquePointer) -> Bool {
        var name: [CChar] = .init(repeating: 0, count: 64)
        var count = 0
        guard unsafe EVP_PKEY_is_a(key, "EC") == 1,
            unsafe EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1
        else { return false }
        return name.prefix(count).map { UInt8(bitPattern: $0) } == Array("prime256v1".utf8)
    }

    /// The number, in 32 bytes.
    borrowing func number() throws(CryptoError) -> Secret {
        var number: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(raw, "priv", &number) == 1 else {
            ERR_clear_error()
            throw CryptoError(.invalidKey)
        }
        defer { unsafe BN_clear_free(number) }
        var bytes = try Secret(count: Curve.privateKeyLength)
        let isWritten = bytes.withMutableBytes { room in
            unsafe room.withUnsafeMutableBufferPointer { room in
                unsafe BN_bn2binpad(number, room.baseAddress, CInt(room.count)) == room.count
            }
        }
        guard isWritten else { throw CryptoError(.invalidKey) }
        return bytes
    }

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
