// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

/// A copy that does not have everything yet: what it has not is looked up.
@Suite struct LookUpTests {
    /// A copy that is fresh and not complete.
    private static func listing(_ change: (inout DirectorySettings) -> Void = { _ in }) throws -> DirectoryWorld {
        let world = try DirectoryWorld(change)
        world.mark { $0.isComplete = false }
        return world
    }

    @Test func `the seal is looked up, then the stake behind it`() throws {
        let world = try Self.listing()
        #expect(try world.tier() == .developer)
        #expect(world.source.names == [.seal(world.key), .account(world.owner)])
        #expect(world.source.asks.allSatisfy { $0.agreement == 1 && $0.timeout == .seconds(2) })
        #expect(world.counts.asked == 2 && world.counts.found == 2 && world.counts.failures.isEmpty)
        #expect(world.events.isEmpty)
    }

    // The node that answers need not be ahead of the copy, which has not come to this entry yet.
    @Test(arguments: [DirectoryWorld.checkpoint - 1, DirectoryWorld.checkpoint])
    func `a node as far as the copy, or less, is believed about what the copy has not`(_ checkpoint: UInt64) throws {
        let world = try Self.listing()
        let freshness = Freshness(
            chain: "c", epoch: DirectoryWorld.epoch, checkpoint: checkpoint,
            timestamp: DirectoryWorld.startMilliseconds)
        world.source.answer(.seal(world.key), .lags(.seal(world.seal()), freshness))
        world.source.answer(.account(world.owner), .lags(.account(Sample.account()), freshness))
        #expect(try world.tier() == .developer)
        #expect(world.source.asks.count == 2)
    }

    // The copy keeps its own entries up to date, and no others.
    @Test func `whom only a look-up knows is looked up again a second later`() throws {
        let world = try Self.listing()
        #expect(try world.tier() == .developer)
        world.pass(.seconds(1))
        #expect(try world.decided()?.tier == .developer)
        world.pass(.nanoseconds(1))
        world.put(seal: world.seal(revoked: true, sequence: 6))
        #expect(try world.answer() == .refused(.revoked))
    }

    @Test func `what the copy has already is not looked up`() throws {
        let world = try Self.listing()
        world.tables.insert(Sample.account(), of: world.owner)
        #expect(try world.tier() == .developer)
        #expect(world.source.names == [.seal(world.key)])
        let other = try Self.listing()
        other.tables.insert(other.seal(), under: other.key)
        #expect(try other.tier() == .developer)
        #expect(other.source.names == [.account(other.owner)])
        let both = try Self.listing()
        both.copy()
        #expect(try both.decided()?.tier == .developer)
        #expect(both.source.asks.isEmpty)
    }

    @Test func `thresholds are looked up where they are not known, and in the same round`() throws {
        let world = try Self.listing()
        world.mark { $0.thresholds = nil }
        world.source.put(.params(Sample.params()), at: .params)
        #expect(try world.tier() == .developer)
        #expect(Set(world.source.names.prefix(2)) == [.seal(world.key), .params])
        #expect(world.source.names.dropFirst(2) == [.account(world.owner)])
        #expect(try world.tier() == .developer)
        #expect(world.source.asks.count == 3)
    }

    @Test func `no thresholds, no tier`() throws {
        for manner in [FakeSource.Manner.failing(.unavailable), .says(.nothing), .says(.account(Sample.account()))] {
            let world = try Self.listing()
            world.mark { $0.thresholds = nil }
            world.source.answer(.params, manner)
            #expect(try world.answer() == .refused(.ledgerUnavailable))
        }
    }

