// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing

@testable import Crypto

@Suite struct SHA384Tests {
    // The examples that NIST publishes with FIPS 180-4.
    static let vectors: [(String, String)] = [
        ("", "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"),
        ("abc", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985"
        ),
    ]

    @Test(arguments: vectors)
    func `hashes the examples of the standard`(_ message: String, _ digest: String) throws {
        let found = try SHA384.digest(of: Array(message.utf8).span)
        #expect(Hex.encode(found) == digest)
    }

    @Test(arguments: vectors.prefix(3))
    func `does not care where a message is cut`(_ message: String, _ digest: String) throws {
        let bytes = Array(message.utf8)
        var hash = try SHA384()
        for cut in 0...bytes.count {
            hash.update(bytes.span.extracting(..<cut))
            hash.update(bytes.span.extracting(cut...))
            let found = try hash.finish()
            #expect(Hex.encode(found) == digest)
        }
    }

    // What an emulated enclave's register 16 held after it was extended by these three bytes.
    @Test func `measures as a security module does`() throws {
        var hash = try SHA384()
        hash.update(Array(repeating: 0, count: 48).span)
        let found = try hash.digest(of: [1, 2, 3].span)
        #expect(
            Hex.encode(found)
                == "cb178fcd3f328244c05c6248723fd068b3a1dda878e1ab8be911098f199958add55d0c27f04826d27b44d949a650694e")
    }
}
