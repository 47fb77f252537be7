// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import SuiLedger
import Testing

@testable import SealController

/// Whose a signed token is, by the copy of the chain.
@Suite struct SignedHolderTests {
    /// A key, and tokens that are signed with it.
    private struct Wallet: ~Copyable {
        let key: PrivateKey

        init(_ byte: UInt8 = 3, _ curve: Curve = .ed25519) throws {
            let bytes: [UInt8] = .init(repeating: byte, count: 32)
            key = try PrivateKey(curve, copying: bytes.span)
        }

        var address: SuiLedger.Address { Address(key.publicKey) }

        /// A token of now for ten minutes, and where asked for one whose signature is of other claims.
        func token(
            cluster: SuiLedger.Address = ChainGround.cluster, audience: String = "k3s-daas-api",
            issued: UInt64 = ChainGround.milliseconds, lifetime: UInt64 = 600_000, salt: UInt128 = 1,
            isForged: Bool = false
        ) throws -> [UInt8] {
            let claims = TokenClaims(
                cluster: cluster, audience: audience, issuedMilliseconds: issued,
                expiresMilliseconds: issued + lifetime, salt: salt)
            let message = isForged ? claims.message + [0] : claims.message
            return Array(SignedToken.text(claims, try key.sign(message, intent: .personalMessage)).utf8)
        }
    }

    private let ground = ChainGround()
    private let shared = SignedTokens(cluster: ChainGround.cluster, now: ChainGround.now.monotonic)

    private func find(_ token: [UInt8], at now: Moment = ChainGround.now) throws -> HolderFinding {
        var finder = try HolderFinder(cluster: ChainGround.cluster, signed: shared)
        return finder.find(token.span, in: ground.view, at: now)
    }

    private func stake(
        _ wallet: borrowing Wallet, _ amount: UInt64 = 2 * ChainGround.sui, status: UInt8 = 1, sequence: UInt64 = 1
    ) {
        ground.tables.insert(ChainGround.account(amount, status: status, sequence: sequence), of: wallet.address)
    }

