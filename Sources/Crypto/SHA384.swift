// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// SHA-384 of FIPS 180-4, piece by piece, as often as needed: what an enclave is measured with.
///
/// After ``finish()`` it is ready for the next message.
///
/// The corresponding C functions are `SHA384_Init`, `SHA384_Update` and `SHA384_Final`.
@safe
public struct SHA384: ~Copyable, @unchecked Sendable {
    /// How long a digest is.
    public static let digestLength = 48

    // Sendable: there is exactly one owner.
    private let state: UnsafeMutablePointer<SHA512_CTX>
    // A failure is kept until the end, so that no digest of half a message can come out.
    private var hasFailed: Bool

    /// Makes room for a digest's state.
    public init() throws(CryptoError) {
        let state = UnsafeMutablePointer<SHA512_CTX>.allocate(capacity: 1)
        unsafe state.initialize(to: SHA512_CTX())
        let hash = unsafe SHA384(owning: state)
        guard !hash.hasFailed else { throw CryptoError(.digestUnavailable) }
        self = hash
    }

    private init(owning state: UnsafeMutablePointer<SHA512_CTX>) {
        unsafe self.state = state
        hasFailed = unsafe shim_SHA384_Init(state) != 1
    }

    // What was digested may have been a secret.
    deinit {
        unsafe OPENSSL_cleanse(state, MemoryLayout<SHA512_CTX>.size)
        unsafe state.deallocate()
    }

    /// Takes the next piece of the message.
    public mutating func update(_ bytes: Span<UInt8>) {
        let isTaken = unsafe bytes.withUnsafeBufferPointer {
            unsafe shim_SHA384_Update(state, $0.baseAddress, $0.count) == 1
        }
        if !isTaken { hasFailed = true }
    }

    /// The digest of all pieces since the last call; starts the next message.
    public mutating func finish() throws(CryptoError) -> [UInt8] {
        var digest: [UInt8] = .init(repeating: 0, count: Self.digestLength)
        let isWhole = unsafe shim_SHA384_Final(&digest, state) == 1 && !hasFailed
        hasFailed = unsafe shim_SHA384_Init(state) != 1
        guard isWhole else { throw CryptoError(.digestUnavailable) }
        return digest
    }

    /// The digest of one whole message.
    public mutating func digest(of bytes: Span<UInt8>) throws(CryptoError) -> [UInt8] {
        update(bytes)
        return try finish()
    }

    /// The digest of one whole message, for where it happens once.
    public static func digest(of bytes: Span<UInt8>) throws(CryptoError) -> [UInt8] {
        var hash = try SHA384()
        return try hash.digest(of: bytes)
    }
}
