// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealAuthN

/// Signed tokens, from their form to the stake of whoever signed.
@Suite struct SignedTokenDirectoryTests {
    static let start = DirectoryWorld.startMilliseconds

    /// A wallet with fixed bytes.
    struct Wallet: ~Copyable {
        let key: PrivateKey
        let address: Address

        init(_ byte: UInt8 = 3, _ curve: Curve = .ed25519) throws {
            let bytes: [UInt8] = .init(repeating: byte, count: 32)
            let key = try PrivateKey(curve, copying: bytes.span)
            address = Address(key.publicKey)
            self.key = key
        }

        /// A token, and where asked for one whose signature is of other claims.
        func token(
            for cluster: Address, audience: String = "k3s", issued: UInt64 = start, lifetime: UInt64 = 600_000,
            salt: UInt128 = 1, isForged: Bool = false
        ) throws -> [UInt8] {
            let claims = TokenClaims(
                cluster: cluster, audience: audience, issuedMilliseconds: issued,
                expiresMilliseconds: issued + lifetime, salt: salt)
            let message = isForged ? claims.message + [0] : claims.message
            return Array(SignedToken.text(claims, try key.sign(message, intent: .personalMessage)).utf8)
        }
    }

    private static func world(_ wallet: borrowing Wallet, _ amount: UInt64? = 2_500_000_000) throws -> DirectoryWorld {
        let world = try DirectoryWorld()
        if let amount {
            world.tables.insert(Sample.account(amount), of: wallet.address)
            world.source.put(.account(Sample.account(amount)), at: .account(wallet.address))
        }
        return world
    }

    @Test(arguments: Curve.allCases) func `whoever signed is in with the stake`(_ curve: Curve) throws {
        let wallet = try Wallet(3, curve)
        let world = try Self.world(wallet)
        let token = try wallet.token(for: world.cluster)
        let expected = Identity(owner: wallet.address.raw, seal: nil, tier: .developer, stake: 2_500_000_000)
        #expect(try world.decided(token) == .accepted(expected, for: AudienceSet(rawValue: 2)))
        #expect(world.source.asks.isEmpty)
        let counts = world.directory.tokenCounts
        #expect(counts == VerifiedTokens.Counts(remembered: 1, found: 0, missed: 1, expired: 0, full: 0))
    }

    @Test func `a token is verified once and presented often`() throws {
        let wallet = try Wallet()
        let world = try Self.world(wallet)
        let token = try wallet.token(for: world.cluster)
        // More often than signatures may be checked.
        for _ in 0..<100 { #expect(try world.decided(token)?.tier == .developer) }
        let counts = world.directory.tokenCounts
        #expect(counts == VerifiedTokens.Counts(remembered: 1, found: 99, missed: 1, expired: 0, full: 0))
        // What is remembered is who signed, not what that is worth.
        world.tables.insert(Sample.account(status: 3, sequence: 8), of: wallet.address)
        #expect(try world.decided(token) == .refused(.slashed))
        world.tables.insert(Sample.account(10 * Sample.sui, generation: 1, sequence: 9), of: wallet.address)
        #expect(try world.decided(token)?.tier == .super)
        world.pass(.milliseconds(659_999))
        world.catchUp(checkpoint: 9000)
        #expect(try world.decided(token)?.tier == .super)
        world.pass(.milliseconds(1))
        world.catchUp(checkpoint: 9001)
        #expect(try world.decided(token) == .refused(.tokenExpired))
    }

    @Test func `what is wrong with a token is said`() throws {
        let wallet = try Wallet()
        let world = try Self.world(wallet)
        func refusal(_ token: [UInt8]) throws -> TokenRefusal? { try world.decided(token)?.refusal }
        #expect(try refusal(wallet.token(for: Address(0x55))) == .wrongCluster)
        #expect(try refusal(wallet.token(for: world.cluster, audience: "vault")) == .wrongAudience)
        #expect(try refusal(wallet.token(for: world.cluster, issued: Self.start - 660_000)) == .tokenExpired)
        #expect(try refusal(wallet.token(for: world.cluster, issued: Self.start + 60_001)) == .notYetValid)
        #expect(try refusal(wallet.token(for: world.cluster, lifetime: 900_001)) == .livesTooLong)
        #expect(try refusal(wallet.token(for: world.cluster, isForged: true)) == .badSignature)
        #expect(try refusal(Array("sealsig1.A.A".utf8)) == .malformedToken)
        #expect(world.directory.tokenCounts.remembered == 0)
        for fault in ["unsupported_scheme", "wrong_domain", "malformed"] {
            let vector = try #require(
                RefusedTokenVector.all.first {
                    $0.fault == fault && BearerForm(Array($0.text.utf8).span) == .signed
                })
            let expected = fault == "malformed" ? "malformed_token" : fault
            #expect(try refusal(Array(vector.text.utf8))?.rawValue == expected)
        }
    }