    @Test(arguments: Curve.allCases) func `whoever signed is in with the stake, as often as they like`(
        _ curve: Curve
    ) throws {
        let wallet = try Wallet(3, curve)
        stake(wallet)
        let token = try wallet.token()
        let expected = HolderFinding.holder(
            SealHolder(
                owner: wallet.address, seal: nil, kind: .user, account: ChainGround.account(2 * ChainGround.sui),
                tier: .developer, refusal: nil))
        for _ in 0..<3 { #expect(try find(token) == expected) }
        #expect(shared.verified.counts == .init(remembered: 1, found: 2, missed: 1))
    }

    static let strange: [(SuiLedger.Address, String, HolderRefusal)] = [
        (ChainGround.cluster, "k3s", .wrongAudience),
        (ChainGround.cluster, "https://kubernetes.default.svc", .wrongAudience),
        (ChainGround.cluster, "k3s-daas-api2", .wrongAudience), (ChainGround.cluster, "k3s-daas-ap", .wrongAudience),
        (Address(0xC2), "k3s-daas-api", .wrongCluster),
    ]

    @Test(arguments: strange) func `a token for another place opens nothing, however often it comes`(
        _ cluster: SuiLedger.Address, _ audience: String, _ refusal: HolderRefusal
    ) throws {
        let wallet = try Wallet()
        stake(wallet)
        let token = try wallet.token(cluster: cluster, audience: audience)
        for _ in 0..<2 { #expect(try find(token) == .refused(refusal)) }
        #expect(shared.verified.counts.remembered == 0)
    }

    // Ten minutes, and a minute for the clocks; the copy is as young as the moment.
    @Test(arguments: [
        (-60_001 as Int64, HolderRefusal.notYetValid as HolderRefusal?), (-60_000, nil), (0, nil), (659_999, nil),
        (660_000, .tokenExpired), (660_001, .tokenExpired),
    ])
    func `a token has its time`(_ milliseconds: Int64, _ refusal: HolderRefusal?) throws {
        let wallet = try Wallet()
        stake(wallet)
        let issued = UInt64(Int64(ChainGround.milliseconds) - milliseconds)
        let finding = try find(try wallet.token(issued: issued))
        if let refusal { #expect(finding == .refused(refusal)) } else { #expect(isHolder(finding)) }
    }

    private func isHolder(_ finding: HolderFinding) -> Bool {
        if case .holder = finding { true } else { false }
    }

    @Test(arguments: [(659, true), (660, false), (661, false)])
    func `what was verified is forgotten with its time`(_ seconds: Int, _ isGood: Bool) throws {
        let wallet = try Wallet()
        stake(wallet)
        let token = try wallet.token()
        #expect(isHolder(try find(token)))
        let later = ChainGround.after(.seconds(seconds))
        ground.mark.withLock { mark in
            mark.rose = later.monotonic
            mark.timestamp = ChainGround.milliseconds + UInt64(seconds) * 1000
        }
        let finding = try find(token, at: later)
        if isGood { #expect(isHolder(finding)) } else { #expect(finding == .refused(.tokenExpired)) }
    }

    @Test(arguments: [(900_000 as UInt64, true), (900_001, false)])
    func `a token lives for 15 minutes and no longer`(_ lifetime: UInt64, _ isGood: Bool) throws {
        let wallet = try Wallet()
        stake(wallet)
        let finding = try find(try wallet.token(lifetime: lifetime))
        if isGood { #expect(isHolder(finding)) } else { #expect(finding == .refused(.livesTooLong)) }
    }

    @Test func `a signature of something else is none, and is not remembered`() throws {
        let wallet = try Wallet()
        stake(wallet)
        let forged = try wallet.token(isForged: true)
        for _ in 0..<2 { #expect(try find(forged) == .refused(.badSignature)) }
        #expect(shared.verified.counts.remembered == 0)
    }

    @Test func `who has no account is nobody, once all accounts are known`() throws {
        let wallet = try Wallet()
        let token = try wallet.token()
        #expect(try find(token) == .refused(.unknownSigner))
        #expect(try find(token, at: ChainGround.after(.seconds(11))) == .unavailable)
        ground.mark.withLock { $0.isComplete = false }
        #expect(try find(token) == .unavailable)
        stake(wallet)
        #expect(isHolder(try find(token)))
        ground.mark.withLock { $0.hasHole = true }
        #expect(try find(token) == .unavailable)
    }

    @Test func `the stake is looked at each time, and whoever lost it hears why`() throws {
        let wallet = try Wallet()
        let token = try wallet.token()
        let standings: [(UInt64, UInt8, TokenRefusal?)] = [
            (ChainGround.sui / 2, 1, nil), (ChainGround.sui / 2 - 1, 1, .stakeTooLow),
            (2 * ChainGround.sui, 2, .unstaked),
            (2 * ChainGround.sui, 3, .slashed), (2 * ChainGround.sui, 9, .unstaked),
        ]
        for (index, (amount, status, refusal)) in standings.enumerated() {
            stake(wallet, amount, status: status, sequence: UInt64(index + 1))
            guard case .holder(let holder) = try find(token) else {
                Issue.record("nobody holds it")
                continue
            }
            #expect(holder.refusal == refusal && (holder.tier == nil) == (refusal != nil))
        }
    }

    // 16 at once for each name.
    @Test func `who writes tokens in a staker's name costs little, and keeps out nobody whose token is known`() throws {
        let wallet = try Wallet()
        stake(wallet)
        let good = try wallet.token()
        #expect(isHolder(try find(good)))
        for salt in 2...16 as ClosedRange<UInt128> {
            #expect(try find(try wallet.token(salt: salt, isForged: true)) == .refused(.badSignature))
        }
        #expect(try find(try wallet.token(salt: 17, isForged: true)) == .busy)
        #expect(isHolder(try find(good)))
    }

    @Test(arguments: ["sealsig1.", "sealsig1.a.b", "sealsig1..", "sealsig1.AA.AA.AA"])
    func `what is not written as one is none`(_ text: String) throws {
        #expect(try find(Array(text.utf8)) == .refused(.malformedToken))
    }
}
