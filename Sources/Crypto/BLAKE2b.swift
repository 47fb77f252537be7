// SPDX-License-Identifier: Apache-2.0
internal import CSodium

/// BLAKE2b of RFC 7693 with 32 bytes of output and no key: what Sui names things by.
public enum BLAKE2b {
    /// The digest of one whole message.
    ///
    /// The corresponding C function is `crypto_generichash`, which cannot fail with these lengths.
    public static func digest(of bytes: Span<UInt8>) -> Bytes32 {
        var digest = Bytes32()
        let status = unsafe digest.withUnsafeMutableBytes { room in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe crypto_generichash(
                    room.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self), room.count,
                    bytes.baseAddress,
                    UInt64(bytes.count), nil, 0)
            }
        }
        guard status == 0 else { fatalError("libsodium refuses BLAKE2b with 32 bytes") }
        return digest
    }

    /// The digest of one whole message.
    public static func digest(of bytes: [UInt8]) -> Bytes32 { digest(of: bytes.span) }
}
