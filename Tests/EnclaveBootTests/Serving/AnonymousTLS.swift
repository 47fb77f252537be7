// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import Crypto
import Glibc
import Kernel
import Testing

@testable import EnclaveBoot

/// A TLS client that believes nobody's certificate, and tells which key it has seen.
final class AnonymousTLS {
    private let stream: Stream
    private let context: OpaquePointer
    private let ssl: OpaquePointer

    init(_ address: SocketAddress) throws {
        stream = Stream(try Endpoint.tcp(address).connect(until: ForwardWorld.soon))
        // OpenSSL waits by itself, and not for ever.
        let socket = stream.socket.raw
        _ = fcntl(socket, F_SETFL, 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        context = try #require(SSL_CTX_new(TLS_client_method()))
        ssl = try #require(SSL_new(context))
        SSL_set_fd(ssl, socket)
        try #require(SSL_connect(ssl) == 1)
    }

    deinit {
        SSL_free(ssl)
        SSL_CTX_free(context)
    }

    var version: String { String(cString: SSL_get_version(ssl)) }

    /// SHA-256 of the server's SubjectPublicKeyInfo.
    func keyHash() throws -> Bytes32 {
        let certificate = try #require(SSL_get0_peer_certificate(ssl))
        let key = try #require(X509_get_X509_PUBKEY(certificate))
        let count = Int(i2d_X509_PUBKEY(key, nil))
        var bytes = [UInt8](repeating: 0, count: count)
        bytes.withUnsafeMutableBufferPointer { room in
            var start = room.baseAddress
            i2d_X509_PUBKEY(key, &start)
        }
        return try SHA256.digest(of: bytes.span)
    }

    /// The body of an answer.
    func get(_ target: String) throws -> String {
        let request = Array("GET \(target) HTTP/1.1\r\nHost: enclave\r\nConnection: close\r\n\r\n".utf8)
        try #require(SSL_write(ssl, request, CInt(request.count)) == CInt(request.count))
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = SSL_read(ssl, &room, CInt(room.count))
            guard count > 0 else { break }
            bytes += room.prefix(Int(count))
        }
        let end: [UInt8] = [13, 10, 13, 10]
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: end) })
        return String(decoding: bytes[(start + 4)...], as: UTF8.self)
    }
}
