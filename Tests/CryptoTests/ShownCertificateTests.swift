// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

@testable import Crypto

/// Certificates that the command-line tool has made, judged.
@Suite(.timeLimit(.minutes(10))) struct ShownCertificateTests {
    /// An authority, another one, and what they have signed.
    private final class Workshop {
        let folder: String

        init() throws {
            var template = Array("/tmp/certificate-test-XXXXXX".utf8CString)
            folder = try #require(mkdtemp(&template).map { String(cString: $0) })
            try run(
                """
                key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $1.key; }
                authority() { key $1; openssl req -x509 -key $1.key -subj /CN=$1 -days 3650 -out $1.crt; }
                leaf() {
                    key $1; openssl req -new -key $1.key -subj /CN=$1 -out $1.csr
                    printf '%s\\n' "$3" >ext
                    openssl x509 -req -in $1.csr -CA $2.crt -CAkey $2.key -days 7 -extfile ext -out $1.crt
                }
                authority own; authority other
                names='subjectAltName=IP:127.0.0.1,IP:::1,DNS:localhost'
                leaf server own "$names"$'\\n'extendedKeyUsage=serverAuth
                leaf nameless own extendedKeyUsage=serverAuth
                leaf kube-apiserver own extendedKeyUsage=clientAuth
                """)
        }

        deinit { _ = try? run("rm -rf \(folder)") }

        func run(_ script: String) throws {
            let words = ["-c", "set -e; cd \(folder); exec 2>log; " + script]
            let nothing: [UInt8] = []
            #expect(try ChildProcess.ask("/bin/bash", words, input: nothing.span).end == .code(0), "\(script)")
        }

        func all(_ name: String) throws -> [ShownCertificate] {
            ShownCertificate.all(in: try FileContents.read("\(folder)/\(name).crt", limit: 1 << 20).bytes)
        }
    }

    @Test func `what a certificate says of itself is read`() throws {
        let server = try #require(try Workshop().all("server").first)
        #expect(server.commonName == "server" && server.notAfter - server.notBefore == 7 * 86_400)
        #expect(server.alternatives == "IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:localhost")
        #expect(abs(server.notBefore - WallTime.now.seconds) < 600)
    }

    @Test func `what is no certificate is none`() throws {
        for text in ["", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            #expect(ShownCertificate.all(in: Array(text.utf8)).isEmpty)
        }
        let workshop = try Workshop()
        try workshop.run("cat own.crt own.key other.crt >both.crt")
        #expect(try workshop.all("both").map(\.commonName) == ["own", "other"])
    }

    @Test func `each fault is told from the others`() throws {
        let workshop = try Workshop()
        let own = try workshop.all("own")
        let other = try workshop.all("other")
        let server = try #require(try workshop.all("server").first)
        let now = server.notBefore + 60
        for host in ["127.0.0.1", "localhost", "::1"] {
            #expect(server.fault(.server(host), by: own, at: now) == nil, "\(host)")
        }
        // Whom it is for, whose it is, and when.
        #expect(server.fault(.server("k3s.example"), by: own, at: now) == .wrongName)
        #expect(server.fault(.server("server"), by: own, at: now) == .wrongName)
        #expect(server.fault(.server("127.0.0.1"), by: other, at: now) == .unknownAuthority)
        #expect(server.fault(.server("127.0.0.1"), by: [], at: now) == .unknownAuthority)
        #expect(server.fault(.server("127.0.0.1"), by: [server], at: now) == .unknownAuthority)
        #expect(server.fault(.server("127.0.0.1"), by: own + other, at: now) == nil)
        #expect(server.fault(.server("127.0.0.1"), by: own, at: server.notAfter + 1) == .expired)
        #expect(server.fault(.server("127.0.0.1"), by: own, at: server.notAfter - 1) == nil)
        #expect(server.fault(.server("127.0.0.1"), by: own, at: server.notAfter + 4000 * 86_400) == .authorityExpired)
        let early = server.fault(.server("127.0.0.1"), by: own, at: server.notBefore - 3600)
        #expect(early == .notYetValid || early == .authorityExpired)
        #expect(server.fault(.client, by: own, at: now) == .wrongPurpose)
        let client = try #require(try workshop.all("kube-apiserver").first)
        #expect(client.fault(.client, by: own, at: now) == nil)
        #expect(client.fault(.server("127.0.0.1"), by: own, at: now) == .wrongPurpose)
        let nameless = try #require(try workshop.all("nameless").first)
        #expect(nameless.alternatives.isEmpty && nameless.fault(.server("nameless"), by: own, at: now) == .wrongName)
    }
}
