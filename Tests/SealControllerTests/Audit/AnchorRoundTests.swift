// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Crypto
import Kernel
import Testing

@testable import SealController

struct AnchorRoundTests {
    static let now = WallTime(seconds: 1_800_000_000)

    @Test func `what has not grown is not anchored again`() throws {
        let world = AnchorWorld(seed: 1)
        let round = world.controller(0)
        let first = try round.run(quiet: nil, at: Self.now)
        #expect(first.isNew && first.root?.sequence == 1 && first.logs == 3)
        let second = try round.run(quiet: nil, at: Self.now)
        #expect(!second.isNew && second.root == first.root)
        #expect(world.history.count == 1)
        world.state.withLock { $0.sizes["controller@a"] = 2 }
        // To anchor is written down in the controller's own log: that alone is nothing new.
        #expect(try !round.run(quiet: AnchorWorld.head("controller@a", 2), at: Self.now).isNew)
        #expect(try round.run(quiet: AnchorWorld.head("controller@a", 1), at: Self.now).root?.sequence == 2)
    }

    @Test func `an entry says what every log was`() throws {
        let world = AnchorWorld(seed: 1)
        world.state.withLock { $0.sizes = ["a": 7] }
        _ = try world.controller(0).run(quiet: nil, at: Self.now)
        let root = AnchorWorld.head("a", 7).head.root.hex
        #expect(
            world.history == [
                """
                {"kind":"anchor","seq":1,"ts":"2027-01-15T08:00:00.000000Z","heads":[{"log":"a","size":7,"root":"\(root)"}],"known":[]}

                """
            ])
    }

    @Test func `who does not lead writes nothing`() {
        let world = AnchorWorld(seed: 1)
        world.state.withLock { $0.leader = 1 }
        #expect(throws: AnchorFailure(.notLeader, "")) { try world.controller(0).run(quiet: nil, at: Self.now) }
        #expect(world.state.withLock { $0.calls } == 0)
    }

    @Test func `a root of a tree that nobody knows is not built upon`() throws {
        let world = AnchorWorld(seed: 1)
        let foreign = AnchoredRoot(sequence: 5, head: TreeHead(size: 5, root: Bytes32()))
        world.state.withLock { $0.landed = [foreign] }
        #expect(throws: AnchorFailure(.unknownRoot, "")) { try world.controller(0).run(quiet: nil, at: Self.now) }
        world.state.withLock { $0.landed = [AnchoredRoot(sequence: 6, head: foreign.head)] }
        #expect(throws: AnchorFailure(.unknownRoot, "")) { try world.controller(0).run(quiet: nil, at: Self.now) }
        #expect(world.state.withLock { $0.memory == nil && $0.lines.isEmpty })
    }

    @Test func `a ConfigMap that was deleted or forged is no loss to whoever has the log`() throws {
        let world = AnchorWorld(seed: 1)
        _ = try world.controller(0).run(quiet: nil, at: Self.now)
        for forged in [nil, AnchorMemory()] {
            world.state.withLock { state in
                state.memory = forged.map { ($0, 90) }
                state.sizes["controller@a", default: 0] += 1
            }
            let result = try world.controller(0).run(quiet: nil, at: Self.now)
            #expect(result.isNew && !result.isUnproved)
        }
        // What was anchored is held against a log all the same.
        for forged in [nil, AnchorMemory()] {
            world.state.withLock { state in
                state.memory = forged.map { ($0, 95) }
                state.sizes["controller@a", default: 0] -= 1
            }
            let result = try world.controller(0).run(quiet: nil, at: Self.now)
            #expect(!result.isNew && result.refused?.map(\.why) == [.shrunk])
        }
        world.state.withLock { $0.memory = nil }
        world.state.withLock { $0.leader = 1 }
        #expect(throws: AnchorFailure(.unknownRoot, "")) { try world.controller(1).run(quiet: nil, at: Self.now) }
        #expect(world.state.withLock { $0.landed.map(\.sequence) } == [1, 2, 3])
    }

    @Test func `what is known of a log that is silent goes from entry to entry`() throws {
        let world = AnchorWorld(seed: 1)
        world.state.withLock { $0.sizes = ["a": 9, "b": 1] }
        _ = try world.controller(0).run(quiet: nil, at: Self.now)
        for size in 2...4 as ClosedRange<UInt64> {
            world.state.withLock { $0.sizes = ["b": size] }
            #expect(try world.controller(0).run(quiet: nil, at: Self.now).logs == 1)
        }
        // Whoever leads next has nothing but the ConfigMap; then whoever led has nothing but the folder.
        world.state.withLock { state in
            state.sizes = ["a": 8, "b": 5]
            state.leader = 1
        }
        #expect(try world.controller(1).run(quiet: nil, at: Self.now).refused?.map(\.why) == [.shrunk])
        world.state.withLock { state in
            state.memory = nil
            state.sizes = ["a": 7, "b": 6]
        }
        #expect(try world.controller(1).run(quiet: nil, at: Self.now).refused?.map(\.why) == [.shrunk])
    }

    /// Two entries are on the chain, and the next who leads has no folder; `change` is done to the ConfigMap.
    static func forged(_ change: (_ marks: String, _ proofs: String) -> (String, String)) throws -> AnchorWorld {
        let world = AnchorWorld(seed: 1)
        for size in [5, 6] as [UInt64] {
            world.state.withLock { $0.sizes = ["a": size, "b": size] }
            _ = try world.controller(0).run(quiet: nil, at: Self.now)
        }
        let memory = try #require(world.state.withLock { $0.memory?.0 })
        let (marks, proofs) = change(memory.text, memory.proofs)
        let forged = try #require(AnchorMemory(text: marks, proofs: proofs))
        world.state.withLock { state in
            state.memory = (forged, 90)
            state.leader = 1
        }
        return world
    }

    /// Changes what `marks` says of the last entry's hash.
    static func otherLast(_ marks: String) -> String {
        marks.split(separator: "\n").map { line in
            var parts = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            if parts.count == 3 { parts[1] = String(repeating: "ab", count: 32) }
            return parts.joined(separator: ":")
        }.joined(separator: "\n")
    }

    @Test func `nothing in the ConfigMap counts that does not follow from the root on the chain`() throws {
        let most = String(UInt64(Int64.max))
        let forgeries: [(String, String) -> (String, String)] = [
            { ($0, $1) }, { (Self.otherLast($0), $1) },
            { ($0.replacing("head a 6 ", with: "head a 1 ").replacing("head b 6 ", with: "head b \(most) "), $1) },
            { (marks, proofs) in
                let lines = marks.split(separator: "\n").filter { !$0.hasPrefix("head ") }
                return (lines.joined(separator: "\n"), proofs)
            },
        ]
        for forgery in forgeries {
            let world = try Self.forged(forgery)
            world.state.withLock { $0.sizes = ["a": 5, "b": 7] }
            let result = try world.controller(1).run(quiet: nil, at: Self.now)
            #expect(result.isNew && !result.isUnproved && result.logs == 1)
            #expect(result.refused == [.init(head: AnchorWorld.head("a", 5), why: .shrunk)])
            // The next entry names the hash of the one before it, or the first controller's tree would be another.
            let folder = world.state.withLock { $0.folders }
            #expect(folder[1]?.first == folder[0]?.last)
        }
    }

    @Test func `of what cannot be proved the tree alone is taken, and that is said`() throws {
        let most = String(UInt64(Int64.max))
        let forgeries: [(String, String) -> (String, String)] = [
            // As controllers of older versions have left it.
            { marks, _ in (marks, "") }, { ($0, $1.replacing(#""size":6"#, with: #""size":1"#)) },
            { ($0, $1.replacing("from ", with: "from 1")) }, { (marks, _) in (marks, "nonsense") },
            { (marks, _) in (marks.replacing("head a 6 ", with: "head a \(most) "), "") },
        ]
        for forgery in forgeries {
            let world = try Self.forged(forgery)
            world.state.withLock { $0.sizes = ["a": 7, "b": 7] }
            let result = try world.controller(1).run(quiet: nil, at: Self.now)
            #expect(result.isNew && result.isUnproved && result.logs == 2 && result.refused?.isEmpty == true)
            world.state.withLock { $0.sizes = ["a": 6, "b": 8] }
            let next = try world.controller(1).run(quiet: nil, at: Self.now)
            #expect(!next.isUnproved && next.refused?.map(\.why) == [.shrunk])
            #expect(world.history.count == 4)
        }
    }

    @Test func `where the size is odd the last entry's hash is in the tree, whatever is said`() throws {
        let world = AnchorWorld(seed: 1)
        _ = try world.controller(0).run(quiet: nil, at: Self.now)
        let memory = try #require(world.state.withLock { $0.memory?.0 })
        let forged = try #require(AnchorMemory(text: Self.otherLast(memory.text)))
        world.state.withLock { state in
            state.memory = (forged, 90)
            state.leader = 1
            state.sizes["controller@a"] = 2
        }
        #expect(try world.controller(1).run(quiet: nil, at: Self.now).isUnproved)
        let folders = world.state.withLock { $0.folders }
        #expect(folders[1]?.first == folders[0]?.last)
    }

    @Test func `a log whose tree nobody has is begun anew behind the root that an operator named, and says so first`()
        throws
    {
        let world = AnchorWorld(seed: 1)
        for size in 2...4 {
            world.state.withLock { $0.sizes["controller@a"] = UInt64(size) }
            _ = try world.controller(0).run(quiet: nil, at: Self.now)
        }
        let lost = try #require(world.state.withLock { $0.landed.last })
        #expect(lost.sequence == 3)
        world.loseAnchorings()
        world.allowRestart()
        // Of another root than the last nothing was said.
        for number in [nil, 2, 4] as [UInt64?] {
            var round = world.controller(0)
            round.restartsAfter = number
            #expect(throws: AnchorFailure(.unknownRoot, "")) { try round.run(quiet: nil, at: Self.now) }
        }
        #expect(world.state.withLock { $0.memory == nil && $0.folders.isEmpty })
        let result = try world.controller(0).run(quiet: nil, at: Self.now)
        #expect(result.restarted == lost && result.isNew && result.root?.sequence == 4)
        let root = lost.head.root.hex
        #expect(world.history.count == 4 && world.history[..<3].allSatisfy { $0 == AnchorWorld.lost })
        #expect(
            world.history[3].hasPrefix(#"{"kind":"restart","#)
                && world.history[3].contains(#""size":3,"root":"\#(root)""#))
        // It happens once; then all logs are anchored anew, whether or not they grew.
        let next = try world.controller(0).run(quiet: nil, at: Self.now)
        #expect(next.restarted == nil && next.root?.sequence == 5 && next.logs == 3)
        #expect(try !world.controller(0).run(quiet: nil, at: Self.now).isNew)
    }

    @Test func `what is there already of a log that is begun anew is anchored, and not said again`() throws {
        let world = AnchorWorld(seed: 1)
        for size in 2...4 {
            world.state.withLock { $0.sizes["controller@a"] = UInt64(size) }
            _ = try world.controller(0).run(quiet: nil, at: Self.now)
        }
        world.loseAnchorings()
        world.allowRestart()
        // The chain does not answer three times.
        for _ in 0..<3 {
            world.state.withLock { $0.holds = true }
            #expect(throws: AnchorFailure(.unknown, "")) { try world.controller(0).run(quiet: nil, at: Self.now) }
        }
        #expect(Set(world.state.withLock { $0.underWay }.map(\.sequence)) == [4])
        world.state.withLock { $0.holds = false }
        #expect(try world.controller(0).run(quiet: nil, at: Self.now).root?.sequence == 4)
        #expect(world.history.count { $0.contains(#""kind":"restart""#) } == 1)
        // Another has the lead; what was under way comes too late.
        world.state.withLock { $0.leader = 1 }
        #expect(try world.controller(1).run(quiet: nil, at: Self.now).root?.sequence == 5)
        world.land()
        #expect(world.state.withLock { $0.landed.map(\.sequence) } == [1, 2, 3, 4, 5])
    }

    @Test func `entries beyond the chain's last root are anchored one after the other`() throws {
        let world = AnchorWorld(seed: 1)
        let life = AnchorLife(world, 0)
        _ = try life.goOn(from: TrailPosition())
        for size in 1...3 as ClosedRange<UInt64> {
            let entry = AnchorEntry(sequence: size, heads: [AnchorWorld.head("controller@a", size)], known: [])
            _ = try life.append(entry.line(at: Self.now))
        }
        let results = try (1...3).map { _ in try world.controller(0).run(quiet: nil, at: Self.now) }
        #expect(results.map { $0.root?.sequence } == [1, 2, 3] && results.allSatisfy { $0.isNew && $0.logs == 0 })
        world.state.withLock { $0.sizes["controller@a"] = 2 }
        #expect(try world.controller(0).run(quiet: nil, at: Self.now).refused?.map(\.why) == [.shrunk])
    }

    @Test func `a log is not begun anew in a folder that holds something else`() throws {
        let world = AnchorWorld(seed: 1)
        for size in 2...4 {
            world.state.withLock { $0.sizes["controller@a"] = UInt64(size) }
            _ = try world.controller(0).run(quiet: nil, at: Self.now)
        }
        let other = AnchorWorld(seed: 2)
        other.state.withLock { $0.sizes["other"] = 1 }
        for size in 2...4 {
            other.state.withLock { $0.sizes["controller@a"] = UInt64(size) }
            _ = try other.controller(0).run(quiet: nil, at: Self.now)
        }
        world.loseAnchorings()
        world.allowRestart()
        let (folder, entries) = other.state.withLock { ($0.folders[0] ?? [], $0.entries) }
        world.state.withLock { state in
            state.folders[0] = folder
            state.entries.merge(entries) { before, _ in before }
        }
        #expect(throws: AnchorFailure(.unknownRoot, "")) { try world.controller(0).run(quiet: nil, at: Self.now) }
        // As long as it is shorter, it is told apart by what is put aside of it.
        world.state.withLock { $0.folders[0] = Array(folder.dropLast()) }
        #expect(try world.controller(0).run(quiet: nil, at: Self.now).root?.sequence == 4)
    }

    @Test func `a tree that somebody has is not given up, whatever an operator says`() throws {
        let world = AnchorWorld(seed: 1)
        _ = try world.controller(0).run(quiet: nil, at: Self.now)
        world.allowRestart()
        world.state.withLock { $0.memory = nil }
        world.state.withLock { $0.sizes["controller@a", default: 0] += 1 }
        #expect(try world.controller(0).run(quiet: nil, at: Self.now).restarted == nil)
        world.state.withLock { $0.folders = [:] }
        world.allowRestart()
        world.state.withLock { $0.sizes["controller@a", default: 0] += 1 }
        #expect(try world.controller(0).run(quiet: nil, at: Self.now).restarted == nil)
        #expect(world.history.count == 3 && world.state.withLock { $0.forks } == 0)
    }

    @Test func `what is known of the logs from a folder that is left is held against them`() throws {
        let world = AnchorWorld(seed: 1)
        world.state.withLock { $0.sizes["controller@a"] = 7 }
        _ = try world.controller(0).run(quiet: nil, at: Self.now)
        let old = world.state.withLock { $0.folders[0] }
        world.state.withLock { $0.sizes["webhook-server@a"] = 9 }
        _ = try world.controller(0).run(quiet: nil, at: Self.now)
        world.loseAnchorings()
        world.state.withLock { $0.folders[0] = old }
        world.allowRestart()
        #expect(try world.controller(0).run(quiet: nil, at: Self.now).restarted != nil)
        world.state.withLock { $0.sizes["controller@a"] = 6 }
        let result = try world.controller(0).run(quiet: nil, at: Self.now)
        #expect(result.refused?.map(\.why) == [.shrunk] && result.logs == 2)
    }

    @Test func `no head is no reason to anchor`() {
        let world = AnchorWorld(seed: 1)
        world.state.withLock { $0.sizes = [:] }
        #expect(throws: AnchorFailure(.noHeads, "")) { try world.controller(0).run(quiet: nil, at: Self.now) }
    }
}
