// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

/// A copy that is outdated, and no node that answers fresh: until grace, and then refused, never as foreign.
@Suite struct FailingNodesTests {
    static let nanosecond = Duration.nanoseconds(1)
    // Down, slow, lagging, of another chain, refusing, at odds with each other, talking nonsense, not letting us in.
    static let codes: [LedgerError.Code] = [
        .unavailable, .timeout, .stale, .wrongChain, .throttled, .disagreement, .malformed, .unauthorized,
    ]
    static let graces: [(Tier, UInt64, Duration)] = [
        (.viewer, 500_000_000, .seconds(900)), (.developer, 2_000_000_000, .seconds(300)),
        (.admin, 5_000_000_000, .seconds(60)),
    ]

    private static func world(_ amount: UInt64, _ code: LedgerError.Code) throws -> DirectoryWorld {
        let world = try DirectoryWorld()
        world.copy(Sample.account(amount))
        world.put(account: Sample.account(amount))
        world.source.answer(.failing(code))
        return world
    }

    @Test(arguments: codes, graces)
    func `each tier is believed until its grace is over`(
        _ code: LedgerError.Code, _ grace: (Tier, UInt64, Duration)
    ) throws {
        let world = try Self.world(grace.1, code)
        world.pass(.seconds(10) + Self.nanosecond)
        #expect(try world.tier() == grace.0)
        world.pass(grace.2 - .seconds(10) - Self.nanosecond - Self.nanosecond)
        #expect(try world.tier() == grace.0)
        world.pass(Self.nanosecond)
        #expect(try world.tier() == grace.0)
        world.pass(Self.nanosecond)
        #expect(try world.answer() == .refused(.ledgerUnavailable))
        #expect(world.counts.failures == [code: 8])
        #expect(world.counts.asked == 8)
        #expect(world.events == [code.rawValue])
    }

    @Test(arguments: codes) func `super is believed no moment`(_ code: LedgerError.Code) throws {
        let world = try Self.world(10 * Sample.sui, code)
        world.pass(.seconds(10) + Self.nanosecond)
        #expect(try world.answer() == .refused(.ledgerUnavailable))
        let hole = try Self.world(10 * Sample.sui, code)
        hole.mark { $0.hasHole = true }
        #expect(try hole.answer() == .refused(.ledgerUnavailable))
    }

    // An error, so that the apiserver asks again as soon as the chain is back.
    @Test(arguments: codes) func `a stranger is refused, and not as foreign`(_ code: LedgerError.Code) throws {
        let world = try Self.world(2 * Sample.sui, code)
        world.pass(.seconds(11))
        #expect(try world.answer(DirectoryWorld.stranger(1)) == .refused(.ledgerUnavailable))
        let cold = try DirectoryWorld()
        cold.mark { $0 = FollowMark() }
        cold.source.answer(.failing(code))
        #expect(try cold.answer() == .refused(.ledgerUnavailable))
        cold.source.answer(.truth)
        cold.source.put(.params(Sample.params()), at: .params)
        #expect(try cold.tier() == .developer)
    }

    @Test func `an operator reads of a change, and not of every question`() throws {
        let world = try Self.world(2 * Sample.sui, .unavailable)
        world.pass(.seconds(11))
        for _ in 0..<10 { _ = try world.answer() }
        #expect(world.events == ["unavailable"])
        world.source.answer(.failing(.throttled))
        for _ in 0..<10 { _ = try world.answer() }
        #expect(world.events == ["unavailable", "throttled"])
        world.source.answer(.truth)
        for _ in 0..<10 { _ = try world.answer() }
        #expect(world.events == ["unavailable", "throttled", "work"])
        world.pass(.seconds(2))
        world.source.answer(.failing(.throttled))
        _ = try world.answer()
        #expect(world.events == ["unavailable", "throttled", "work", "throttled"])
        #expect(world.counts.failures == [.unavailable: 20, .throttled: 22])
    }

    // The copy, or the entry's own look-up, whichever is newer.
    @Test func `grace begins with the last word, whoever brought it`() throws {
        let world = try Self.world(5 * Sample.sui, .unavailable)
        world.pass(.seconds(40))
        world.source.answer(.truth)
        #expect(try world.tier() == .admin)
        world.source.answer(.failing(.unavailable))
        world.pass(.seconds(60))
        #expect(try world.tier() == .admin)
        world.pass(Self.nanosecond)
        #expect(try world.answer() == .refused(.ledgerUnavailable))
    }

    @Test func `whoever was known by a look-up alone has a grace too`() throws {
        let world = try DirectoryWorld()
        world.mark { $0 = FollowMark(thresholds: Sample.thresholds) }
        #expect(try world.tier() == .developer)
        world.source.answer(.failing(.unavailable))
        world.pass(.seconds(300))
        #expect(try world.tier() == .developer)
        world.pass(Self.nanosecond)
        #expect(try world.answer() == .refused(.ledgerUnavailable))
    }

    // A copy that has no word of an entry does not keep it young, however fresh it is itself.
    @Test(arguments: [true, false])
    func `grace ends for whom only a look-up knew, though the copy lives`(_ hasHole: Bool) throws {
        let world = try DirectoryWorld()
        world.mark { ($0.isComplete, $0.hasHole) = (false, hasHole) }
        #expect(try world.tier() == .developer)
        world.source.answer(.failing(.unavailable))
        world.pass(.seconds(300))
        world.catchUp(checkpoint: 900)
        #expect(try world.tier() == .developer)
        world.pass(Self.nanosecond)
        world.catchUp(checkpoint: 900)
        #expect(try world.answer() == .refused(.ledgerUnavailable))
    }

    // Half of what is known is fresh: the grace is the older half's.
    @Test func `the oldest part decides`() throws {
        let world = try Self.world(5 * Sample.sui, .unavailable)
        world.pass(.seconds(61))
        world.source.answer(.seal(world.key), .truth)
        #expect(try world.answer() == .refused(.ledgerUnavailable))
        world.source.answer(.account(world.owner), .truth)
        #expect(try world.tier() == .admin)
    }

    @Test func `what is wrong for ever is refused for its reason, though no node answers`() throws {
        let world = try DirectoryWorld()
        world.copy(Sample.account(), world.seal(revoked: true))
        world.source.answer(.failing(.unavailable))
        world.pass(.seconds(86_400))
        #expect(try world.answer() == .refused(.revoked))
        #expect(world.source.asks.isEmpty)
    }

    @Test func `in grace nobody is more than the copy says`() throws {
        for (reason, account) in [
            (TokenRefusal.slashed, Sample.account(status: 3)), (.unstaked, Sample.account(0, status: 2)),
            (.stakeTooLow, Sample.account(1)), (.outdatedGeneration, Sample.account(generation: 1)),
        ] {
            let world = try DirectoryWorld()
            world.copy(account)
            world.source.answer(.failing(.unavailable))
            world.pass(.seconds(11))
            #expect(try world.answer() == .refused(reason))
        }
    }
}
