// SPDX-License-Identifier: Apache-2.0
import Kernel
import PKI
import Testing

/// Expected values: what the `openssl` program reads.
@Suite(.timeLimit(.minutes(10))) struct IssuingTests {
    private let bench: Bench
    private let authorities: String
    private let server: String
    private let client: String

    init() throws {
        bench = try Bench()
        let wishes = PKIWishes(serverNames: PKIWishes.loopback + [.dns("k3s.example"), .address("2001:DB8::1")])
        let files = try Bench.fresh(wishes).files
        authorities = try bench.file("ca.crt", #require(files[.authorities]))
        server = try bench.file("server.crt", #require(files[.serverCertificate]))
        client = try bench.file("client.crt", #require(files[.clientCertificate]))
    }

    private func text(_ path: String) throws -> String {
        let answer = try bench.openssl("x509", "-noout", "-text", "-in", path)
        #expect(answer.isGood)
        return answer.text
    }

    @Test func `openssl believes both at its strictest, each for its use alone`() throws {
        for (path, purpose, isGood) in [
            (server, "sslserver", true), (client, "sslclient", true), (server, "sslclient", false),
            (client, "sslserver", false),
        ] {
            let answer = try bench.openssl(
                "verify", "-x509_strict", "-attime", "\(Bench.now.seconds)", "-purpose", purpose, "-CAfile",
                authorities,
                path)
            #expect(answer.isGood == isGood, "\(path) as \(purpose): \(answer.text)")
        }
    }

    @Test func `the server is believed by its names and by no other`() throws {
        for (flag, name, isGood) in [
            ("-verify_ip", "127.0.0.1", true), ("-verify_ip", "::1", true), ("-verify_ip", "2001:db8::1", true),
            ("-verify_hostname", "localhost", true), ("-verify_hostname", "k3s.example", true),
            ("-verify_ip", "127.0.0.2", false), ("-verify_hostname", "example", false),
        ] {
            let answer = try bench.openssl(
                "verify", "-attime", "\(Bench.now.seconds)", flag, name, "-CAfile", authorities, server)
            #expect(answer.isGood == isGood, "\(name)")
        }
    }

    @Test func `an authority signs, and lets nobody else sign`() throws {
        let text = try text(authorities)
        for expected in [
            "Version: 3 (0x2)", "Signature Algorithm: ecdsa-with-SHA256", "ASN1 OID: prime256v1",
            "Not Before: Dec 31 23:55:00 2025 GMT", "Not After : Jan  1 00:00:00 2036 GMT",
            "X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0",
            "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n",
            "TLS Web Server Authentication, TLS Web Client Authentication\n", "X509v3 Subject Key Identifier:",
        ] {
            #expect(text.contains(expected), "\(expected) is not in \(text)")
        }
        #expect(text.split(separator: "X509v3 ").count == 6)
    }

    @Test func `the server's certificate lives for a week and says no more than it must`() throws {
        let text = try text(server)
        for expected in [
            "Subject: CN = k3s-daas webhook-server", "Not Before: Dec 31 23:55:00 2025 GMT",
            "Not After : Jan  8 00:00:00 2026 GMT", "X509v3 Basic Constraints: critical\n                CA:FALSE",
            "X509v3 Key Usage: critical\n                Digital Signature\n",
            "X509v3 Extended Key Usage: \n                TLS Web Server Authentication\n",
            "IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:localhost, DNS:k3s.example, IP Address:2001:DB8:0:0:0:0:0:1",
        ] {
            #expect(text.contains(expected), "\(expected) is not in \(text)")
        }
        #expect(text.split(separator: "X509v3 ").count == 8)
    }

    @Test func `the client's is the apiserver's, for no host`() throws {
        let text = try text(client)
        #expect(text.contains("Subject: CN = kube-apiserver\n"))
        #expect(text.contains("X509v3 Extended Key Usage: \n                TLS Web Client Authentication\n"))
        #expect(!text.contains("Subject Alternative Name"))
    }

    @Test func `what was written is read back`() throws {
        let text = try FileContents.read(server, limit: 1 << 20).bytes
        let certificate = try #require(try CertificateBundle.read(text).first)
        #expect(certificate.commonName == "k3s-daas webhook-server")
        #expect(certificate.validity.notAfter == Bench.later(7 * 86_400))
        // 604,800 s and 300 before: two thirds of it.
        #expect(certificate.validity.renewal == Bench.later(403_100))
        #expect(
            certificate.names == [
                .address("127.0.0.1"), .address("::1"), .dns("localhost"), .dns("k3s.example"), .address("2001:db8::1"),
            ])
        #expect(!certificate.isAuthority)
        #expect(CertificateBundle.write([certificate]) == text)
    }

    @Test func `what is damaged, cut off or too much is refused`() throws {
        let text = try FileContents.read(authorities, limit: 1 << 20).bytes
        #expect(throws: PKIFailure.noCertificate) { _ = try CertificateBundle.read(Array(text.dropLast(30))) }
        var damaged = text
        damaged[60] = UInt8(ascii: "?")
        #expect(throws: PKIFailure.noCertificate) { _ = try CertificateBundle.read(damaged) }
        let most = Array(repeating: text, count: 64)
        #expect(try CertificateBundle.read(Array(most.joined())).count == 64)
        #expect(throws: PKIFailure.tooMany(limit: 64)) {
            _ = try CertificateBundle.read(Array((most + [text]).joined()))
        }
        #expect(try CertificateBundle.read(Array("nothing\n".utf8)).isEmpty)
    }

    @Test func `a key of another kind, or under a password, is refused`() throws {
        for arguments in [
            ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
            [
                "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-aes-256-cbc", "-pass",
                "pass:abcd",
            ],
        ] {
            let none: [UInt8] = []
            let pem = try ChildProcess.ask("/usr/bin/openssl", arguments, input: none.span).output
            #expect(throws: PKIFailure.noKey) { _ = try TLSKey(pem: pem.span) }
        }
        let none: [UInt8] = []
        let good = try ChildProcess.ask(
            "/usr/bin/openssl", ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], input: none.span
        ).output
        let path = try bench.file("good.key", good)
        let key = try TLSKey(pem: good.span)
        let info = try ChildProcess.ask(
            "/usr/bin/openssl", ["pkey", "-in", path, "-pubout", "-outform", "DER"], input: none.span
        ).output
        let own = key.info
        #expect(own == info)
    }
}
