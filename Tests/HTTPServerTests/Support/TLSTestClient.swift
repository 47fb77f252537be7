// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import Glibc
import Kernel
import Testing

/// A blocking TLS client by OpenSSL.
final class TLSTestClient {
    private let transport: TestClient
    private let context: OpaquePointer
    private let ssl: OpaquePointer

    /// What the client brings and asks for.
    struct Options {
        var authority: String?
        var pair: TestAuthority.Pair?
        var maximum = TLS1_3_VERSION
        var protocols: [UInt8]?
        var session: OpaquePointer?
    }

    init(_ address: SocketAddress, _ options: Options = Options()) throws {
        transport = try TestClient(address)
        context = try #require(SSL_CTX_new(TLS_client_method()))
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(options.maximum), nil)
        if let authority = options.authority {
            let memory = Self.memory(authority)
            let certificate = PEM_read_bio_X509(memory, nil, nil, nil)
            X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate)
            X509_free(certificate)
            BIO_free(memory)
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        }
        if let pair = options.pair {
            let certificate = Self.memory(pair.certificate)
            let key = Self.memory(pair.key)
            let leaf = PEM_read_bio_X509(certificate, nil, nil, nil)
            let secret = PEM_read_bio_PrivateKey(key, nil, nil, nil)
            SSL_CTX_use_certificate(context, leaf)
            SSL_CTX_use_PrivateKey(context, secret)
            X509_free(leaf)
            EVP_PKEY_free(secret)
            BIO_free(certificate)
            BIO_free(key)
        }
        ssl = try #require(SSL_new(context))
        if let protocols = options.protocols { SSL_set_alpn_protos(ssl, protocols, UInt32(protocols.count)) }
        if let session = options.session { SSL_set_session(ssl, session) }
        SSL_set_fd(ssl, transport.socket)
        Self.ignoreBrokenPipes
    }

    /// OpenSSL writes to the socket without saying that a peer that has left is no reason to end.
    private static let ignoreBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    deinit {
        SSL_free(ssl)
        SSL_CTX_free(context)
    }

    /// A BIO with a copy of `text`: a pointer to a string is gone when the call returns.
    private static func memory(_ text: String) -> OpaquePointer? {
        let memory = BIO_new(BIO_s_mem())
        BIO_write(memory, text, CInt(text.utf8.count))
        return memory
    }

    /// Whether the handshake succeeds, as far as this side can tell.
    func connect() -> Bool { SSL_connect(ssl) == 1 }

    /// Sends a request and reads what comes until the reply's end; `nil` if the server ended instead.
    func ask(_ path: String) -> String? {
        let request = Array("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
        guard SSL_write(ssl, request, CInt(request.count)) == CInt(request.count) else { return nil }
        var text = ""
        var room: [UInt8] = .init(repeating: 0, count: 16_384)
        while true {
            let count = SSL_read(ssl, &room, CInt(room.count))
            guard count > 0 else { return nil }
            text += String(decoding: room.prefix(Int(count)), as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let length = text.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
            if let length, let count = Int(length.dropFirst(16)), text[end.upperBound...].utf8.count >= count {
                return String(text[end.upperBound...])
            }
        }
    }

    /// Sends bytes as they are; false if the server ended.
    func send(_ bytes: [UInt8]) -> Bool { SSL_write(ssl, bytes, CInt(bytes.count)) == CInt(bytes.count) }

    /// What comes next; `nil` if the server ended.
    func receive() -> [UInt8]? {
        var room: [UInt8] = .init(repeating: 0, count: 65_536)
        let count = SSL_read(ssl, &room, CInt(room.count))
        return count > 0 ? Array(room.prefix(Int(count))) : nil
    }

    var isResumed: Bool { SSL_session_reused(ssl) == 1 }

    var version: String { String(cString: SSL_get_version(ssl)) }

    var chosenProtocol: String {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &length)
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
    }

    /// The common name of the server's certificate.
    var serverName: String {
        var room: [CChar] = .init(repeating: 0, count: 256)
        let count = X509_NAME_get_text_by_NID(
            X509_get_subject_name(SSL_get0_peer_certificate(ssl)), NID_commonName, &room, CInt(room.count))
        return String(decoding: room.prefix(Int(max(0, count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The session, to resume with; the caller frees it.
    var session: OpaquePointer? { SSL_get1_session(ssl) }
}

extension String {
    /// The first place of `part`.
    fileprivate func range(of part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) {
                // `hasPrefix` goes by characters, of which CR LF is one: the distance is counted likewise.
                return start..<index(start, offsetBy: part.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
