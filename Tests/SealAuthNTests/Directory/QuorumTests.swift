// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

/// Two nodes must say the same for the tiers admin and super.
@Suite struct QuorumTests {
    static let nanosecond = Duration.nanoseconds(1)

    private static func world(_ amount: UInt64) throws -> DirectoryWorld {
        let world = try DirectoryWorld { $0.quorum = 2 }
        world.copy(Sample.account(amount))
        world.put(account: Sample.account(amount))
        world.confirmThresholds()
        return world
    }

    private static func cold(_ amount: UInt64) throws -> DirectoryWorld {
        let world = try DirectoryWorld { $0.quorum = 2 }
        world.mark { $0 = FollowMark(thresholds: Sample.thresholds) }
        world.put(account: Sample.account(amount))
        world.confirmThresholds()
        return world
    }

    private static func lookUps(_ asks: some Sequence<FakeSource.Ask>) -> Set<LookUp> {
        Set(asks.map { LookUp(name: $0.name, agreement: $0.agreement) })
    }

    @Test(arguments: [(500_000_000, .viewer), (4_999_999_999, .developer)] as [(UInt64, Tier)])
    func `one word is enough for the low tiers`(_ amount: UInt64, _ tier: Tier) throws {
        let world = try Self.world(amount)
        #expect(try world.decided()?.tier == tier)
        #expect(world.source.asks.isEmpty)
        let cold = try Self.cold(amount)
        // Should the second node be down, the first one will do.
        cold.source.answer(.account(cold.owner), agreement: 2, .failing(.disagreement))
        cold.source.answer(.seal(cold.key), agreement: 2, .failing(.disagreement))
        #expect(try cold.tier() == tier)
    }

    @Test(arguments: [(5_000_000_000, .admin), (10_000_000_000, .super)] as [(UInt64, Tier)])
    func `the high ones need two, for the seal and for the stake`(_ amount: UInt64, _ tier: Tier) throws {
        let world = try Self.world(amount)
        #expect(try world.tier() == tier)
        let both: Set = [
            LookUp(name: .seal(world.key), agreement: 2), LookUp(name: .account(world.owner), agreement: 2),
        ]
        #expect(world.source.asks.count == 2)
        #expect(Self.lookUps(world.source.asks) == both)
        #expect(try world.decided()?.tier == tier)
        world.pass(.seconds(10))
        world.catchUp(checkpoint: 1100)
        #expect(try world.decided()?.tier == tier)
        world.pass(Self.nanosecond)
        world.catchUp(checkpoint: 1100)
        #expect(try world.decided() == nil)
        #expect(try world.tier() == tier)
        #expect(world.source.asks.count == 4)
    }

    @Test func `a confirmation is of one state`() throws {
        let world = try Self.world(5 * Sample.sui)
        #expect(try world.tier() == .admin)
        world.tables.insert(Sample.account(6 * Sample.sui, sequence: 8), of: world.owner)
        world.put(account: Sample.account(6 * Sample.sui, sequence: 8))
        #expect(try world.decided() == nil)
        #expect(try world.tier() == .admin)
        // The seal's is still good.
        #expect(world.source.names.suffix(1) == [.account(world.owner)])
        world.tables.insert(world.seal(permissions: ["pods:read"], sequence: 6), under: world.key)
        #expect(try world.decided() == nil)
    }

    // By design: the same `seq` *and state*. A stream that lies about one number after it was confirmed gains nothing.
    @Test func `the same number with another state is not confirmed`() throws {
        let world = try Self.cold(Sample.sui)
        #expect(try world.tier() == .viewer)
        world.tables.insert(Sample.account(100 * Sample.sui), of: world.owner)
        world.tables.insert(world.seal(), under: world.key)
        world.mark { $0 = DirectoryWorld.mark }
        #expect(try world.answer() == .refused(.unconfirmed))
    }

    @Test func `from nothing it takes two rounds`() throws {
        let world = try Self.cold(10 * Sample.sui)
        world.source.answer(.waiting)
        let answers = try world.ask()
        #expect(Self.lookUps(world.source.asks) == [LookUp(name: .seal(world.key), agreement: 1)])
        world.source.release(.seal(world.key))
        let both: Set = [
            LookUp(name: .seal(world.key), agreement: 2), LookUp(name: .account(world.owner), agreement: 2),
        ]
        #expect(Self.lookUps(world.source.asks.dropFirst()) == both)
        world.source.release(.account(world.owner), agreement: 2)
        #expect(answers.all.isEmpty)
        world.source.release(.seal(world.key), agreement: 2)
        #expect(answers.all.map(\.tier) == [.super])
        #expect(world.source.asks.count == 3)
    }

    @Test(arguments: [5 * Sample.sui, 10 * Sample.sui])
    func `whoever was never confirmed is refused`(_ amount: UInt64) throws {
        for code in [LedgerError.Code.disagreement, .unavailable, .timeout] {
            let world = try Self.world(amount)
            world.source.answer(.account(world.owner), agreement: 2, .failing(code))
            #expect(try world.answer() == .refused(.unconfirmed))
            let other = try Self.cold(amount)
            other.source.answer(.seal(other.key), agreement: 2, .failing(code))
            #expect(try other.answer() == .refused(.unconfirmed))
        }
    }