    // A stampede: a cold cache, many servers, retries.
    @Test func `a hundred questions at once are one`() throws {
        let world = try Self.listing()
        world.source.answer(.waiting)
        let answers = try (0..<100).map { _ in try world.ask() }
        #expect(world.source.names == [.seal(world.key)])
        #expect(world.counts.joined == 99)
        #expect(world.source.release(.seal(world.key)) == 1)
        #expect(world.source.names == [.seal(world.key), .account(world.owner)])
        #expect(answers.allSatisfy { $0.all.isEmpty })
        #expect(world.source.release(.account(world.owner)) == 1)
        #expect(answers.allSatisfy { $0.all.map(\.tier) == [.developer] })
        #expect(world.counts.asked == 2 && world.counts.joined == 198)
        #expect(world.source.waiting == 0)
    }

    @Test func `answers may come in any order`() throws {
        let world = try Self.listing()
        world.mark { $0.thresholds = nil }
        world.source.put(.params(Sample.params()), at: .params)
        world.source.answer(.waiting)
        let (first, second) = (try world.ask(), try world.ask(DirectoryWorld.stranger(1)))
        let strange = world.source.names.first { $0 != .seal(world.key) && $0 != .params }
        world.source.release(.params)
        #expect(second.all.isEmpty)
        world.source.release(try #require(strange))
        #expect(second.all == [.refused(.unknownSeal)])
        world.source.release(.seal(world.key))
        world.source.release(.account(world.owner))
        #expect(first.all.map(\.tier) == [.developer])
    }

    @Test func `that there is nothing is shared for a second`() throws {
        let world = try Self.listing()
        let token = DirectoryWorld.stranger(1)
        #expect(try world.answer(token) == .refused(.unknownSeal))
        world.pass(.seconds(1))
        #expect(try world.decided(token) == .refused(.unknownSeal))
        #expect(world.source.asks.count == 1)
        world.pass(.nanoseconds(1))
        #expect(try world.answer(token) == .refused(.unknownSeal))
        #expect(world.source.asks.count == 2)
        #expect(world.counts.nothing == 2)
    }

    // A stake works as soon as it is there.
    @Test func `whoever stakes meanwhile gets in a second later`() throws {
        let world = try Self.listing()
        world.source.answer(.seal(world.key), .says(.nothing))
        #expect(try world.answer() == .refused(.unknownSeal))
        world.source.answer(.seal(world.key), nil)
        world.pass(.seconds(1) + .nanoseconds(1))
        #expect(try world.tier() == .developer)
    }

    @Test func `or at once with its event`() throws {
        let world = try Self.listing()
        world.source.answer(.seal(world.key), .says(.nothing))
        #expect(try world.answer() == .refused(.unknownSeal))
        world.copy()
        #expect(try world.decided()?.tier == .developer)
    }

    // An outdated copy: what was looked up within a second is for everybody who asks then.
    @Test func `what is known is looked up again every second where the copy is outdated`() throws {
        let world = try DirectoryWorld()
        world.mark { $0.hasHole = true }
        world.copy()
        #expect(try world.tier() == .developer)
        #expect(world.source.asks.count == 2)
        world.pass(.seconds(1))
        #expect(try world.decided()?.tier == .developer)
        world.pass(.nanoseconds(1))
        #expect(try world.decided() == nil)
        #expect(try world.tier() == .developer)
        #expect(world.source.asks.count == 4)
    }

    // Each answer was fresh when it came: that the second took long does not make the first one nothing.
    @Test func `slow nodes need no third round`() throws {
        for amount in [Sample.sui, 20 * Sample.sui] {
            let world = try DirectoryWorld()
            world.mark { $0 = FollowMark(thresholds: Sample.thresholds) }
            world.put(account: Sample.account(amount))
            world.source.answer(.waiting)
            let answers = try world.ask()
            world.pass(.milliseconds(1200))
            world.source.release(.seal(world.key))
            world.pass(.milliseconds(1200))
            world.source.release(.account(world.owner))
            #expect(answers.all.map(\.tier) == [amount == Sample.sui ? .viewer : .super])
            #expect(world.source.asks.map(\.timeout) == [.seconds(2), .milliseconds(1300)])
        }
    }
}
