// SPDX-License-Identifier: Apache-2.0
internal import CSodium

/// Many pieces under one key, so that none can be changed, left out, moved or added, and the end is known to be the end.
///
/// libsodium's secretstream: XChaCha20-Poly1305 with a fresh 24-byte head per stream. The corresponding C functions are those of
/// `crypto_secretstream_xchacha20poly1305`.
public enum SealedStream {
    /// How long a key is.
    public static let keyLength = 32
    /// How long a stream's head is.
    public static let headLength = 24
    /// How much longer than its content a piece is.
    public static let overhead = 17

    /// Closes pieces, one after the other.
    @safe
    public struct Sealer: ~Copyable, @unchecked Sendable {
        // Sendable: there is exactly one owner.
        private let state: UnsafeMutablePointer<crypto_secretstream_xchacha20poly1305_state>
        /// What whoever opens needs first; no secret.
        public let head: [UInt8]

        /// Begins a stream.
        public init(key: borrowing Secret) throws(CryptoError) {
            guard key.count == keyLength else { throw CryptoError(.invalidKey) }
            var head: [UInt8] = .init(repeating: 0, count: headLength)
            let state = UnsafeMutablePointer<crypto_secretstream_xchacha20poly1305_state>.allocate(capacity: 1)
            unsafe state.initialize(to: .init())
            let status = key.withBytes { key in
                unsafe key.withUnsafeBufferPointer {
                    unsafe crypto_secretstream_xchacha20poly1305_init_push(
                        state, &head, $0.baseAddress.unsafelyUnwrapped)
                }
            }
            let sealer = unsafe Sealer(owning: state, head: head)
            guard status == 0 else { throw CryptoError(.outOfMemory) }
            self = sealer
        }

        private init(
            owning state: UnsafeMutablePointer<crypto_secretstream_xchacha20poly1305_state>, head: [UInt8]
        ) {
            unsafe self.state = state
            self.head = head
        }

        deinit { unsafe SealedStream.free(state) }

        /// Closes the next piece; `context` is authenticated with it and must be given again to open it.
        public mutating func seal(
            _ piece: Span<UInt8>, context: [UInt8] = [], isLast: Bool
        ) throws(CryptoError) -> [UInt8] {
            var sealed: [UInt8] = .init(repeating: 0, count: piece.count + overhead)
            let tag =
                isLast
                ? crypto_secretstream_xchacha20poly1305_tag_final()
                : crypto_secretstream_xchacha20poly1305_tag_message()
            let state = unsafe state
            let status = unsafe piece.withUnsafeBufferPointer { piece in
                unsafe crypto_secretstream_xchacha20poly1305_push(
                    state, &sealed, nil, piece.baseAddress, UInt64(piece.count), context, UInt64(context.count), tag)
            }
            guard status == 0 else { throw CryptoError(.outOfMemory) }
            return sealed
        }
    }

    /// Opens the pieces of a stream, in their order.
    @safe
    public struct Opener: ~Copyable, @unchecked Sendable {
        // Sendable: there is exactly one owner.
        private let state: UnsafeMutablePointer<crypto_secretstream_xchacha20poly1305_state>
        /// Whether the last piece was opened: until then the stream may have been cut off.
        public private(set) var isOver: Bool

        /// Begins with a stream's head.
        public init(key: borrowing Secret, head: [UInt8]) throws(CryptoError) {
            guard key.count == keyLength else { throw CryptoError(.invalidKey) }
            guard head.count == headLength else { throw CryptoError(.notOpened) }
            let state = UnsafeMutablePointer<crypto_secretstream_xchacha20poly1305_state>.allocate(capacity: 1)
            unsafe state.initialize(to: .init())
            let status = key.withBytes { key in
                unsafe key.withUnsafeBufferPointer {
                    unsafe crypto_secretstream_xchacha20poly1305_init_pull(
                        state, head, $0.baseAddress.unsafelyUnwrapped)
                }
            }
            let opener = unsafe Opener(owning: state)
            guard status == 0 else { throw CryptoError(.notOpened) }
            self = opener
        }

        private init(owning state: UnsafeMutablePointer<crypto_secretstream_xchacha20poly1305_state>) {
            unsafe self.state = state
            isOver = false
        }

        deinit { unsafe SealedStream.free(state) }

        /// Opens the next piece; nothing may follow the last one.
        public mutating func open(_ sealed: Span<UInt8>, context: [UInt8] = []) throws(CryptoError) -> [UInt8] {
            guard !isOver, sealed.count >= overhead else { throw CryptoError(.notOpened) }
            var plain: [UInt8] = .init(repeating: 0, count: sealed.count - overhead)
            var tag: UInt8 = 0
            let state = unsafe state
            let status = unsafe sealed.withUnsafeBufferPointer { sealed in
                unsafe crypto_secretstream_xchacha20poly1305_pull(
                    state, &plain, nil, &tag, sealed.baseAddress, UInt64(sealed.count), context, UInt64(context.count))
            }
            guard status == 0,
                tag == crypto_secretstream_xchacha20poly1305_tag_message()
                    || tag == crypto_secretstream_xchacha20poly1305_tag_final()
            else {
                throw CryptoError(.notOpened)
            }
            isOver = tag == crypto_secretstream_xchacha20poly1305_tag_final()
            return plain
        }
    }

    private static func free(_ state: UnsafeMutablePointer<crypto_secretstream_xchacha20poly1305_state>) {
        unsafe sodium_memzero(state, MemoryLayout<crypto_secretstream_xchacha20poly1305_state>.size)
        unsafe state.deallocate()
    }
}
