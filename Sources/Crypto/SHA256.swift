// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// SHA-256 of FIPS 180-4, piece by piece, as often as needed.
///
/// Keep one per thread: its state is one piece of memory for good, so that a digest allocates nothing. After ``finish()`` it is
/// ready for the next message.
///
/// The corresponding C functions are `SHA256_Init`, `SHA256_Update` and `SHA256_Final`.
@safe
public struct SHA256: ~Copyable, @unchecked Sendable {
    // Sendable: there is exactly one owner.
    private let state: UnsafeMutablePointer<SHA256_CTX>
    // A failure is kept until the end, so that no digest of half a message can come out.
    private var hasFailed: Bool

    /// Makes room for a digest's state.
    public init() throws(CryptoError) {
        let state = UnsafeMutablePointer<SHA256_CTX>.allocate(capacity: 1)
        unsafe state.initialize(to: SHA256_CTX())
        let hash = unsafe SHA256(owning: state)
        guard !hash.hasFailed else { throw CryptoError(.digestUnavailable) }
        self = hash
    }

    private init(owning state: UnsafeMutablePointer<SHA256_CTX>) {
        unsafe self.state = state
        hasFailed = unsafe shim_SHA256_Init(state) != 1
    }

    // What was digested may have been a secret.
    deinit {
        unsafe OPENSSL_cleanse(state, MemoryLayout<SHA256_CTX>.size)
        unsafe state.deallocate()
    }

    /// Takes the next piece of the message.
    public mutating func update(_ bytes: Span<UInt8>) {
        let isTaken = unsafe bytes.withUnsafeBufferPointer {
            unsafe shim_SHA256_Update(state, $0.baseAddress, $0.count) == 1
        }
        if !isTaken { hasFailed = true }
    }

    /// The digest of all pieces since the last call; starts the next message.
    public mutating func finish() throws(CryptoError) -> Bytes32 {
        let state = unsafe state
        var digest = Bytes32()
        let isDone = unsafe digest.withUnsafeMutableBytes { room in
            unsafe shim_SHA256_Final(room.baseAddress?.assumingMemoryBound(to: UInt8.self), state) == 1
        }
        let isWhole = isDone && !hasFailed
        hasFailed = unsafe shim_SHA256_Init(state) != 1
        guard isWhole else { throw CryptoError(.digestUnavailable) }
        return digest
    }

    /// The digest of one whole message.
    public mutating func digest(of bytes: Span<UInt8>) throws(CryptoError) -> Bytes32 {
        update(bytes)
        return try finish()
    }

    /// The digest of a byte and two digests, as a tree of hashes is made of them: what ``digest(of:)`` gives for the 65 bytes.
    ///
    /// They fill two blocks, which are laid out here with the padding of FIPS 180-4 §5.1.1, so that nothing is gathered on the way.
    /// The corresponding C function is `SHA256_Update`, which takes whole blocks from where they lie, both at once.
    public mutating func digest(_ prefix: UInt8, _ left: Bytes32, _ right: Bytes32) throws(CryptoError) -> Bytes32 {
        precondition(unsafe state.pointee.Nl == 0, "SHA256: a message had begun")
        var blocks = InlineArray<16, UInt64>(repeating: 0)
        let state = unsafe state
        let isTaken = unsafe withUnsafeMutableBytes(of: &blocks) { room in
            unsafe room[0] = prefix
            unsafe room.storeBytes(of: left.words, toByteOffset: 1, as: (UInt64, UInt64, UInt64, UInt64).self)
            unsafe room.storeBytes(of: right.words, toByteOffset: 33, as: (UInt64, UInt64, UInt64, UInt64).self)
            // A one behind the message, and at the end its length in bits, 0x0208.
            unsafe (room[65], room[126], room[127]) = (0x80, 2, 8)
            return unsafe shim_SHA256_Update(state, room.baseAddress, room.count) == 1
        }
        let words = unsafe state.pointee.h
        let isWhole = isTaken && !hasFailed
        hasFailed = unsafe shim_SHA256_Init(state) != 1
        guard isWhole else { throw CryptoError(.digestUnavailable) }
        func pair(_ high: UInt32, _ low: UInt32) -> UInt64 { (UInt64(high) << 32 | UInt64(low)).bigEndian }
        var digest = Bytes32()
        digest.words = (
            pair(words.0, words.1), pair(words.2, words.3), pair(words.4, words.5), pair(words.6, words.7)
        )
        return digest
    }

    /// The digest of one whole message, for where it happens once.
    public static func digest(of bytes: Span<UInt8>) throws(CryptoError) -> Bytes32 {
        var hash = try SHA256()
        return try hash.digest(of: bytes)
    }
}
