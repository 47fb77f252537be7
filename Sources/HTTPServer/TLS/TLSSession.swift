// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import COpenSSL

/// One connection's TLS state; dropped, it frees all of it.
@safe
struct TLSSession: ~Copyable {
    private let ssl: OpaquePointer
    /// Held because the SSL_CTX calls into its client policy.
    private let context: TLSContext

    /// What one step did; `needsRead` is an outcome, not an error.
    ///
    /// Our pipe takes every write, so there is no
    /// `needsWrite`.
    enum Step: Equatable {
        case done
        case needsRead
        case closed
        case failed(HandshakeFailure)
    }

    /// Begins a server's side over `pipe`, with the certificate that `context` holds now.
    init?(context: TLSContext, pipe: CipherPipe) {
        guard let ssl = unsafe context.makeSSL() else { return nil }
        guard let bio = unsafe pipe.makeBIO() else {
            unsafe SSL_free(ssl)
            return nil
        }
        unsafe SSL_set_bio(ssl, bio, bio)  // owns the BIO from here on
        unsafe SSL_set_accept_state(ssl)
        unsafe self.ssl = ssl
        self.context = context
    }

    deinit { unsafe SSL_free(ssl) }

    /// What kind of handshake it was.
    var kind: HandshakeKind {
        let isResumed = unsafe SSL_session_reused(ssl) == 1
        if unsafe SSL_version(ssl) == TLS1_3_VERSION { return isResumed ? .resumed13 : .full13 }
        return isResumed ? .resumed12 : .full12
    }

    /// Whether both sides have agreed on HTTP/2.
    var isHTTP2: Bool {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &length)
        let chosen = unsafe UnsafeBufferPointer(start: name, count: Int(length))
        return CharacterClass.equals(unsafe Span(_unsafeElements: chosen), "h2")
    }

    /// The common name of the verified client certificate, if one was shown.
    var clientName: String? {
        guard let certificate = unsafe SSL_get0_peer_certificate(ssl), unsafe SSL_get_verify_result(ssl) == X509_V_OK
        else { return nil }
        return unsafe ClientPolicy.commonName(of: certificate)
    }

    /// Goes on with the handshake.
    mutating func handshake() -> Step {
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(ssl)
        if result == 1 { return .done }
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return .needsRead
        default: return .failed(.fromErrorQueue())
        }
    }

    /// Appends the plain bytes of every whole record in `pipe` to `buffer`.
    mutating func read(from pipe: CipherPipe, into buffer: inout ByteBuffer) -> Step {
        repeat {
            ERR_clear_error()
            var result: CInt = 0
            _ = unsafe buffer.withRoom(Self.recordSize) { room in
                result = unsafe SSL_read(ssl, room.baseAddress, CInt(clamping: room.count))
                return max(0, Int(result))
            }
            if result > 0 { continue }
            switch unsafe SSL_get_error(ssl, result) {
            case SSL_ERROR_WANT_READ: return .needsRead
            case SSL_ERROR_ZERO_RETURN: return .closed
            default: return .failed(.fromErrorQueue())
            }
            // A record that was read whole leaves nothing behind: asking once more would only cost.
        } while unsafe !pipe.bytes.pointee.incoming.isEmpty || SSL_pending(ssl) > 0
        return .done
    }

    /// Encrypts `plain` into the pipe; false if the session is broken.
    mutating func write(_ plain: Span<UInt8>) -> Bool {
        guard !plain.isEmpty else { return true }
        ERR_clear_error()
        let written = unsafe plain.withUnsafeBufferPointer {
            unsafe SSL_write(ssl, $0.baseAddress, CInt(clamping: $0.count))
        }
        return Int(written) == plain.count
    }

    /// Writes close_notify into the pipe, so that the peer can tell the end from a cut.
    mutating func close() {
        ERR_clear_error()
        _ = unsafe SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// A record's plain text is at most 2^14 bytes: RFC 8446 §5.1.
    private static let recordSize = 16 * 1024
}
