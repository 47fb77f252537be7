// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import HTTPServer

/// Which certificates are served with, and how they are changed.
struct CertificateTests {
    /// Every way in which a file can be wrong, and the code that says so.
    static let refused: [(String, TLSFailure.Code)] = [
        ("no certificate file", .unreadable), ("no key file", .unreadable), ("empty certificate", .noCertificate),
        ("empty key", .noPrivateKey), ("damaged chain", .noCertificate), ("encrypted key", .encryptedKey),
        ("other key", .mismatch), ("expired", .expired), ("not yet valid", .notYetValid),
        ("no client CA", .unreadable), ("empty client CA", .badClientCA), ("short key", .weak),
    ]

    @Test(arguments: refused) func `says what is wrong before anything is served`(
        _ what: String, _ code: TLSFailure.Code
    ) throws {
        let authority = try TestAuthority()
        let folder = try TestFolder()
        var pair = try authority.issue("server")
        var ca: String? = authority.pem
        switch what {
        case "empty certificate": pair.certificate = ""
        case "empty key": pair.key = ""
        case "damaged chain":
            pair.certificate += "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        case "encrypted key":
            let kind = "ENCRYPTED PRIVATE KEY-----\n"
            pair.key = "-----BEGIN \(kind)\(Self.encrypted)-----END \(kind)"
        case "other key": pair.key = try authority.issue("other").key
        case "expired": pair = try authority.issue("server", from: -7200, until: -3600)
        case "not yet valid": pair = try authority.issue("server", from: 3600, until: 7200)
        case "no client CA": ca = nil
        case "empty client CA": ca = ""
        case "short key": pair = try authority.issue("server", .rsa1024)
        default: break
        }
        if what != "no certificate file" { try folder.write("cert.pem", pair.certificate) }
        if what != "no key file" { try folder.write("key.pem", pair.key) }
        if let ca { try folder.write("ca.pem", ca) }
        let error = #expect(throws: Server.StartFailure.self) {
            _ = try TestServer(EchoPlan(), tls: folder.settings(clients: .required))
        }
        guard case .tls(listener: "test", let failure) = error else {
            Issue.record("another failure")
            return
        }
        #expect(failure.code == code)
    }

    @Test func `every code but the library's own is reached`() {
        #expect(Set(Self.refused.map { $0.1 }) == Set(TLSFailure.Code.allCases).subtracting([.library]))
    }

    @Test(arguments: ["rename", "certificate first", "key first"])
    func `takes a new pair, however it is written, and drops no connection`(_ way: String) throws {
        let authority = try TestAuthority()
        let folder = try TestFolder()
        try folder.write(try authority.issue("old"))
        let server = try TestServer(EchoPlan(), tls: folder.settings())
        let kept = try TLSTestClient(server.address)
        #expect(kept.connect())
        #expect(kept.serverName == "old")
        let next = try authority.issue("new")
        switch way {
        case "rename":
            try folder.replace("key.pem", next.key)
            try folder.replace("cert.pem", next.certificate)
        case "certificate first":
            try folder.write("cert.pem", next.certificate)
            server.wait(for: "the refusal of half a pair") { server.server.statistics.certificatesRefused > 0 }
            try folder.write("key.pem", next.key)
        default:
            try folder.write("key.pem", next.key)
            server.wait(for: "the refusal of half a pair") { server.server.statistics.certificatesRefused > 0 }
            try folder.write("cert.pem", next.certificate)
        }
        server.wait(for: "the new pair") {
            guard let client = try? TLSTestClient(server.address), client.connect() else {
                Issue.record("a handshake failed")
                return true
            }
            return client.serverName == "new"
        }
        #expect(kept.ask("/x") == "/x|||false|-|")
    }

    @Test func `keeps the old pair when the new is no good`() throws {
        let authority = try TestAuthority()
        let folder = try TestFolder()
        try folder.write(try authority.issue("old"))
        let server = try TestServer(EchoPlan(), tls: folder.settings())
        let expiry = server.server.certificateExpiries[0].notAfter
        try folder.replace("cert.pem", try authority.issue("expired", from: -7200, until: -3600).certificate)
        server.wait(for: "the refusal") { server.server.statistics.certificatesRefused > 0 }
        let client = try TLSTestClient(server.address)
        #expect(client.connect())
        #expect(client.serverName == "old")
        #expect(server.server.certificateExpiries[0].notAfter == expiry)
        let codes = server.events.withLock { events in
            events.compactMap { event -> TLSFailure.Code? in
                guard case .certificateRefused(listener: "test", let failure) = event else { return nil }
                return failure.code
            }
        }
        #expect(codes.first == .expired)
    }

    @Test func `a client CA that was taken away is not got around by an old session`() throws {
        let old = try TestAuthority("old CA")
        let folder = try TestFolder()
        try folder.write(try old.issue("server"))
        try folder.write("ca.pem", old.pem)
        let server = try TestServer(EchoPlan(), tls: folder.settings(clients: .required))
        let pair = try old.issue("client")
        let first = try TLSTestClient(server.address, .init(pair: pair))
        _ = first.connect()
        #expect(first.ask("/x") != nil)
        let session = try #require(first.session)
        let new = try TestAuthority("new CA")
        let newPair = try new.issue("new client")
        try folder.replace("ca.pem", new.pem)
        server.wait(for: "the new CA") {
            guard let client = try? TLSTestClient(server.address, .init(pair: newPair)) else { return false }
            return client.connect() && client.ask("/x") != nil
        }
        let second = try TLSTestClient(server.address, .init(pair: pair, session: session))
        _ = second.connect()
        #expect(second.ask("/x") == nil)
    }

    @Test func `knows when the certificate ends`() throws {
        let folder = try TestFolder()
        try folder.write(try TestAuthority().issue("server", until: 7200))
        let now = WallTime.now.seconds
        let server = try TestServer(EchoPlan(), tls: folder.settings())
        let expiry = server.server.certificateExpiries
        #expect(expiry.count == 1)
        #expect(abs(expiry[0].notAfter.seconds - now - 7200) <= 5)
    }

    // openssl genpkey -algorithm ed25519 -aes256 -pass pass:test
    private static let encrypted = """
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjcOp9Bi/0T4AICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEDRt8NLv+89aGYS8razogDcEQCWA
        eC1M63IlJve1bABuFihtdXho/+sk4OfWYPxwqol2I50RVteqifcbnJU1UJZ4y7jr
        vukZrvzCuQlySgQaWJg=

        """
}
