// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import Kernel
import Testing

@testable import HTTPServer

/// TLS as a client meets it.
struct TLSTests {
    private static let reply = "/x|||false|-|"

    @Test(arguments: [TestAuthority.KeyKind.p256, .p384, .rsa2048, .ed25519], [TLS1_2_VERSION, TLS1_3_VERSION])
    func `speaks both versions with every kind of key`(_ kind: TestAuthority.KeyKind, _ version: CInt) throws {
        let authority = try TestAuthority()
        let folder = try TestFolder()
        try folder.write(try authority.issue("server", kind))
        let server = try TestServer(EchoPlan(), tls: folder.settings())
        let client = try TLSTestClient(server.address, .init(authority: authority.pem, maximum: version))
        #expect(client.connect())
        #expect(client.version == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"))
        for _ in 0..<3 { #expect(client.ask("/x") == Self.reply) }
        let handshakes = server.statistics.handshakes
        #expect(handshakes[version == TLS1_2_VERSION ? .full12 : .full13] == 1)
    }

    @Test func `refuses a version that is too old`() throws {
        let folder = try TestFolder()
        try folder.write(try TestAuthority().issue("server"))
        let server = try TestServer(EchoPlan(), tls: folder.settings(.tls13))
        #expect(try !TLSTestClient(server.address, .init(maximum: TLS1_2_VERSION)).connect())
        server.wait(for: "the count") { server.statistics.failedHandshakes[.version] == 1 }
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION]) func `resumes a session`(_ version: CInt) throws {
        let folder = try TestFolder()
        try folder.write(try TestAuthority().issue("server"))
        let server = try TestServer(EchoPlan(), tls: folder.settings())
        let first = try TLSTestClient(server.address, .init(maximum: version))
        #expect(first.connect())
        #expect(first.ask("/x") == Self.reply)
        let session = try #require(first.session)
        defer { SSL_SESSION_free(session) }
        let second = try TLSTestClient(server.address, .init(maximum: version, session: session))
        #expect(second.connect())
        #expect(second.isResumed)
        #expect(second.ask("/x") == Self.reply)
    }

    @Test func `agrees on http/1.1, refuses to speak anything else`() throws {
        let folder = try TestFolder()
        try folder.write(try TestAuthority().issue("server"))
        let server = try TestServer(EchoPlan(), tls: folder.settings())
        let offer = Array("\u{2}h2\u{8}http/1.1".utf8)
        let client = try TLSTestClient(server.address, .init(protocols: offer))
        #expect(client.connect())
        #expect(client.chosenProtocol == "http/1.1")
        #expect(try !TLSTestClient(server.address, .init(protocols: Array("\u{2}h2".utf8))).connect())
        server.wait(for: "the count") { server.statistics.failedHandshakes[.applicationProtocol] == 1 }
    }

    @Test func `plain HTTP at a TLS listener is told apart`() throws {
        let folder = try TestFolder()
        try folder.write(try TestAuthority().issue("server"))
        let server = try TestServer(EchoPlan(), tls: folder.settings())
        let client = try TestClient(server.address)
        try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        while try client.fill() {}
        server.wait(for: "the count") { server.statistics.failedHandshakes[.notTLS] == 1 }
    }

    @Test func `a silent peer is let go in time`() throws {
        let folder = try TestFolder()
        try folder.write(try TestAuthority().issue("server"))
        let server = try TestServer(EchoPlan(), tls: folder.settings()) { $0.limits.handshake = .milliseconds(100) }
        let client = try TestClient(server.address)
        #expect(try client.isEnded())
        server.wait(for: "the count") { server.statistics.failedHandshakes[.timeout] == 1 }
    }

    /// What a client may show, and what each rule makes of it.
    enum Shown: CaseIterable { case nothing, good, stranger, otherName, expired }

    @Test(arguments: [TestFolder.ClientRule.off, .optional, .required], Shown.allCases)
    func `asks for client certificates as it is told`(_ rule: TestFolder.ClientRule, _ shown: Shown) throws {
        let authority = try TestAuthority()
        let folder = try TestFolder()
        try folder.write(try authority.issue("server"))
        try folder.write("ca.pem", authority.pem)
        let settings = folder.settings(clients: rule, names: ["kube-apiserver", "dns.test"])
        let server = try TestServer(EchoPlan(), tls: settings)
        let pair: TestAuthority.Pair? =
            switch shown {
            case .nothing: nil
            case .good: try authority.issue("kube-apiserver", names: "DNS:localhost")
            case .stranger: try TestAuthority("other CA").issue("kube-apiserver")
            case .otherName: try authority.issue("mallory", names: "DNS:localhost")
            case .expired: try authority.issue("kube-apiserver", from: -7200, until: -3600)
            }
        let client = try TLSTestClient(server.address, .init(pair: pair))
        _ = client.connect()
        // In TLS 1.3 the client is done before it hears what the server thinks of it: the reply tells.
        let reply = client.ask("/x")
        switch (rule, shown) {
        case (.off, _), (.optional, .nothing): #expect(reply == Self.reply)
        case (.optional, .good), (.required, .good): #expect(reply == "/x|||false|kube-apiserver|")
        case (.required, .nothing):
            #expect(reply == nil)
            server.wait(for: "the count") { server.statistics.failedHandshakes[.clientCertificateMissing] == 1 }
        case (.optional, _), (.required, _):
            #expect(reply == nil)
            server.wait(for: "the count") { server.statistics.failedHandshakes[.clientCertificateRefused] == 1 }
        }
    }

    @Test func `a DNS name of a client certificate counts like its common name`() throws {
        let authority = try TestAuthority()
        let folder = try TestFolder()
        try folder.write(try authority.issue("server"))
        try folder.write("ca.pem", authority.pem)
        let server = try TestServer(EchoPlan(), tls: folder.settings(clients: .required, names: ["dns.test"]))
        let client = try TLSTestClient(
            server.address, .init(pair: try authority.issue("anything", names: "DNS:dns.test")))
        _ = client.connect()
        #expect(client.ask("/x") == "/x|||false|anything|")
    }

    @Test func `peers that vanish at every byte of the handshake leave nothing behind`() throws {
        let folder = try TestFolder()
        try folder.write(try TestAuthority().issue("server"))
        let server = try TestServer(EchoPlan(), tls: folder.settings())
        // The beginning of a record that announces 256 bytes, cut everywhere.
        let hello: [UInt8] = [0x16, 0x03, 0x01, 0x01, 0x00, 0x01, 0x00, 0x00, 0xFC, 0x03, 0x03]
        for count in 0...hello.count {
            let client = try TestClient(server.address)
            try client.send(Array(hello[..<count]))
        }
        server.wait(for: "all to be gone") {
            server.statistics.accepted == hello.count + 1 && server.statistics.openConnections == 0
        }
    }
}
