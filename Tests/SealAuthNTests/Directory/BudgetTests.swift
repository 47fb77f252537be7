// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

/// What strangers may cost, and how long anybody waits.
@Suite struct BudgetTests {
    private static func world(_ change: (inout LookUpSettings) -> Void = { _ in }) throws -> DirectoryWorld {
        var settings = LookUpSettings()
        (settings.rate, settings.burst, settings.concurrent, settings.knownFactor) = (10, 4, 100, 2)
        change(&settings)
        let lookUps = settings
        let world = try DirectoryWorld { $0.lookUps = lookUps }
        world.mark { $0.hasHole = true }
        world.copy()
        return world
    }

    @Test func `strangers may ask as often as the burst, and the one after that may not`() throws {
        let world = try Self.world()
        let answers = try (0..<5).map { try world.answer(DirectoryWorld.stranger($0)) }
        #expect(answers == Array(repeating: .refused(.unknownSeal), count: 4) + [.refused(.tooManyLookUps)])
        #expect(world.counts.asked == 4 && world.counts.refused == 1)
        world.pass(.milliseconds(100))
        #expect(try world.answer(DirectoryWorld.stranger(5)) == .refused(.unknownSeal))
        #expect(try world.answer(DirectoryWorld.stranger(6)) == .refused(.tooManyLookUps))
    }

    @Test func `those who are known are served while strangers are not`() throws {
        let world = try Self.world()
        for number in 0..<1000 { _ = try world.answer(DirectoryWorld.stranger(number)) }
        #expect(world.counts.refused == 996)
        #expect(try world.tier() == .developer)
        #expect(world.source.names.suffix(2) == [.seal(world.key), .account(world.owner)])
    }

    // Thresholds are asked for on behalf of whoever needs them.
    @Test func `strangers use up nothing of those who are known before thresholds are, either`() throws {
        let world = try Self.world()
        world.mark { $0.thresholds = nil }
        world.source.answer(.params, .failing(.unavailable))
        for number in 0..<1000 { _ = try world.answer(DirectoryWorld.stranger(number)) }
        world.source.put(.params(Sample.params()), at: .params)
        world.source.answer(.params, nil)
        #expect(try world.tier() == .developer)
    }

    @Test func `no more strangers than allowed are under way`() throws {
        let world = try Self.world { ($0.burst, $0.concurrent) = (100, 3) }
        world.source.answer(.waiting)
        let answers = try (0..<4).map { try world.ask(DirectoryWorld.stranger($0)) }
        #expect(answers.map(\.all) == [[], [], [], [.refused(.tooManyLookUps)]])
        let known = try world.ask()
        #expect(known.all.isEmpty && world.source.waiting == 4)
        let first = try #require(world.source.names.first)
        world.source.release(first)
        #expect(answers[0].all == [.refused(.unknownSeal)])
        let next = try world.ask(DirectoryWorld.stranger(5))
        #expect(next.all.isEmpty && world.source.waiting == 4)
    }

    // A budget that is used up is no reason to forget who was known a moment ago.
    @Test func `whoever is known has a grace when even the known are too many`() throws {
        let world = try Self.world { ($0.burst, $0.knownFactor) = (1, 1) }
        #expect(try world.tier() == .developer)
        #expect(world.source.asks.count == 1)
        #expect(world.counts.refused == 1)
        let other = try Self.world { ($0.burst, $0.knownFactor) = (1, 1) }
        other.tables.insert(Sample.account(20 * Sample.sui, sequence: 8), of: other.owner)
        #expect(try other.answer() == .refused(.tooManyLookUps))
    }

    @Test(arguments: [(4, false), (5, true)] as [(Int, Bool)])
    func `a question that cannot be answered in time is not asked`(_ milliseconds: Int, _ isAsked: Bool) throws {
        let world = try Self.world()
        let answers = try world.ask(DirectoryWorld.stranger(1), within: .milliseconds(milliseconds))
        #expect(answers.all == [.refused(isAsked ? .unknownSeal : .ledgerUnavailable)])
        #expect(world.source.asks.map(\.timeout) == (isAsked ? [.milliseconds(5)] : []))
    }

    @Test func `a deadline that is over is answered at once`() throws {
        let world = try Self.world()
        guard case .open(let question) = try world.decide(DirectoryWorld.stranger(1)) else {
            Issue.record("decided without a look-up")
            return
        }
        world.pass(.seconds(3))
        let answers = Answers()
        question.ask(until: DirectoryWorld.start.monotonic.advanced(by: .milliseconds(2500))) { answers.add($0) }
        #expect(answers.all == [.refused(.ledgerUnavailable)])
        #expect(world.source.asks.isEmpty)
    }

    @Test func `no look-up lasts longer than what is left`() throws {
        let world = try Self.world()
        world.source.answer(.waiting)
        let answers = try world.ask(within: .milliseconds(2500))
        world.pass(.milliseconds(2000))
        world.source.release(.seal(world.key), .failing(.timeout))
        #expect(world.source.asks.map(\.timeout) == [.seconds(2), .milliseconds(500)])
        world.pass(.milliseconds(500))
        world.source.release(.account(world.owner), .failing(.timeout))
        #expect(answers.all.map(\.tier) == [.developer])
        #expect(world.counts.failures == [.timeout: 2])
    }

    // The answer that came too late for one is there for the next.
    @Test func `a late answer harms nobody`() throws {
        let world = try DirectoryWorld()
        world.mark { $0 = FollowMark(thresholds: Sample.thresholds) }
        world.source.answer(.waiting)
        let answers = try world.ask()
        world.pass(.milliseconds(2600))
        world.source.release(.seal(world.key))
        #expect(answers.all == [.refused(.ledgerUnavailable)])
        #expect(world.source.names == [.seal(world.key)])
        world.source.answer(.truth)
        #expect(try world.tier() == .developer)
        #expect(answers.all.count == 1)
        #expect(world.source.names == [.seal(world.key), .account(world.owner)])
    }

    // A slow look-up never undoes a slashing.
    @Test func `a late answer is no newer than an event that came before it`() throws {
        let world = try Self.world()
        world.source.answer(.waiting)
        let answers = try world.ask()
        world.source.release(.seal(world.key))
        world.tables.insert(Sample.account(status: 3, generation: 1, sequence: 8), of: world.owner)
        world.source.release(.account(world.owner), .says(.account(Sample.account())))
        #expect(answers.all == [.refused(.slashed)])
        #expect(world.counts.contradicted == 1 && world.counts.failures == [.stale: 1])
    }
}
