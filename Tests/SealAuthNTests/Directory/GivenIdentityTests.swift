// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealAuthN

/// What an identity that was given out is worth later: from the copy where that is young enough, and by a look-up where it is not.
@Suite struct GivenIdentityTests {
    static let owner = Bytes32(hex: DirectoryWorld.vector.owner) ?? Bytes32()
    static let other = Bytes32(hex: SealVector.all[4].owner) ?? Bytes32()
    static let seal = Address(0x1d).raw

    /// Good with this stake: by the seal that expires in epoch 80, or by the address alone.
    static func good(_ tier: Tier = .developer, _ stake: UInt64 = 2_500_000_000, hasSeal: Bool = true) -> Standing {
        .good(
            Identity(
                owner: owner, seal: hasSeal ? seal : nil, tier: tier, stake: stake, expiresEpoch: hasSeal ? 80 : nil))
    }

    /// What can be said at once; `nil` if only a look-up can tell.
    private static func decided(_ world: DirectoryWorld, _ owner: Bytes32 = owner, _ uid: Bytes32 = seal) -> Standing? {
        guard case .decided(let standing) = world.directory.standing(of: owner, uid: uid, at: world.now) else {
            return nil
        }
        return standing
    }

    /// All that is said once it is asked, by now.
    private static func ask(
        _ world: DirectoryWorld, _ owner: Bytes32 = owner, _ uid: Bytes32 = seal, within time: Duration = .seconds(2)
    ) -> Locked<[Standing]> {
        let answers = Locked<[Standing]>([])
        switch world.directory.standing(of: owner, uid: uid, at: world.now) {
        case .decided(let standing): answers.withLock { $0.append(standing) }
        case .open(let question):
            question.ask(until: world.now.monotonic.advanced(by: time)) { standing in
                answers.withLock { $0.append(standing) }
            }
        }
        return answers
    }

    private static func answers(_ world: DirectoryWorld, _ owner: Bytes32 = owner, _ uid: Bytes32 = seal) -> [Standing]
    {
        ask(world, owner, uid).withLock { $0 }
    }

    static let names: [(Bytes32, Bytes32, Standing)] = [
        (owner, seal, good()), (owner, owner, good(hasSeal: false)),
        // Another's seal, and another's address, under this name, and this one's under another.
        (owner, other, .refused(.unknownSeal)), (other, seal, .refused(.unknownSeal)),
        (owner, Bytes32(), .refused(.unknownSeal)), (other, owner, .refused(.unknownSeal)),
        (other, other, .refused(.unstaked)),
    ]

    @Test(arguments: names) func `a fresh copy tells without asking`(
        _ owner: Bytes32, _ uid: Bytes32, _ expected: Standing
    ) throws {
        let world = try DirectoryWorld()
        world.copy()
        #expect(Self.decided(world, owner, uid) == expected)
        #expect(world.source.asks.isEmpty)
    }

    static let dead: [(TokenRefusal, StakeAccount, Bool, UInt64)] = [
        (.slashed, Sample.account(status: 3), false, 80), (.unstaked, Sample.account(0, status: 2), false, 80),
        (.stakeTooLow, Sample.account(1), false, 80), (.outdatedGeneration, Sample.account(generation: 1), false, 80),
        (.revoked, Sample.account(), true, 80), (.expired, Sample.account(), false, 50),
    ]

    @Test(arguments: dead)
    func `an identity dies for the same reason as its token`(
        _ reason: TokenRefusal, _ account: StakeAccount, _ isRevoked: Bool, _ expires: UInt64
    ) throws {
        let world = try DirectoryWorld()
        world.copy(account, world.seal(expires: expires, revoked: isRevoked))
        #expect(Self.decided(world) == .refused(reason))
        #expect(try world.decided() == .refused(reason))
    }

    @Test(
        arguments: [(499_999_999, nil), (500_000_000, .viewer), (5_000_000_000, .admin), (10_000_000_000, .super)]
            as [(UInt64, Tier?)])
    func `the stake of now makes the tier, whoever agrees`(_ amount: UInt64, _ tier: Tier?) throws {
        // Whether several nodes agree is asked where the identity is given out.
        let world = try DirectoryWorld { $0.quorum = 2 }
        world.copy(Sample.account(amount))
        #expect(Self.decided(world) == tier.map { Self.good($0, amount) } ?? .refused(.stakeTooLow))
        let bySignature = tier.map { Self.good($0, amount, hasSeal: false) } ?? .refused(.stakeTooLow)
        #expect(Self.decided(world, Self.owner, Self.owner) == bySignature)
        #expect(world.source.asks.isEmpty)
    }

    @Test func `a refreshed seal keeps its name`() throws {
        let world = try DirectoryWorld()
        world.copy(Sample.account(), world.seal(revoked: true))
        #expect(Self.decided(world) == .refused(.revoked))
        world.tables.insert(world.seal(sequence: 6), under: SealKey(Address(0x66).raw))
        #expect(Self.decided(world) == Self.good())
    }

    @Test func `a worker's seal is nobody`() throws {
        let world = try DirectoryWorld()
        world.copy(Sample.account(), world.seal(kind: 2))
        #expect(Self.decided(world) == .refused(.workerSeal))
    }

