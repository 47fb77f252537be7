// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Crypto
import Kernel
import TestSupport
import Testing

@testable import SealController

/// Controllers that crash anywhere and succeed one another, over a chain and a ConfigMap that remember.
struct AnchorPropertyTests {
    /// Lets them live for a while, and then one of them undisturbed.
    ///
    /// With `losesAll`, everything but the chain is lost on the way, and an operator says later that a new log may be begun. The chain
    /// decides about what is under way in one of `delay` steps.
    static func world(seed: Int, crashes: Int, losesAll: Bool = false, delay: Int = 3) -> AnchorWorld {
        let world = AnchorWorld(seed: UInt64(seed) &+ 1, crashes: crashes)
        var controllers: [Int: AnchorRound] = [:]
        for step in 0..<60 {
            if losesAll, step == 25 || step == 30 {
                // What is under way comes to its end; all processes are begun anew.
                world.land()
                controllers = [:]
                if step == 25 { world.loseAnchorings() } else { world.allowRestart() }
            }
            let number = world.state.withLock { state -> Int in
                if Int.random(in: 0..<8, using: &state.dice) == 0 {
                    state.leader = Int.random(in: 0..<3, using: &state.dice)
                }
                if Int.random(in: 0..<2, using: &state.dice) == 0 {
                    let log = state.sizes.keys.sorted().randomElement(using: &state.dice) ?? ""
                    state.sizes[log, default: 0] += 1
                }
                return state.leader
            }
            let round = controllers[number] ?? world.controller(number)
            controllers[number] = round
            _ = try? round.run(quiet: nil, at: WallTime(seconds: Int64(step)))
            // A process that died is begun anew.
            if !round.isLeading() { controllers[number] = nil }
            if world.state.withLock({ Int.random(in: 0..<delay, using: &$0.dice) }) == 0 { world.land() }
        }
        world.land()
        world.state.withLock { $0.crashes = 0 }
        let number = world.state.withLock { $0.leader }
        for step in 60..<64 { _ = try? world.controller(number).run(quiet: nil, at: WallTime(seconds: Int64(step))) }
        return world
    }

    /// Looks at all roots; those before `restart` are of one tree, and those behind it of another, which says so.
    static func check(_ world: AnchorWorld, _ comment: Comment, restart: AnchoredRoot? = nil) throws {
        let state = world.state.withLock { state in
            (landed: state.landed, histories: state.histories, lines: state.lines)
        }
        var before: (sequence: UInt64, history: [String]) = (0, [])
        for root in state.landed {
            let history = try #require(state.histories[root.head.root], comment)
            #expect(root.sequence > before.sequence && root.sequence == root.head.size, comment)
            #expect(history.count == Int(root.head.size), comment)
            if let restart, root.sequence > restart.sequence, before.sequence == restart.sequence {
                before.history = Array(repeating: AnchorWorld.lost, count: Int(restart.head.size))
                let says = #""size":\#(restart.head.size),"root":"\#(restart.head.root.hex)""#
                #expect(history.dropFirst(before.history.count).first?.contains(says) == true, comment)
            }
            // What was once under a root stays under all that follow.
            #expect(history.starts(with: before.history), comment)
            #expect(history.allSatisfy { $0 == AnchorWorld.lost || state.lines.contains($0) }, comment)
            before = (root.sequence, history)
        }
        // Nothing is left out, and nothing is anchored twice.
        let last = try #require(before.history.last, comment)
        for head in world.heads {
            #expect(
                last.contains(#"{"log":"\#(head.log)","size":\#(head.head.size),"root":"\#(head.head.root.hex)"}"#),
                comment)
        }
        let anchorings = before.history.enumerated().filter { $0.element.hasPrefix(#"{"kind":"anchor","#) }
        let heads = anchorings.map { $0.element.drop { $0 != "[" } }
        #expect(zip(heads, heads.dropFirst()).allSatisfy { $0 != $1 }, comment)
        for (index, line) in anchorings { #expect(line.contains(#""seq":\#(index + 1),"#), comment) }
        #expect(restart != nil || anchorings.count == before.history.count, comment)
    }

    @Test func `without a crash each change is anchored once, by whoever leads`() throws {
        for seed in 0..<20 {
            let world = Self.world(seed: seed, crashes: 0)
            try Self.check(world, "seed \(seed)")
            #expect(world.state.withLock { $0.forks } == 0)
        }
    }

    @Test func `wherever controllers crash, the roots on the chain are those of one growing tree`() throws {
        for seed in Seeds.all { try Self.check(Self.world(seed: seed, crashes: 12), "seed \(seed)") }
    }

    @Test func `after the loss of everything, what is anchored is one growing tree that says what it was begun behind`()
        throws
    {
        var restarts = 0
        for seed in Seeds.all {
            let world = Self.world(seed: seed, crashes: 12, losesAll: true)
            let named = world.state.withLock { $0.restartsAfter }
            let restart = world.state.withLock { state in state.landed.first { $0.sequence == named } }
            try Self.check(world, "seed \(seed)", restart: restart)
            restarts += restart == nil ? 0 : 1
        }
        // Hardly any of them loses what there was not yet.
        #expect(restarts > Seeds.all.count * 9 / 10)
    }

    @Test(arguments: [false, true]) func `however late the chain takes what was sent to it, there is one growing tree`(
        _ losesAll: Bool
    ) throws {
        for seed in Seeds.all {
            let world = Self.world(seed: seed, crashes: 12, losesAll: losesAll, delay: 16)
            let named = world.state.withLock { $0.restartsAfter }
            let restart = world.state.withLock { state in state.landed.first { $0.sequence == named } }
            try Self.check(world, "seed \(seed)", restart: restart)
        }
    }

    @Test func `a controller that crashes at every call in turn, and is begun anew, leaves neither gap nor double`()
        throws
    {
        for call in 1...12 {
            let world = AnchorWorld(seed: 1)
            var round = world.controller(0)
            for step in 0..<3 {
                world.state.withLock { $0.sizes["webhook-server@a", default: 0] += 1 }
                let calls = Locked(0)
                let dying = AnchorRound(store: round.store, chain: round.chain, log: round.log, source: round.source) {
                    calls.withLock { $0 += 1 }
                    return calls.withLock { $0 } < call
                }
                _ = try? dying.run(quiet: nil, at: WallTime(seconds: Int64(step)))
                round = world.controller(0)
                _ = try? round.run(quiet: nil, at: WallTime(seconds: 100 + Int64(step)))
            }
            _ = try? round.run(quiet: nil, at: WallTime(seconds: 200))
            try Self.check(world, "call \(call)")
            #expect(world.state.withLock { $0.forks } == 0)
        }
    }
}
