// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import TestSupport
import Testing

@testable import SealAuthN

/// Bytes that are no token of ours: refused at once, so that the apiserver remembers it, whatever the chain does.
@Suite struct BearerTests {
    static let secret = Array(DirectoryWorld.vector.secret.utf8)
    static let prefix = Array("seal_".utf8)

    static let foreign: [[UInt8]] = [
        [], [0], Array(secret.dropLast()), secret + [0x30], [0] + secret.dropFirst(), secret.dropLast() + [0],
        [0x20] + secret, secret + [0x20], [0x20] + secret.dropFirst(), secret + [0x0A], secret.dropLast() + [0x0A],
        Array(DirectoryWorld.vector.secret.uppercased().utf8), Array("SEAL_".utf8) + secret,
        Array("Seal_".utf8) + secret,
        prefix, prefix + prefix + secret, prefix + secret + [0x30], prefix + secret.dropLast(),
        Array("seal-".utf8) + secret,
        Array("%73%65%61%6c_".utf8) + secret, Array("0x".utf8) + secret.dropFirst(2),
        // Not UTF-8.
        secret.dropLast() + [0xFF], [0xC3, 0x28] + secret.dropFirst(2), .init(repeating: 0x80, count: 64),
        // A service account's token.
        Array("eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQifQ.c2ln".utf8),
        Array("K10abc::server:secret".utf8), Array("sealsig2.AAAA.AAAA".utf8), Array("sealsig1".utf8),
        Array("SEALSIG1.AAAA.AAAA".utf8),
        .init(repeating: 0x61, count: 4096), .init(repeating: 0x61, count: 4097),
        .init(repeating: 0x61, count: 1 << 20),
        // One byte more than is looked at.
        Array("sealsig1.".utf8) + .init(repeating: 0x41, count: 4097 - 9),
    ]

    @Test(arguments: foreign.indices) func `what is not a token is not ours, whatever we know`(_ index: Int) throws {
        let world = try DirectoryWorld()
        world.copy()
        #expect(try world.decided(Self.foreign[index]) == .notOurs)
        world.mark { $0 = FollowMark() }
        world.source.answer(.failing(.unavailable))
        #expect(try world.decided(Self.foreign[index]) == .notOurs)
        #expect(world.source.asks.isEmpty)
    }

    // It has the form, so it is refused, and with an error.
    @Test(arguments: [(4095, true), (4096, true), (4097, false)])
    func `a signed token is looked at up to 4096 bytes`(_ count: Int, _ isOurs: Bool) throws {
        let world = try DirectoryWorld()
        let token = Array("sealsig1.".utf8) + .init(repeating: 0x41, count: count - 9)
        #expect(try world.decided(token) == (isOurs ? .refused(.malformedToken) : .notOurs))
    }
}
