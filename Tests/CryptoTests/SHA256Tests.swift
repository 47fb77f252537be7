// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Crypto

@Suite struct SHA256Tests {
    // The examples that NIST publishes with FIPS 180-4.
    static let vectors: [(String, String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: vectors)
    func `hashes the standard's examples`(_ message: String, _ digest: String) throws {
        let found = try SHA256.digest(of: Array(message.utf8).span)
        #expect(found.hex == digest)
    }

    @Test(arguments: vectors.prefix(4))
    func `does not care how a message is cut`(_ message: String, _ digest: String) throws {
        let bytes = Array(message.utf8)
        var hash = try SHA256()
        for cut in 0...bytes.count {
            hash.update(bytes.span.extracting(..<cut))
            hash.update(bytes.span.extracting(cut...))
            let found = try hash.finish()
            #expect(found.hex == digest)
        }
    }

    // Made by: { printf '\1'; head -c 32 /dev/zero | tr '\0' 'l'; head -c 32 /dev/zero | tr '\0' 'r'; } | sha256sum
    @Test(
        arguments: [
            (1, 108, 114, "3ee3e780e02dbefc2aea2b5cc8a10a21798d1aaa183c4cf81af4d0591749ce6f"),
            (0, 0, 255, "28faa4fcbf3afa2d26bed8146393e0accebefb426a63745940646cf0ef2b8fb0"),
            (255, 97, 98, "e7d7bf7985c099b35f846d5a40931ef9bcc5e131faf1b24c9af81bc7b4fb33ea"),
        ] as [(UInt8, UInt8, UInt8, String)])
    func `hashes two digests behind a byte`(_ prefix: UInt8, _ left: UInt8, _ right: UInt8, _ digest: String) throws {
        let fill = { (byte: UInt8) in Bytes32([UInt8](repeating: byte, count: 32).span) }
        let (l, r) = (try #require(fill(left)), try #require(fill(right)))
        var hash = try SHA256()
        for _ in 0..<2 {
            let found = try hash.digest(prefix, l, r)
            #expect(found.hex == digest)
        }
        // And leaves nothing behind.
        let next = try hash.digest(of: Array("abc".utf8).span)
        #expect(next.hex == Self.vectors[1].1)
    }

    @Test func `starts afresh after each message`() throws {
        var hash = try SHA256()
        for (message, digest) in Self.vectors {
            let found = try hash.digest(of: Array(message.utf8).span)
            #expect(found.hex == digest)
        }
    }

    @Test func `an error says what an operator can look at`() {
        for code in [CryptoError.Code.digestUnavailable, .randomnessUnavailable, .outOfMemory] {
            #expect(!CryptoError(code).description.isEmpty)
        }
        #expect(CryptoError(.digestUnavailable).description.contains("openssl.cnf"))
    }
}