    @Test func `whoever was confirmed is believed until grace`() throws {
        let world = try Self.world(5 * Sample.sui)
        #expect(try world.tier() == .admin)
        world.source.answer(.account(world.owner), agreement: 2, .failing(.disagreement))
        world.source.answer(.seal(world.key), agreement: 2, .failing(.disagreement))
        world.pass(.seconds(60))
        world.catchUp(checkpoint: 1600)
        #expect(try world.tier() == .admin)
        world.pass(Self.nanosecond)
        world.catchUp(checkpoint: 1600)
        #expect(try world.answer() == .refused(.unconfirmed))
        let other = try Self.world(10 * Sample.sui)
        #expect(try other.tier() == .super)
        other.source.answer(.account(other.owner), agreement: 2, .failing(.disagreement))
        other.pass(.seconds(10) + Self.nanosecond)
        other.catchUp(checkpoint: 1100)
        #expect(try other.answer() == .refused(.unconfirmed))
    }

    // Two nodes have seen what the stream has not brought: the higher number wins, whoever brings it.
    @Test func `what two nodes say is newer than the copy counts`() throws {
        let world = try Self.world(5 * Sample.sui)
        let freshness = Freshness(
            chain: "c", epoch: DirectoryWorld.epoch, checkpoint: DirectoryWorld.checkpoint,
            timestamp: DirectoryWorld.startMilliseconds)
        let slashed = Sample.account(5 * Sample.sui, status: 3, generation: 1, sequence: 8)
        world.source.answer(.account(world.owner), agreement: 2, .lags(.account(slashed), freshness))
        #expect(try world.answer() == .refused(.slashed))
        #expect(world.source.asks.count == 2)
    }

    // One node that says more of a time that the copy has come to is not believed, and hides nothing.
    @Test func `one lie does not hide what two nodes say`() throws {
        let world = try Self.world(2 * Sample.sui)
        let freshness = Freshness(
            chain: "c", epoch: DirectoryWorld.epoch, checkpoint: DirectoryWorld.checkpoint,
            timestamp: DirectoryWorld.startMilliseconds)
        func note(_ account: StakeAccount, isConfirmed: Bool) -> Bool {
            world.directory.checks.note(
                CheckLog.Check(content: .account(account), at: world.now.monotonic, freshness: freshness),
                of: .account(world.owner), isConfirmed: isConfirmed, mark: DirectoryWorld.mark)
        }
        #expect(note(Sample.account(status: 3, generation: 1, sequence: 8), isConfirmed: true))
        #expect(try world.decided() == .refused(.slashed))
        #expect(note(Sample.account(100 * Sample.sui, sequence: 9), isConfirmed: false))
        #expect(try world.decided() == .refused(.slashed))
        world.pass(.seconds(10))
        #expect(try world.decided() == .refused(.slashed))
    }

    @Test func `and what they say is more is confirmed by it`() throws {
        let world = try Self.world(5 * Sample.sui)
        let freshness = Freshness(
            chain: "c", epoch: DirectoryWorld.epoch, checkpoint: DirectoryWorld.checkpoint,
            timestamp: DirectoryWorld.startMilliseconds)
        let more = Sample.account(10 * Sample.sui, sequence: 8)
        world.source.answer(.account(world.owner), agreement: 2, .lags(.account(more), freshness))
        #expect(try world.tier() == .super)
        #expect(world.source.asks.count == 2)
    }

    // Thresholds make the tier as much as the stake does: one node that says that all cost nothing makes nobody super.
    @Test func `thresholds that one node says give no high tier`() throws {
        let world = try DirectoryWorld { $0.quorum = 2 }
        world.put(account: Sample.account(Sample.sui))
        world.mark { $0 = FollowMark() }
        let nothing = TierThresholds(viewer: 1, developer: 1, admin: 1, superuser: 1)
        world.source.answer(.params, agreement: 1, .says(.params(Sample.params(nothing))))
        world.source.answer(.params, agreement: 2, .failing(.disagreement))
        let answer = try world.answer()
        #expect(answer == .refused(.unconfirmed))
        world.source.answer(.params, agreement: 2, .says(.params(Sample.params())))
        world.pass(.seconds(2))
        #expect(try world.tier() == .viewer)
    }

    // One of two nodes is down for hours: that is one line in the journal, not two for each login.
    @Test func `an operator reads once that nothing can be confirmed`() throws {
        let world = try Self.cold(Sample.sui)
        world.source.answer(.account(world.owner), agreement: 2, .failing(.unavailable))
        world.source.answer(.seal(world.key), agreement: 2, .failing(.unavailable))
        for _ in 0..<5 {
            #expect(try world.tier() == .viewer)
            world.pass(.seconds(2))
        }
        #expect(world.events == ["unavailable"])
        world.source.answer(.account(world.owner), agreement: 2, nil)
        world.source.answer(.seal(world.key), agreement: 2, nil)
        #expect(try world.tier() == .viewer)
        #expect(world.events == ["unavailable", "work"])
    }
}