    // The copy is too old: what was said at once would be a refusal, though the stake holds.
    @Test(arguments: [1, 2]) func `super waits for a look-up where the copy is too old`(_ quorum: Int) throws {
        let world = try DirectoryWorld { $0.quorum = quorum }
        let stake = 10 * Sample.sui
        world.copy(Sample.account(stake))
        world.put(account: Sample.account(stake))
        world.pass(.seconds(10) + .nanoseconds(1))
        #expect(Self.decided(world) == nil)
        #expect(Self.answers(world) == [Self.good(.super, stake)])
        // One node's word is enough here: the claimed tier was confirmed by several.
        #expect(world.source.asks.allSatisfy { $0.agreement == 1 })
        #expect(Set(world.source.names) == [.seal(world.key), .account(world.owner)])
    }

    @Test func `a slashing that the copy has not heard of ends the identity`() throws {
        let world = try DirectoryWorld()
        world.copy()
        world.put(account: Sample.account(status: 3, sequence: 8))
        world.pass(.seconds(11))
        #expect(Self.answers(world) == [.refused(.slashed)])
        #expect(Self.answers(world, Self.owner, Self.owner) == [.refused(.slashed)])
    }

    @Test(arguments: FailingNodesTests.graces)
    func `each tier is believed until its grace where no node answers`(
        _ tier: Tier, _ amount: UInt64, _ grace: Duration
    ) throws {
        let world = try DirectoryWorld()
        world.copy(Sample.account(amount))
        world.source.answer(.failing(.timeout))
        world.pass(grace)
        #expect(Self.answers(world) == [Self.good(tier, amount)])
        world.pass(.nanoseconds(1))
        #expect(Self.answers(world) == [.refused(.ledgerUnavailable)])
    }

    @Test func `super is believed no moment where no node answers`() throws {
        let world = try DirectoryWorld()
        world.copy(Sample.account(10 * Sample.sui))
        world.source.answer(.failing(.unavailable))
        world.pass(.seconds(10) + .nanoseconds(1))
        #expect(Self.answers(world) == [.refused(.ledgerUnavailable)])
    }

    @Test func `one look-up serves all who ask at the same time, and each is answered once`() throws {
        let world = try DirectoryWorld()
        world.copy()
        world.pass(.seconds(11))
        world.source.answer(.waiting)
        let answers = (0..<5).map { _ in Self.ask(world) }
        #expect(answers.allSatisfy { $0.withLock { $0.isEmpty } })
        #expect(world.source.asks.count == 1)
        world.source.release(.seal(world.key))
        #expect(world.source.asks.count == 2)
        world.source.release(.account(world.owner))
        #expect(answers.allSatisfy { $0.withLock { $0 } == [Self.good()] })
        #expect(world.source.asks.count == 2)
    }

    @Test func `no time is no answer of a node`() throws {
        let world = try DirectoryWorld()
        world.copy(Sample.account(10 * Sample.sui))
        world.pass(.seconds(11))
        let answers = Self.ask(world, within: .zero).withLock { $0 }
        #expect(answers == [.refused(.ledgerUnavailable)])
        #expect(world.source.asks.isEmpty)
    }

    // A node is asked for a seal by its key, which an id does not tell.
    @Test func `a seal that only its token can tell is unavailable until it is shown again`() throws {
        let world = try DirectoryWorld()
        world.mark { $0 = FollowMark(thresholds: Sample.thresholds) }
        #expect(Self.decided(world) == .refused(.ledgerUnavailable))
        #expect(Self.answers(world, Self.owner, Self.owner) == [Self.good(hasSeal: false)])
        #expect(try world.tier() == .developer)
        #expect(Self.answers(world) == [Self.good()])
        world.source.answer(.failing(.unavailable))
        world.pass(.seconds(300))
        #expect(Self.answers(world) == [Self.good()])
        world.pass(.nanoseconds(1))
        #expect(Self.answers(world) == [.refused(.ledgerUnavailable)])
    }
}

/// What an address is worth by its stake alone: whoever acts for it holds no seal.
@Suite struct AddressStandingTests {
    private static func answers(_ world: DirectoryWorld, _ owner: Bytes32 = GivenIdentityTests.owner) -> [Standing] {
        let answers = Locked<[Standing]>([])
        switch world.directory.standing(of: owner, at: world.now) {
        case .decided(let standing): return [standing]
        case .open(let question):
            question.ask(until: world.now.monotonic.advanced(by: .seconds(2))) { standing in
                answers.withLock { $0.append(standing) }
            }
        }
        return answers.withLock { $0 }
    }

    static let stakes: [(StakeAccount?, Standing)] = [
        (Sample.account(), GivenIdentityTests.good(hasSeal: false)), (Sample.account(status: 3), .refused(.slashed)),
        (nil, .refused(.unstaked)),
        // A slashing that came before counts for seals: the stake of now is what counts here.
        (Sample.account(generation: 3), GivenIdentityTests.good(hasSeal: false)),
        // Stake put down for a node makes no tier.
        (Sample.account(0, node: 20 * Sample.sui), .refused(.stakeTooLow)),
    ]

    @Test(arguments: stakes) func `an address is its stake`(_ account: StakeAccount?, _ expected: Standing) throws {
        let world = try DirectoryWorld()
        world.copy(account)
        #expect(Self.answers(world) == [expected])
        #expect(world.source.asks.isEmpty)
    }

    @Test(arguments: stakes) func `an address is looked up where the copy is too old`(
        _ account: StakeAccount?, _ expected: Standing
    ) throws {
        let world = try DirectoryWorld()
        world.pass(.seconds(11))
        world.source.put(account.map { .account($0) } ?? .nothing, at: .account(world.owner))
        #expect(Self.answers(world) == [expected])
        #expect(world.source.names == [.account(world.owner)])
    }
}
