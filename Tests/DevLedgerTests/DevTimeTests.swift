// SPDX-License-Identifier: Apache-2.0
import DevLedger
import Kernel
import SuiLedger
import Testing

/// A ledger whose time goes on with a clock.
@Suite(.timeLimit(.minutes(10))) struct DevTimeTests {
    private static let begin: Int64 = 1_795_212_180_500

    private func tip(_ world: DevNodeWorld) throws -> [UInt64] {
        let answer = try world.ledger.ask(EpochQuestion(), timeout: .seconds(10))
        let freshness = try #require(answer.freshness)
        return [freshness.checkpoint, freshness.timestamp]
    }

    @Test func `the clock goes on between two questions, and a checkpoint each quarter of a second`() throws {
        let clock = TestClock(Self.begin)
        let world = try DevNodeWorld(DevNode(seed: 7, time: clock.time))
        #expect(try tip(world) == [0, 1_795_212_180_500])
        clock.set(1_795_212_180_749)
        #expect(try tip(world) == [0, 1_795_212_180_749])
        clock.set(1_795_212_180_750)
        #expect(try tip(world) == [1, 1_795_212_180_750])
        clock.set(1_795_212_190_500)
        #expect(try tip(world) == [40, 1_795_212_190_500])
    }

    @Test func `the ledger's clock never goes back`() throws {
        let clock = TestClock(Self.begin)
        let world = try DevNodeWorld(DevNode(seed: 7, milliseconds: 1_000, time: clock.time))
        clock.set(Self.begin + 2_000)
        #expect(try tip(world) == [8, 3_000])
        for time in [Self.begin + 1_999, Self.begin, 0, -5] {
            clock.set(time)
            #expect(try tip(world) == [8, 3_000])
        }
        clock.set(Self.begin + 2_001)
        #expect(try tip(world) == [8, 3_001])
        clock.set(.max / 1_000_000)
        #expect(try tip(world)[1] == 7_258_118_400_000)
    }

    @Test func `a transaction has the checkpoint in which it was carried out`() throws {
        let clock = TestClock(Self.begin)
        let world = try DevNodeWorld(DevNode(seed: 7, milliseconds: 0, time: clock.time))
        #expect(world.node.faucet(20_000_000_000, to: world.address))
        clock.set(Self.begin + 1_000)
        var builder = ProgramBuilder()
        builder.call(world.node.identity.package, "cluster", "create_cluster", [])
        let created = try world.send(builder.program)
        #expect(created.checkpoint == 5 && created.events.allSatisfy { $0.checkpoint == 5 })
        #expect(try tip(world) == [5, 1_000])
        clock.set(Self.begin + 1_250)
        #expect(try tip(world) == [6, 1_250])
        #expect(try world.ask(EventPageQuestion(of: world.node.identity.package, from: 5)).events == created.events)
        #expect(try world.ask(EventPageQuestion(of: world.node.identity.package, from: 6)).events.isEmpty)
    }

    @Test func `time can be made to pass beside the clock, in both ways of going`() throws {
        let clock = TestClock(Self.begin)
        for time in [DevTime.stepped, clock.time] {
            let world = try DevNodeWorld(DevNode(seed: 7, milliseconds: 1_000, time: time))
            world.node.advance(milliseconds: 60_000)
            #expect(try tip(world) == [1, 61_000])
            world.node.nextEpoch()
            #expect(try tip(world) == [2, 61_000])
            let epoch = try world.ask(EpochQuestion())
            #expect(epoch.number == 1 && epoch.startMilliseconds == 61_000)
        }
        // The clock goes on from where it was told to be.
        let world = try DevNodeWorld(DevNode(seed: 7, milliseconds: 1_000, time: clock.time))
        world.node.advance(milliseconds: 60_000)
        clock.set(Self.begin + 500)
        #expect(try tip(world) == [3, 61_500])
    }

    @Test func `a ledger that runs begins at the present`() throws {
        let before = WallTime.now.nanoseconds / 1_000_000
        let world = try DevNodeWorld(DevNode(seed: 7, time: .running))
        let time = Int64(try tip(world)[1])
        #expect(time >= before && time <= WallTime.now.nanoseconds / 1_000_000)
    }
}
