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
