// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// SHA-256 of FIPS 180-4, piece by piece, as often as needed.
///
/// Keep one per thread: finding the algorithm and making room for its state costs more than hashing a token, and
/// both are done once here. After ``finish()`` it is ready for the next message.
///
/// The corresponding C functions are `EVP_DigestInit_ex2`, `EVP_DigestUpdate` and `EVP_DigestFinal_ex`.
@safe
public struct SHA256: ~Copyable, @unchecked Sendable {
    // Sendable: there is exactly one owner, and OpenSSL ties a context to no thread.
    private let context: OpaquePointer
    // A failure is kept until the end, so that no digest of half a message can come out.
    private var hasFailed: Bool

    /// Makes room for a digest's state.
    public init() throws(CryptoError) {
        guard let algorithm = unsafe SHA256Algorithm.shared.raw else { throw CryptoError(.digestUnavailable) }
        guard let context = unsafe EVP_MD_CTX_new() else { throw CryptoError(.outOfMemory) }
        let hash = unsafe SHA256(owning: context, algorithm: algorithm)
        guard !hash.hasFailed else { throw CryptoError(.digestUnavailable) }
        self = hash
    }

    private init(owning context: OpaquePointer, algorithm: OpaquePointer) {
        unsafe self.context = context
        hasFailed = unsafe EVP_DigestInit_ex2(context, algorithm, nil) != 1
    }

    // Wipes the state as well.
    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Takes the next piece of the message.
    public mutating func update(_ bytes: Span<UInt8>) {
        let isTaken = unsafe bytes.withUnsafeBufferPointer {
            unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) == 1
        }
        if !isTaken { hasFailed = true }
    }

    /// The digest of all pieces since the last call; starts the next message.
    public mutating func finish() throws(CryptoError) -> Bytes32 {
        let context = unsafe context
        var digest = Bytes32()
        let isDone = unsafe digest.withUnsafeMutableBytes { room in
            unsafe EVP_DigestFinal_ex(context, room.baseAddress?.assumingMemoryBound(to: UInt8.self), nil) == 1
        }
        let isWhole = isDone && !hasFailed
        // No algorithm means the one it had: the state is set back, nothing is looked up.
        hasFailed = unsafe EVP_DigestInit_ex2(context, nil, nil) != 1
        guard isWhole else { throw CryptoError(.digestUnavailable) }
        return digest
    }

    /// The digest of one whole message.
    public mutating func digest(of bytes: Span<UInt8>) throws(CryptoError) -> Bytes32 {
        update(bytes)
        return try finish()
    }

    /// The digest of one whole message, for where it happens once.
    public static func digest(of bytes: Span<UInt8>) throws(CryptoError) -> Bytes32 {
        var hash = try SHA256()
        return try hash.digest(of: bytes)
    }
}

/// OpenSSL's implementation, looked up once and for ever: each look-up takes a lock and a walk through providers.
@safe
private struct SHA256Algorithm: @unchecked Sendable {
    // Sendable: written once, and OpenSSL's method objects are shared between threads by design.
    let raw: OpaquePointer?

    static let shared = unsafe SHA256Algorithm(raw: EVP_MD_fetch(nil, "SHA256", nil))
}