    // For whom a token is, is in what was signed.
    @Test func `a token is for the audience that asks, or for none`() throws {
        let wallet = try Wallet()
        let world = try Self.world(wallet)
        let names = AudienceNames.standard
        for name in names.names {
            let token = try wallet.token(for: world.cluster, audience: name)
            let own = names.set(named: name)
            // Before and after it is remembered.
            for _ in 0..<2 {
                for asked in [own, names.all] {
                    guard case .decided(.accepted(_, for: let given)) = try world.decide(token, for: asked) else {
                        Issue.record("refused for \(name)")
                        continue
                    }
                    #expect(given == own)
                }
                for other in [names.all.subtracting(own), []] {
                    guard case .decided(.refused(.wrongAudience)) = try world.decide(token, for: other) else {
                        Issue.record("accepted for another than \(name)")
                        continue
                    }
                }
            }
        }
    }

    // A forged signature shows it: it is not looked at.
    @Test func `nobody's signature is checked who would not get in with it`() throws {
        let wallet = try Wallet()
        for (account, reason) in [
            (nil, .unstaked), (Sample.account(status: 3), .slashed), (Sample.account(1), .stakeTooLow),
        ] as [(StakeAccount?, TokenRefusal)] {
            let world = try Self.world(wallet, nil)
            if let account { world.tables.insert(account, of: wallet.address) }
            for number in 0..<100 {
                let token = try wallet.token(for: world.cluster, salt: UInt128(number), isForged: true)
                #expect(try world.decided(token) == .refused(reason))
            }
        }
    }

    @Test func `sixteen signatures of one name are checked at once, and no more`() throws {
        let wallet = try Wallet()
        let world = try Self.world(wallet)
        let forged = try wallet.token(for: world.cluster, isForged: true)
        for _ in 0..<16 { #expect(try world.decided(forged) == .refused(.badSignature)) }
        #expect(try world.decided(forged) == .refused(.tooManyLookUps))
        let good = try wallet.token(for: world.cluster, salt: 2)
        #expect(try world.decided(good) == .refused(.tooManyLookUps))
        world.pass(.milliseconds(250))
        #expect(try world.decided(good)?.tier == .developer)
        // Whoever is in is not kept out by a flood.
        #expect(try world.decided(forged) == .refused(.tooManyLookUps))
        #expect(try world.decided(good)?.tier == .developer)
    }

    @Test func `a signer whom the copy has not is looked up once the signature held`() throws {
        let wallet = try Wallet()
        let world = try Self.world(wallet, nil)
        world.mark { $0.isComplete = false }
        let token = try wallet.token(for: world.cluster)
        #expect(try world.answer(wallet.token(for: world.cluster, isForged: true)) == .refused(.badSignature))
        #expect(world.source.asks.isEmpty)
        #expect(try world.answer(token) == .refused(.unstaked))
        #expect(world.source.names == [.account(wallet.address)])
        world.source.put(.account(Sample.account()), at: .account(wallet.address))
        world.pass(.seconds(2))
        #expect(try world.answer(token)?.tier == .developer)
        #expect(world.directory.tokenCounts.found == 1)
    }

    @Test func `a signer is believed until grace`() throws {
        let wallet = try Wallet()
        let world = try Self.world(wallet)
        world.source.answer(.failing(.unavailable))
        world.pass(.seconds(300))
        let token = try wallet.token(for: world.cluster)
        #expect(try world.answer(token)?.tier == .developer)
        world.pass(.nanoseconds(1))
        #expect(try world.answer(token) == .refused(.ledgerUnavailable))
    }
}
