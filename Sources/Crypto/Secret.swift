// SPDX-License-Identifier: Apache-2.0
internal import CSodium

/// Bytes that open a door: one owner, wiped when dropped, never printable.
///
/// They live between guard pages, are kept out of core dumps, and out of swap where the process may lock memory.
/// There is no description, and a value that cannot be copied cannot be handed to `print`.
///
/// The corresponding C functions are `sodium_malloc` and `sodium_free`.
@safe
public struct Secret: ~Copyable, @unchecked Sendable {
    // Sendable: there is exactly one owner, and the pointer leaves only inside closures.
    private let room: UnsafeMutableRawBufferPointer

    /// Zeros, to be filled by ``withMutableBytes(_:)``.
    public init(count: Int) throws(CryptoError) {
        // sodium_init may be called often, from any thread; without it there are no guard pages to rely on.
        guard sodium_init() >= 0, count >= 0, let start = unsafe sodium_malloc(count) else {
            throw CryptoError(.outOfMemory)
        }
        self = unsafe Secret(owning: UnsafeMutableRawBufferPointer(start: start, count: count))
    }

    private init(owning room: UnsafeMutableRawBufferPointer) {
        unsafe self.room = room
        unsafe sodium_memzero(room.baseAddress, room.count)
    }

    /// A copy of `bytes`; wiping the original is the caller's part.
    public init(copying bytes: Span<UInt8>) throws(CryptoError) {
        var secret = try Secret(count: bytes.count)
        secret.withMutableBytes { room in
            for index in bytes.indices { room[index] = bytes[index] }
        }
        self = secret
    }

    /// Bytes that nobody can guess.
    public static func random(count: Int) throws(CryptoError) -> Secret {
        let secret = try Secret(count: count)
        guard unsafe fillWithRandomness(secret.room) else { throw CryptoError(.randomnessUnavailable) }
        return secret
    }

    // Wipes before it gives the memory back.
    deinit { unsafe sodium_free(room.baseAddress) }

    /// How many bytes there are.
    public var count: Int { unsafe room.count }

    /// Lends the bytes.
    public borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe Span(_unsafeElements: UnsafeBufferPointer(room.bindMemory(to: UInt8.self))))
    }

    /// Lends the bytes, to be written.
    public mutating func withMutableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var bytes = unsafe MutableSpan(_unsafeElements: room.bindMemory(to: UInt8.self))
        return try body(&bytes)
    }

    /// Overwrites everything with zeros, in a way that no optimiser removes.
    public mutating func wipe() { unsafe sodium_memzero(room.baseAddress, room.count) }
}
