// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Glibc
import HTTPClient
import Kernel
import TestSupport
import Testing

@testable import SealController

@Suite struct ServerAuthorityTests {
    private static let vectors = ((try? Tree.vectors("joins.json")) ?? .null)["authorities"].list

    // As k3s hashes it (pkg/clientaccess); the certificates and digests are by Python's cryptography.
    @Test func `an authority's digest is what k3s has for it`() throws {
        #expect(Self.vectors.count == 10)
        for vector in Self.vectors {
            let bundle = Array((vector["bundle"].text ?? "").utf8)
            #expect(try AuthorityDigest.of(bundle)?.hex == vector["digest"].text, "\(vector["name"].text ?? "")")
        }
        #expect(try AuthorityDigest.of([]) == nil)
        #expect(try AuthorityDigest.of(Array("no certificate".utf8)) == nil)
    }

    @Test func `a file is read anew once what was read is old`() throws {
        let file = try AuthorityFile()
        let time = Locked(Monotonic(nanoseconds: 1))
        let authority = ServerAuthority(.file(file.path)) { time.withLock { $0 } }
        #expect(throws: JoinRefusal.clusterUnavailable) { try authority.digest() }
        for (index, wait) in [(0, Duration.zero), (0, .seconds(299)), (1, .seconds(1))] {
            try file.write(Self.vectors[index]["bundle"].text ?? "")
            time.withLock { $0 = $0.advanced(by: wait) }
            #expect(try authority.digest().hex == Self.vectors[index]["digest"].text)
            try file.write(Self.vectors[1]["bundle"].text ?? "")
        }
        try file.write("no certificate")
        time.withLock { $0 = $0.advanced(by: .seconds(300)) }
        #expect(throws: JoinRefusal.clusterUnavailable) { try authority.digest() }
    }

    @Test(arguments: [-1, 0, 1]) func `the server is asked for what it has, and not for more`(_ more: Int) throws {
        let certificate = Self.vectors[0]["bundle"].text ?? ""
        // What stands before a certificate is part of what is hashed.
        let padding = String(repeating: "#", count: ServerAuthority.maximumBytes + more - certificate.utf8.count - 1)
        let bundle = padding + "\n" + certificate
        let peer = try Peer { _ in
            "HTTP/1.1 200 OK\r\ncontent-length: \(bundle.utf8.count)\r\nconnection: close\r\n\r\n\(bundle)"
        }
        let authority = ServerAuthority(.server(String(peer.url.dropLast()), ClientSettings()))
        if more <= 0 {
            let expected = try SHA256.digest(of: Array(bundle.utf8).span)
            #expect(try authority.digest() == expected)
            #expect(try authority.digest() == expected)
            #expect(peer.requests.count == 1 && peer.requests.first?.hasPrefix("GET /cacerts HTTP/1.1") == true)
        } else {
            #expect(throws: JoinRefusal.clusterUnavailable) { try authority.digest() }
        }
    }

    @Test(arguments: ["404 Not Found", "500 Internal Server Error", "302 Found"])
    func `a server that does not say has no authority`(_ status: String) throws {
        let bundle = Self.vectors[0]["bundle"].text ?? ""
        let peer = try Peer { _ in
            "HTTP/1.1 \(status)\r\ncontent-length: \(bundle.utf8.count)\r\nconnection: close\r\n\r\n\(bundle)"
        }
        let authority = ServerAuthority(.server(String(peer.url.dropLast()), ClientSettings()))
        #expect(throws: JoinRefusal.clusterUnavailable) { try authority.digest() }
    }
}

/// A file that is gone with its owner.
private final class AuthorityFile {
    struct Unavailable: Error {}

    private let folder: String

    init() throws {
        var template = Array("/tmp/k3s-daas-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Unavailable() }
        folder = String(cString: made)
    }

    deinit {
        unlink(path)
        rmdir(folder)
    }

    var path: String { folder + "/ca.crt" }

    func write(_ text: String) throws {
        let bytes = Array(text.utf8)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        guard descriptor >= 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw Unavailable() }
    }
}
