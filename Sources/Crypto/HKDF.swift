// SPDX-License-Identifier: Apache-2.0
internal import CSodium

/// HKDF of RFC 5869 with SHA-256, as far as HPKE needs it: what comes out is one block at most.
enum HKDF {
    /// The longest key that comes out.
    static let length = 32

    /// What RFC 5869 has for no salt: HMAC fills its key up with zeros, so that none at all would be the same.
    static let noSalt: [UInt8] = .init(repeating: 0, count: length)

    /// A key that hangs on all of `head` and `tail`; there must be a salt, be it ``noSalt``.
    static func extract(
        salt: Span<UInt8>, _ head: [UInt8], _ tail: Span<UInt8>
    ) throws(CryptoError) -> Secret {
        try code(salt, head, tail)
    }

    /// The first `count` bytes, 32 at most, that the key gives for this use of it.
    static func expand(_ key: borrowing Secret, _ use: [UInt8], count: Int) throws(CryptoError) -> Secret {
        precondition((1...length).contains(count), "HKDF: more than a block")
        let first: [UInt8] = [1]
        let block = try key.withBytes { key throws(CryptoError) in try code(key, use, first.span) }
        return try block.withBytes { block throws(CryptoError) in
            try Secret(copying: block.extracting(first: count))
        }
    }

    /// HMAC-SHA-256.
    ///
    /// The corresponding C functions are `crypto_auth_hmacsha256_init`, `_update` and `_final`.
    private static func code(
        _ key: Span<UInt8>, _ head: [UInt8], _ tail: Span<UInt8>
    ) throws(CryptoError) -> Secret {
        var state = crypto_auth_hmacsha256_state()
        defer { unsafe sodium_memzero(&state, MemoryLayout<crypto_auth_hmacsha256_state>.size) }
        var code = try Secret(count: length)
        let isDone = code.withMutableBytes { room in
            unsafe room.withUnsafeMutableBufferPointer { room in
                unsafe key.withUnsafeBufferPointer { key in
                    unsafe tail.withUnsafeBufferPointer { tail in
                        unsafe crypto_auth_hmacsha256_init(&state, key.baseAddress.unsafelyUnwrapped, key.count) == 0
                            && crypto_auth_hmacsha256_update(&state, head, UInt64(head.count)) == 0
                            && crypto_auth_hmacsha256_update(&state, tail.baseAddress, UInt64(tail.count)) == 0
                            && crypto_auth_hmacsha256_final(&state, room.baseAddress.unsafelyUnwrapped) == 0
                    }
                }
            }
        }
        guard isDone else { throw CryptoError(.digestUnavailable) }
        return code
    }
}
