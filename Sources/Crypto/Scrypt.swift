// SPDX-License-Identifier: Apache-2.0
internal import CSodium

/// Scrypt of RFC 7914, for what others hash passwords with; our own files use ``PasswordBox``.
///
/// The corresponding C function is `crypto_pwhash_scryptsalsa208sha256_ll`.
public enum Scrypt {
    /// The most memory that a key may take, in bytes: what asks for more is an attack.
    public static let maximumMemory = 64 << 20

    /// A key of `count` bytes; `cost` is the number of steps, a power of two.
    public static func key(
        password: Span<UInt8>, salt: Span<UInt8>, cost: UInt64, blockSize: UInt32, parallelism: UInt32, count: Int
    ) throws(CryptoError) -> Secret {
        let (memory, isTooMuch) = cost.multipliedReportingOverflow(by: 128 * UInt64(blockSize))
        guard !isTooMuch, memory <= UInt64(maximumMemory), count > 0 else { throw CryptoError(.outOfMemory) }
        var key = try Secret(count: count)
        let status = key.withMutableBytes { room in
            unsafe room.withUnsafeMutableBufferPointer { room in
                unsafe password.withUnsafeBufferPointer { password in
                    unsafe salt.withUnsafeBufferPointer { salt in
                        // An empty buffer has no address, and C wants one.
                        var none: UInt8 = 0
                        return unsafe withUnsafePointer(to: &none) { none in
                            unsafe crypto_pwhash_scryptsalsa208sha256_ll(
                                password.baseAddress ?? none, password.count, salt.baseAddress ?? none, salt.count,
                                cost, blockSize, parallelism, room.baseAddress.unsafelyUnwrapped, room.count)
                        }
                    }
                }
            }
        }
        guard status == 0 else { throw CryptoError(.outOfMemory) }
        return key
    }
}
