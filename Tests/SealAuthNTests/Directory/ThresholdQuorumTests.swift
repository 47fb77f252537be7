// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

/// One stream tells what the tiers cost: for admin and super as many nodes as must have said the same, once in ten minutes for all.
@Suite struct ThresholdQuorumTests {
    static let nanosecond = Duration.nanoseconds(1)
    private static let nothing = TierThresholds(viewer: 0, developer: 0, admin: 0, superuser: 0)
    private static let params = LookUp(name: .params, agreement: 2)

    private static func world(_ amount: UInt64, quorum: Int = 2) throws -> DirectoryWorld {
        let world = try DirectoryWorld { $0.quorum = quorum }
        world.copy(Sample.account(amount))
        world.put(account: Sample.account(amount))
        return world
    }

    private static func lookUps(_ world: DirectoryWorld) -> [LookUp] {
        world.source.asks.map { LookUp(name: $0.name, agreement: $0.agreement) }
    }

    private static func asked(_ world: DirectoryWorld) -> Int { lookUps(world).count { $0 == params } }

    @Test func `a stream that says that super costs nothing makes nobody super`() throws {
        let world = try Self.world(Sample.sui)
        world.mark { $0.thresholds = Self.nothing }
        for _ in 0..<3 {
            #expect(try world.answer() == .refused(.unconfirmed))
            world.pass(.seconds(2))
            world.catchUp(checkpoint: 1100)
        }
        // Each time once, and not again and again.
        #expect(Self.asked(world) == 3)
        #expect(world.source.asks.count == 5)
        world.mark { $0.thresholds = Sample.thresholds }
        #expect(try world.decided()?.tier == .viewer)
    }

    @Test func `they are asked for in the same round as all else`() throws {
        let world = try Self.world(10 * Sample.sui)
        world.source.answer(.waiting)
        let answers = try world.ask()
        let all: Set = [
            LookUp(name: .seal(world.key), agreement: 2), LookUp(name: .account(world.owner), agreement: 2),
            Self.params,
        ]
        #expect(world.source.asks.count == 3)
        #expect(Set(Self.lookUps(world)) == all)
        for name in [EntryName.params, .seal(world.key), .account(world.owner)] {
            world.source.release(name, agreement: 2)
        }
        #expect(answers.all.map(\.tier) == [.super])
        #expect(world.source.asks.count == 3)
    }

    @Test func `with an outdated copy too`() throws {
        let world = try Self.world(10 * Sample.sui)
        world.pass(.seconds(11))
        #expect(try world.tier() == .super)
        // The seal, then the stake with all that is to be confirmed.
        #expect(world.source.asks.count == 4)
        #expect(Set(Self.lookUps(world).dropFirst()).contains(Self.params))
    }

    @Test func `ten minutes of logins ask for them once`() throws {
        let world = try Self.world(5 * Sample.sui)
        for _ in 0...60 {
            #expect(try world.tier() == .admin)
            world.pass(.seconds(10))
            world.catchUp(checkpoint: 1100)
        }
        // 610 s after the first.
        #expect(Self.asked(world) == 1)
        #expect(try world.tier() == .admin)
        #expect(Self.asked(world) == 2)
    }

    @Test(arguments: [(Duration.seconds(600), 1), (.seconds(600) + nanosecond, 2)])
    func `an agreement is good for ten minutes`(_ time: Duration, _ asked: Int) throws {
        let world = try Self.world(5 * Sample.sui)
        #expect(try world.tier() == .admin)
        world.pass(time)
        world.catchUp(checkpoint: 7000)
        #expect(try world.tier() == .admin)
        #expect(Self.asked(world) == asked)
        // Without one nobody is high, and everybody else is what they were.
        world.source.answer(.params, agreement: 2, .failing(.disagreement))
        world.pass(.seconds(600) + Self.nanosecond)
        world.catchUp(checkpoint: 14_000)
        #expect(try world.answer() == .refused(.unconfirmed))
        world.tables.insert(Sample.account(2 * Sample.sui, sequence: 8), of: world.owner)
        #expect(try world.decided()?.tier == .developer)
    }

    @Test func `what the stream changes is asked for at once`() throws {
        let world = try Self.world(10 * Sample.sui)
        #expect(try world.tier() == .super)
        let dearer = TierThresholds(viewer: 1, developer: 2, admin: 3, superuser: 11 * Sample.sui)
        world.pass(.seconds(2))
        world.catchUp(checkpoint: 1020)
        world.mark { $0.thresholds = dearer }
        #expect(try world.answer() == .refused(.unconfirmed))
        world.source.put(.params(Sample.params(dearer)), at: .params)
        world.pass(.seconds(1) + Self.nanosecond)
        world.catchUp(checkpoint: 1030)
        #expect(try world.tier() == .admin)
    }

    @Test func `one node's word does not do`() throws {
        let world = try Self.world(10 * Sample.sui)
        world.mark { $0.thresholds = nil }
        world.source.answer(.params, agreement: 2, .failing(.unavailable))
        #expect(try world.answer() == .refused(.unconfirmed))
    }

    @Test(arguments: [(Sample.sui, 2), (10 * Sample.sui, 1)] as [(UInt64, Int)])
    func `the low tiers, and a cluster with one node, ask nobody`(_ amount: UInt64, _ quorum: Int) throws {
        let world = try Self.world(amount, quorum: quorum)
        #expect(try world.decided()?.tier == (quorum == 1 ? .super : .viewer))
        #expect(world.source.asks.isEmpty)
    }
}
