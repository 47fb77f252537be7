// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import Testing

@testable import AuditTrail

/// A log of anchorings whose tree was lost, and that was begun anew behind what the chain has of it.
@Suite(.timeLimit(.minutes(10))) struct RestartTests {
    private let ground: TemporaryFolder

    init() throws { ground = try TemporaryFolder() }

    // From SHA-256 over the leaves one by one, by another program.
    @Test(arguments: [
        (
            UInt64(1), "6487f505350d288c52512fed28a6b91db192d40e92522d4c8441ef5f99f9175f",
            "6487f505350d288c52512fed28a6b91db192d40e92522d4c8441ef5f99f9175f"
        ),
        (
            2, "b193e46e29b07c502ddffa8173d23a6fbf5a7c2e6d1d7ec518ca57ac1124f660",
            "e4fa761a324b3b2ae9ded2ae3f1d89ac9a0a3c30c02234591d59176d12823446"
        ),
        (
            5, "4a12908c11685b61fb9b3da88d9bf198419cc486625a39aed2c2942578fc7e4f",
            "7512130abac0f7931dd01bf6ace28a8ae1f5d2854924f6ef7518b77b7afb9e82"
        ),
    ])
    func `what stands for what was lost is as many equal leaves`(size: UInt64, last: String, root: String) throws {
        let lost = TreeHead(size: size, root: try #require(Bytes32(hex: String(repeating: "ab", count: 32))))
        let position = try TrailPosition.restart(after: lost)
        #expect(position.size == size && position.last.hex == last)
        #expect(try position.head().root.hex == root)
    }

    @Test func `an entry that says so is read as it was written, and no other is`() throws {
        let lost = TreeHead(size: 4711, root: try #require(Bytes32(hex: String(repeating: "0c", count: 32))))
        let object = RestartEntry(lost: lost).line(at: WallTime(seconds: 0))
        var line = ByteBuffer()
        TrailLine.append(object.span.extracting(0..<(object.count - 1)), index: 4711, previous: lost.root, to: &line)
        let read = RestartEntry(line.span)
        #expect(read?.lost == lost)
        for other in [#""kind":"restart","ts":"x","size":-1,"root":""#, #""kind":"forked","ts":"x","#] {
            let text = Array((#"{"n":1,"prev":""# + String(repeating: "0", count: 64) + #"","# + other + "}").utf8)
            #expect(RestartEntry(text.span) == nil)
        }
    }

    // MARK: Logs

    /// Three decisions, of which two were anchored in a log that has two entries; then one that begins anew, and has the third.
    private struct World {
        var decisions: String
        var old: String
        var new: String
        var roots: [TreeHead]
    }

    private func anchoring(_ sequence: Int, _ head: TreeHead) -> ByteBuffer {
        var line = ByteBuffer()
        line.append(
            """
            {"kind":"anchor","seq":\(sequence),"ts":"2026-11-22T00:00:00Z","heads":[{"log":"d@here","size":\(head.size),\
            "root":"\(head.root.hex)"}]}\n
            """)
        return line
    }

    private func trail(_ name: String, _ log: String, from: TrailPosition? = nil) throws -> AuditTrail {
        var settings = AuditTrailSettings(folder: "\(ground.path)/\(name)", log: log)
        settings.from = from
        settings.linger = .zero
        return try AuditTrail(settings)
    }

    private func head(_ trail: AuditTrail, after line: borrowing ByteBuffer) -> TreeHead {
        trail.append(line)
        #expect(trail.settle(within: .seconds(300)))
        return trail.head
    }

    private func world(behind lost: ((TreeHead) -> TreeHead)? = nil) throws -> World {
        let decisions = try trail("decisions", "d@here")
        let old = try trail("old", "one:anchors")
        let first = head(old, after: anchoring(1, head(decisions, after: TrailReading.object(0))))
        let second = head(old, after: anchoring(2, head(decisions, after: TrailReading.object(1))))
        let start = try TrailPosition.restart(after: lost.map { $0(second) } ?? second)
        let new = try trail("new", "two:anchors", from: start)
        let third = head(new, after: RestartEntry(lost: second).line(at: WallTime(seconds: 1)))
        let fourth = head(new, after: anchoring(4, head(decisions, after: TrailReading.object(2))))
        for trail in [decisions, old, new] { #expect(trail.close(within: .seconds(300))) }
        return World(
            decisions: "\(ground.path)/decisions", old: "\(ground.path)/old", new: "\(ground.path)/new",
            roots: [first, second, third, fourth])
    }

    private func prover(_ folders: [String], _ roots: [TreeHead]) throws -> AuditProver {
        AuditProver(
            try AnchoredLogs.read(folders, roots: roots),
            roots: roots.map { AuditProof.Anchored(sequence: $0.size, head: $0) })
    }

    @Test func `what cannot be proved any more is told, and nothing is wrong`() throws {
        let world = try world()
        #expect(world.roots.map(\.size) == [1, 2, 3, 4])
        for roots in [world.roots, nil] {
            let read = try AnchoredLogs.read([world.decisions, world.new], roots: roots)
            #expect(read.isSound)
            #expect(read.findings.filter { $0.code != .unanchored }.map(\.code) == [.restarted])
            let finding = try #require(read.findings.first { $0.code == .restarted })
            #expect(finding.first == 0 && finding.count == 2)
        }
        let prover = try prover([world.decisions, world.new], world.roots)
        let proof = try prover.prove(2, of: "d@here", cluster: "0x1")
        #expect(try proof.fault() == nil && proof.anchored.sequence == 4)
        // An older line is in the newer anchoring as well.
        #expect(try prover.prove(0, of: "d@here", cluster: "0x1").anchored.sequence == 4)
    }

    @Test func `who still has the old anchorings proves both`() throws {
        let world = try world()
        let folders = [world.decisions, world.old, world.new]
        let read = try AnchoredLogs.read(folders, roots: world.roots)
        #expect(read.isSound && read.findings.map(\.code) == [.restarted])
        #expect(read.findings.first?.first == 2 && read.findings.first?.count == 0)
        let prover = try prover(folders, world.roots)
        for (index, sequence) in [(0, 1), (1, 2), (2, 4)] {
            let proof = try prover.prove(UInt64(index), of: "d@here", cluster: "0x1")
            #expect(try proof.fault() == nil && proof.anchored.sequence == UInt64(sequence))
        }
    }

    @Test func `who has but the beginning of the old anchorings proves that`() throws {
        let world = try world()
        let beginning = try trail("beginning", "three:anchors")
        let decided = try AnchoredLogs.read([world.old], roots: nil).anchors?.anchors.first?.heads.first?.head
        let first = head(beginning, after: anchoring(1, try #require(decided)))
        #expect(beginning.close(within: .seconds(300)))
        #expect(first == world.roots[0])
        let folders = [world.decisions, "\(ground.path)/beginning", world.new]
        let read = try AnchoredLogs.read(folders, roots: world.roots)
        #expect(read.isSound && read.findings.map(\.code) == [.restarted])
        #expect(read.findings.first?.first == 1 && read.findings.first?.count == 1)
        let prover = try prover(folders, world.roots)
        #expect(try prover.prove(0, of: "d@here", cluster: "0x1").anchored.sequence == 1)
        #expect(try prover.prove(1, of: "d@here", cluster: "0x1").anchored.sequence == 4)
    }

    @Test func `a log that says that it was begun behind another root than the chain's is wrong`() throws {
        let world = try world()
        var roots = world.roots
        roots[1].root = roots[0].root
        let read = try AnchoredLogs.read([world.decisions, world.new], roots: roots)
        #expect(!read.isSound && read.findings.contains { $0.code == .root && $0.first == 2 })
    }

    @Test func `a log that says that it was begun behind a root that the chain never had is wrong`() throws {
        let world = try world()
        let roots = world.roots.filter { $0.size != 2 }
        let read = try AnchoredLogs.read([world.decisions, world.new], roots: roots)
        #expect(read.findings.filter { $0.code.weight == .fault }.map(\.code) == [.root])
        #expect(read.findings.first { $0.code == .root }?.first == 2)
    }

    @Test func `anchorings before a new beginning count as far as a root is over them`() throws {
        let decisions = try trail("decisions", "d@here")
        let old = try trail("old", "one:anchors")
        let first = head(old, after: anchoring(1, head(decisions, after: TrailReading.object(0))))
        let later = head(decisions, after: TrailReading.object(1))
        // Written down, and never on the chain, which has another root over three.
        _ = head(old, after: anchoring(2, later))
        let lost = TreeHead(size: 3, root: Bytes32())
        let new = try trail("new", "two:anchors", from: TrailPosition.restart(after: lost))
        let fourth = head(new, after: RestartEntry(lost: lost).line(at: WallTime(seconds: 1)))
        for trail in [decisions, old, new] { #expect(trail.close(within: .seconds(300))) }
        let folders = ["decisions", "old", "new"].map { "\(ground.path)/\($0)" }
        let read = try AnchoredLogs.read(folders, roots: [first, lost, fourth])
        #expect(read.isSound && read.findings.map(\.code) == [.restarted, .unanchored])
        #expect(read.findings.last?.log == "d@here" && read.findings.last?.first == 1)
        let offline = try AnchoredLogs.read(folders, roots: nil)
        #expect(offline.findings.map(\.code) == [.restarted])
    }

    @Test func `a log that begins otherwise than it says was not begun anew`() throws {
        let world = try world { TreeHead(size: $0.size, root: Bytes32()) }
        let read = try AnchoredLogs.read([world.decisions, world.new], roots: world.roots)
        #expect(!read.findings.contains { $0.code == .restarted })
        #expect(!read.isSound && read.findings.contains { $0.code == .root && $0.first == 2 })
        let both = try AnchoredLogs.read([world.decisions, world.old, world.new], roots: nil)
        #expect(both.findings.contains { $0.code == .mismatch && $0.first == 2 })
    }
}
