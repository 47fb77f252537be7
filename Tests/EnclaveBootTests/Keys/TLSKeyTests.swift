// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import PKI
import Testing

@testable import EnclaveBoot

/// Expected values: what the `openssl` program reads.
@Suite struct TLSKeyTests {
    private static let now = WallTime(seconds: 1_767_225_600)  // 2026-01-01T00:00:00Z

    private static func openssl(_ arguments: [String], _ input: [UInt8]) throws -> String {
        let answer = try ChildProcess.ask("/usr/bin/openssl", arguments, input: input.span)
        #expect(answer.end == .code(0))
        return String(decoding: answer.output, as: UTF8.self)
    }

    private static func certificate() throws -> SelfSignedCertificate {
        let names = [SubjectName.dns("enclave.example"), .address("2001:db8::1")]
        return try SelfSignedCertificate(TLSKey.random(), names: names, now: now, lifetime: .seconds(86400))
    }

    // The generator of P-256 (SEC 2 §2.4.2), which belongs to the number 1.
    @Test func `the public half stands as RFC 5480 has it`() throws {
        let number = Array(repeating: UInt8(0), count: 31) + [1]
        let key = try TLSKey(copying: number.span)
        let head: [UInt8] = [
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
            0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04, 0x6B, 0x17, 0xD1, 0xF2,
        ]
        let info = key.info
        #expect(info.count == 91)
        #expect(Array(info.prefix(head.count)) == head)
    }

    @Test func `a certificate says what it must and no more`() throws {
        let certificate = try Self.certificate()
        let text = try Self.openssl(["x509", "-noout", "-text"], certificate.pem)
        for expected in [
            "Version: 3 (0x2)", "Signature Algorithm: ecdsa-with-SHA256", "Issuer: CN = k3s-daas enclave",
            "Subject: CN = k3s-daas enclave", "Not Before: Dec 31 23:55:00 2025 GMT",
            "Not After : Jan  2 00:00:00 2026 GMT",
            "X509v3 Basic Constraints: critical\n                CA:FALSE",
            "X509v3 Key Usage: critical\n                Digital Signature\n",
            "X509v3 Extended Key Usage: \n                TLS Web Server Authentication\n",
            "X509v3 Subject Alternative Name: \n                DNS:enclave.example, IP Address:2001:DB8:0:0:0:0:0:1",
        ] {
            #expect(text.contains(expected), "\(expected) is not in \(text)")
        }
        #expect(text.split(separator: "X509v3 ").count == 6)
    }

    @Test func `its key is the one that clients are told of, and signed it`() throws {
        let key = try TLSKey.random()
        let certificate = try SelfSignedCertificate(
            key, names: [.dns("a.example")], now: Self.now, lifetime: .seconds(3600))
        let shown = try Self.openssl(["x509", "-noout", "-pubkey"], certificate.pem)
        let private_ = try key.pem()
        let pem = private_.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        let own = try Self.openssl(["pkey", "-pubout"], pem)
        #expect(shown == own)
        let der = try ChildProcess.ask(
            "/usr/bin/openssl", ["pkey", "-pubout", "-outform", "DER"], input: pem.span)
        #expect(der.output == key.info)
        let hash = try SHA256.digest(of: der.output.span)
        #expect(key.hash == hash)
    }

    @Test func `no two serial numbers are equal, and each is positive`() throws {
        var serials: Set<String> = []
        for _ in 0..<50 {
            let serial = try Self.openssl(["x509", "-noout", "-serial"], Self.certificate().pem)
            #expect(serial.count == "serial=".count + 32 + 1)
            #expect(serial.dropFirst(7).first.map { ("4"..."7").contains($0) } == true)
            serials.insert(serial)
        }
        #expect(serials.count == 50)
    }

    @Test func `a number that is no key is refused`() {
        for number in [Array(repeating: UInt8(0), count: 32), Array(repeating: 0xFF, count: 32), [1]] {
            #expect(throws: CryptoError.self) { _ = try TLSKey(copying: number.span) }
        }
    }
}
