// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealAuthN

/// What a name that was given out is worth later, without waiting for anybody.
@Suite struct LivenessTests {
    static let owner = DirectoryWorld.vector.owner
    static let user = "sui:0x" + owner
    static let other = "0x" + SealVector.all[4].owner
    static let seal = "0x" + String(repeating: "0", count: 62) + "1d"

    private static func live(_ world: DirectoryWorld, _ username: String = user, _ uid: String = seal) -> Liveness {
        let (username, uid) = (Array(username.utf8), Array(uid.utf8))
        return world.directory.live(username: username.span, uid: uid.span, at: world.now)
    }

    /// Alive with this stake: by the seal that expires in epoch 80, or as who signs for the address.
    static func live(_ tier: Tier = .developer, _ stake: UInt64 = 2_500_000_000, hasSeal: Bool = true) -> Liveness {
        .live(
            Identity(
                owner: Bytes32(hex: owner) ?? Bytes32(), seal: hasSeal ? Address(0x1d).raw : nil, tier: tier,
                stake: stake, expiresEpoch: hasSeal ? 80 : nil))
    }

    static let names: [(String, String, Liveness)] = [
        (user, seal, live()), (user, "0x" + owner, live(hasSeal: false)),
        ("system:serviceaccount:default:default", "", .notOurs), ("system:admin", seal, .notOurs),
        ("", "", .notOurs), ("sui", seal, .notOurs), ("SUI:0x" + owner, seal, .notOurs),
        ("sui:", seal, .dead(.unknownSeal)), ("sui:0x", seal, .dead(.unknownSeal)),
        (user, "", .dead(.unknownSeal)), (user, String(seal.dropFirst(2)), .dead(.unknownSeal)),
        (user, "0X" + seal.dropFirst(2), .dead(.unknownSeal)),
        (user, seal.replacing("d", with: "D"), .dead(.unknownSeal)),
        (user, seal + "0", .dead(.unknownSeal)), (user, "0x" + String(repeating: "0", count: 64), .dead(.unknownSeal)),
        (user + "0", seal, .dead(.unknownSeal)), (user + "\0", seal, .dead(.unknownSeal)),
        (user.uppercased().replacing("SUI:0X", with: "sui:0x"), seal, .dead(.unknownSeal)),
        // Another's seal, and another's address, under this name, and this one's under another.
        (user, other, .dead(.unknownSeal)), ("sui:" + other, seal, .dead(.unknownSeal)),
        ("sui:" + other, other, .dead(.unstaked)),
    ]

    @Test(arguments: names) func `a name is judged by the chain alone`(
        _ username: String, _ uid: String, _ expected: Liveness
    ) throws {
        let world = try DirectoryWorld()
        world.copy()
        #expect(Self.live(world, username, uid) == expected)
        #expect(world.source.asks.isEmpty)
    }

    static let dead: [(TokenRefusal, StakeAccount, Bool, UInt64)] = [
        (.slashed, Sample.account(status: 3), false, 80), (.unstaked, Sample.account(0, status: 2), false, 80),
        (.stakeTooLow, Sample.account(1), false, 80), (.outdatedGeneration, Sample.account(generation: 1), false, 80),
        (.revoked, Sample.account(), true, 80), (.expired, Sample.account(), false, 50),
    ]

    @Test(arguments: dead)
    func `a name dies for the same reason as its token`(
        _ reason: TokenRefusal, _ account: StakeAccount, _ isRevoked: Bool, _ expires: UInt64
    ) throws {
        let world = try DirectoryWorld()
        world.copy(account, world.seal(expires: expires, revoked: isRevoked))
        #expect(Self.live(world) == .dead(reason))
        #expect(try world.decided() == .refused(reason))
    }

    @Test(
        arguments: [(499_999_999, nil), (500_000_000, .viewer), (5_000_000_000, .admin), (10_000_000_000, .super)]
            as [(UInt64, Tier?)])
    func `a name has the tier that its stake makes now`(_ amount: UInt64, _ tier: Tier?) throws {
        // Whether several nodes agree is asked where the identity is given out.
        let world = try DirectoryWorld { $0.quorum = 2 }
        world.copy(Sample.account(amount))
        #expect(Self.live(world) == tier.map { Self.live($0, amount) } ?? .dead(.stakeTooLow))
        let bySignature = tier.map { Self.live($0, amount, hasSeal: false) } ?? .dead(.stakeTooLow)
        #expect(Self.live(world, Self.user, "0x" + Self.owner) == bySignature)
    }

    @Test func `a refreshed seal keeps its name`() throws {
        let world = try DirectoryWorld()
        world.copy(Sample.account(), world.seal(revoked: true))
        #expect(Self.live(world) == .dead(.revoked))
        world.tables.insert(world.seal(sequence: 6), under: SealKey(Address(0x66).raw))
        #expect(Self.live(world) == Self.live())
    }

    @Test func `whom only a look-up knows is alive by it, and dies with its grace`() throws {
        let world = try DirectoryWorld()
        world.mark { $0 = FollowMark(thresholds: Sample.thresholds) }
        #expect(Self.live(world) == .dead(.unknownSeal))
        #expect(Self.live(world, Self.user, "0x" + Self.owner) == .dead(.ledgerUnavailable))
        #expect(try world.tier() == .developer)
        let asked = world.source.asks.count
        #expect(Self.live(world) == Self.live())
        #expect(Self.live(world, Self.user, "0x" + Self.owner) == Self.live(hasSeal: false))
        world.pass(.seconds(300))
        #expect(Self.live(world) == Self.live())
        world.pass(.nanoseconds(1))
        #expect(Self.live(world) == .dead(.ledgerUnavailable))
        #expect(world.source.asks.count == asked)
    }

    @Test(arguments: FailingNodesTests.graces)
    func `an outdated copy is believed until grace`(_ tier: Tier, _ amount: UInt64, _ grace: Duration) throws {
        let world = try DirectoryWorld()
        world.copy(Sample.account(amount))
        world.pass(grace)
        #expect(Self.live(world) == Self.live(tier, amount))
        world.pass(.nanoseconds(1))
        #expect(Self.live(world) == .dead(.ledgerUnavailable))
    }

    @Test func `super lives as long as the copy is fresh`() throws {
        let world = try DirectoryWorld()
        world.copy(Sample.account(10 * Sample.sui))
        world.pass(.seconds(10))
        #expect(Self.live(world) == Self.live(.super, 10 * Sample.sui))
        world.pass(.nanoseconds(1))
        #expect(Self.live(world) == .dead(.ledgerUnavailable))
    }

    @Test func `a worker's seal is nobody`() throws {
        let world = try DirectoryWorld()
        world.copy(Sample.account(), world.seal(kind: 2))
        #expect(Self.live(world) == .dead(.workerSeal))
    }
}
