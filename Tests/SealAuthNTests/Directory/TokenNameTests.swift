// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealAuthN

/// What a token is called when something is said about it: what everybody may read on the ledger.
@Suite struct TokenNameTests {
    private func name(_ token: [UInt8], in world: DirectoryWorld) throws -> TokenName? {
        var authenticator = try SealAuthenticator(world.directory)
        _ = authenticator.authenticate(token.span, for: AudienceSet(rawValue: 2), at: world.now)
        return authenticator.name
    }

    @Test func `a seal is called by the key that the ledger lists it under, accepted or refused`() throws {
        let world = try DirectoryWorld()
        let key = try #require(Bytes32(hex: DirectoryWorld.vector.key))
        #expect(try name(world.token, in: world) == .seal(key))
        world.tables.insert(Sample.account(status: 3, sequence: 9), of: world.owner)
        #expect(try name(world.token, in: world) == .seal(key))
    }

    @Test func `a signed token is called by whoever is said to have signed it, also where that is not so`() throws {
        let wallet = try SignedTokenDirectoryTests.Wallet()
        let world = try DirectoryWorld()
        world.tables.insert(Sample.account(2_500_000_000), of: wallet.address)
        for isForged in [false, true] {
            let token = try wallet.token(for: world.cluster, isForged: isForged)
            #expect(try name(token, in: world) == .signer(wallet.address.raw))
        }
        // Refused before anything else is looked at, and found again among those that were accepted.
        #expect(try name(try wallet.token(for: Address(9)), in: world) == .signer(wallet.address.raw))
        #expect(try name(try wallet.token(for: world.cluster), in: world) == .signer(wallet.address.raw))
    }

    @Test func `what is no token of ours has no name, and takes that of none before it`() throws {
        let world = try DirectoryWorld()
        var authenticator = try SealAuthenticator(world.directory)
        let token = world.token
        _ = authenticator.authenticate(token.span, for: AudienceSet(rawValue: 2), at: world.now)
        let first = authenticator.name
        let foreign = Array("ey.something.else".utf8)
        _ = authenticator.authenticate(foreign.span, for: AudienceSet(rawValue: 2), at: world.now)
        let second = authenticator.name
        #expect(first != nil && second == nil)
        let malformed = Array("sealsig1.x".utf8)
        _ = authenticator.authenticate(malformed.span, for: AudienceSet(rawValue: 2), at: world.now)
        let third = authenticator.name
        #expect(third == nil)
    }
}
