// SPDX-License-Identifier: Apache-2.0
import Bytes
import Glibc
import Kernel
import Testing

@testable import Crypto

/// What AWS KMS answers an enclave has this form; here `openssl cms` writes it.
@Suite struct EnvelopeKeyTests {
    /// A folder with a certificate for the key, made by the command-line tool.
    private final class Workshop {
        let folder: String

        init(_ key: borrowing EnvelopeKey) throws {
            var template = Array("/tmp/envelope-test-XXXXXX".utf8CString)
            folder = try #require(mkdtemp(&template).map { String(cString: $0) })
            let info = try key.publicKeyInfo()
            try FileReplacement.write(info.span, to: folder + "/key.der", readers: .owner)
            try run(
                """
                openssl pkey -pubin -inform DER -in key.der -out key.pem
                openssl req -x509 -newkey rsa:2048 -nodes -keyout own.key -subj /CN=own -out own.pem
                openssl req -new -key own.key -subj /CN=enclave -out request.pem
                openssl x509 -req -in request.pem -CA own.pem -CAkey own.key -force_pubkey key.pem -out enclave.pem \
                    -extfile /dev/stdin -CAcreateserial <<<'subjectKeyIdentifier=hash'
                """)
        }

        deinit { _ = try? run("rm -rf \(folder)") }

        /// Runs a script in the folder; gives the bytes of `out`, if it wrote them.
        @discardableResult func run(_ script: String) throws -> [UInt8] {
            let words = ["-c", "set -e; cd \(folder); exec 2>log; rm -f out; " + script]
            let answer = try ChildProcess.ask("/bin/bash", words, input: [UInt8]().span)
            #expect(answer.end == .code(0), "\(script)")
            return (try? FileContents.read(folder + "/out", limit: 1 << 20).bytes) ?? []
        }

        /// An envelope over `plain`, as the options say.
        func envelope(_ plain: String, _ options: String) throws -> [UInt8] {
            try run("printf %s '\(plain)' | openssl cms -encrypt -binary -outform DER -out out \(options)")
        }
    }

    private static let oaep = "-recip enclave.pem -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256"
    private static let right = "-aes256 \(oaep)"
    private static let dataKey = "0123456789abcdef0123456789ABCDEF"

    private static func opened(_ envelope: [UInt8], _ key: borrowing EnvelopeKey) throws -> String {
        let plain = try key.open(envelope.span)
        return plain.withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
    }

    // Named by issuer and number, by the key's identifier, and in BER without lengths, as services write it.
    @Test(arguments: ["", "-keyid", "-stream", "-stream -keyid"])
    func `opens what openssl sealed`(_ form: String) throws {
        let key = try EnvelopeKey.random()
        let workshop = try Workshop(key)
        let envelope = try workshop.envelope(Self.dataKey, "-aes256 \(form) \(Self.oaep)")
        let plain = try Self.opened(envelope, key)
        #expect(plain == Self.dataKey)
        let other = try EnvelopeKey.random()
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(envelope, other) }
    }

    @Test func `opens one form alone`() throws {
        let key = try EnvelopeKey.random()
        let workshop = try Workshop(key)
        let forms = [
            "PKCS #1 v1.5": "-aes256 -recip enclave.pem",
            "OAEP with SHA-1": "-aes256 -recip enclave.pem -keyopt rsa_padding_mode:oaep",
            "OAEP with SHA-384": Self.right.replacingOccurrence(of: "sha256", with: "sha384"),
            "MGF1 with SHA-1": Self.right + " -keyopt rsa_mgf1_md:sha1",
            "a label": Self.right + " -keyopt rsa_oaep_label:00",
            "AES-128": "-aes128 \(Self.oaep)",
            "Triple DES": "-des3 \(Self.oaep)",
            "AES-GCM": "-aes-256-gcm \(Self.oaep)",
            "two recipients": "\(Self.right) -recip own.pem -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256",
            "a key for many": "-aes256 -secretkey \(String(repeating: "00", count: 32)) -secretkeyid 00",
            "a password": "-aes256 -pwri_password secret",
        ]
        for (name, options) in forms {
            let envelope = try workshop.envelope(Self.dataKey, options)
            #expect(!envelope.isEmpty, "\(name)")
            #expect(throws: CryptoError(.unexpectedEnvelope), "\(name)") { try Self.opened(envelope, key) }
        }
        let signed = try workshop.run(
            "printf x | openssl cms -sign -nodetach -signer own.pem -inkey own.key -outform DER -out out")
        #expect(throws: CryptoError(.unexpectedEnvelope)) { try Self.opened(signed, key) }
    }

    @Test func `bytes that were cut, added or changed open nothing else`() throws {
        let key = try EnvelopeKey.random()
        let workshop = try Workshop(key)
        let envelope = try workshop.envelope(Self.dataKey, Self.right)
        for count in envelope.indices {
            #expect(throws: CryptoError.self) { try Self.opened(Array(envelope[..<count]), key) }
        }
        #expect(throws: CryptoError(.unexpectedEnvelope)) { try Self.opened(envelope + [0], key) }
        for place in envelope.indices {
            var changed = envelope
            changed[place] ^= 0x01
            // CBC has no tag: a changed content may open to something else, but never to what was sealed, and never crash. Who
            // was named as recipient is not looked at.
            let plain = try? Self.opened(changed, key)
            let isRecipient = (30..<150).contains(place)
            #expect(plain != Self.dataKey || isRecipient, "\(place)")
        }
        #expect(throws: CryptoError(.unexpectedEnvelope)) {
            try Self.opened([UInt8](repeating: 0x30, count: EnvelopeKey.longestEnvelope + 1), key)
        }
    }

    @Test func `the public half is RSA of 2048 bits`() throws {
        let key = try EnvelopeKey.random()
        let info = try key.publicKeyInfo()
        // RFC 3279: the sequence of algorithm (rsaEncryption, NULL) and key; facts about KMS: 294 bytes.
        #expect(info.count == 294)
        #expect(Hex.encode(Array(info.prefix(24))) == "30820122300d06092a864886f70d01010105000382010f00")
    }
}

extension String {
    /// The text with the last `part` in it exchanged.
    fileprivate func replacingOccurrence(of part: String, with other: String) -> String {
        guard hasSuffix(part) else { return self }
        return String(dropLast(part.count)) + other
    }
}
