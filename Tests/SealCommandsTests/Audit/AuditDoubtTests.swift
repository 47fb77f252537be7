// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Bytes
import ClusterSettings
import Configuration
import Crypto
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealCommands

/// What was not held to the chain is not said to be as it was written.
@Suite(.timeLimit(.minutes(10))) struct AuditDoubtTests {
    private let world: AuditWorld

    init() throws { world = try AuditWorld() }

    /// A place of so many entries of which nobody knows one.
    private static func madeUp(_ size: UInt64) throws -> TrailPosition {
        let roots = Array(repeating: Bytes32(), count: size.nonzeroBitCount)
        return TrailPosition(frontier: try #require(MerkleFrontier(size: size, roots: roots)), last: Bytes32())
    }

    // MARK: Logs

    @Test func `a log that was written anew under another name is not what was anchored`() throws {
        world.write(0..<5)
        world.anchor()
        world.close()
        try Folder.remove(world.path("webhook@cp1"))
        _ = try world.forge("webhook@cp2", 5)
        let shown = world.verify(of: ["anchors", "webhook@cp2", "controller@c1"].map(world.path))
        #expect(shown.exit == .trouble && shown.messages == "sealctl: 2 things cannot be told\n")
        #expect(
            shown.output.contains("DOUBT webhook@cp1: 5 entries were anchored, and the log is in none of the folders"))
        #expect(shown.output.contains("DOUBT webhook@cp2: no anchoring that counts was compared with it"))
    }

    @Test func `a segment of another log than its folder's is wrong, whichever is the first`() throws {
        world.write(0..<200, padding: 900)
        world.anchor()
        world.close()
        let names = try TrailFolder(world.path("webhook@cp1")).segments()
        #expect(names.count > 2)
        try world.replace(#""log":"webhook@cp1""#, #""log":"webhook@cp2""#, in: "webhook@cp1", segment: 1)
        let shown = world.verify()
        #expect(shown.exit == .different && shown.messages == "sealctl: one thing is not as it was written\n")
        let file = "\(world.path("webhook@cp1"))/\(names[1].text)"
        #expect(shown.output.contains("WRONG \(file): the segment says that it is of another log"), "\(shown.output)")
        try world.replace(#""log":"webhook@cp1""#, #""log":"webhook@cp3""#, in: "webhook@cp1")
        #expect(world.verify().exit == .different)
    }

    @Test func `a log that was anchored and is not given leaves a doubt, unless it was not to be given`() {
        world.write(0..<2)
        world.write(0..<2, to: 1)
        world.anchor()
        world.close()
        let folders = [world.path("anchors"), world.path("controller@c1")]
        let shown = world.verify(of: folders)
        #expect(shown.exit == .trouble && shown.messages == "sealctl: one thing cannot be told\n")
        #expect(
            shown.output.contains("DOUBT webhook@cp1: 2 entries were anchored, and the log is in none of the folders"))
        let meant = world.verify("--without", "webhook@cp1", of: folders)
        #expect(meant.exit == .ok, "\(meant.messages)")
        #expect(meant.output.contains("note  webhook@cp1: 2 entries were anchored, and were not to be looked at"))
        #expect(world.verify("--without", "webhook@cp2", of: folders).exit == .trouble)
        // What is given is looked at, whatever is said.
        let given = world.verify("--without", "webhook@cp1")
        #expect(given.exit == .ok && given.output.contains("\nwebhook@cp1 ") && !given.output.contains("note"))
        let json = world.verify("-o", "json", of: folders).output.filter { $0 != " " }
        #expect(json.contains(#""weight":"doubt""#) && json.contains(#""wrong":false"#))
    }

    @Test func `a folder that was emptied leaves a doubt beside others that were not`() throws {
        world.write(0..<2)
        world.anchor()
        world.close()
        try Folder.makeNew(world.path("empty"))
        let shown = world.verify(of: world.paths + [world.path("empty")])
        #expect(shown.exit == .trouble)
        #expect(shown.output.contains("DOUBT \(world.path("empty")): there is no segment of a log in this folder"))
    }

    @Test func `a log that was begun anew behind all that was anchored of it is held to nothing`() throws {
        world.write(0..<5)
        world.anchor()
        world.close()
        try Folder.remove(world.path("webhook@cp1"))
        _ = try world.forge("webhook@cp1", 3, behind: Self.madeUp(7))
        let shown = world.verify()
        #expect(shown.exit == .trouble)
        #expect(shown.output.contains("DOUBT webhook@cp1: no anchoring that counts was compared with it"))
        #expect(!shown.output.contains("WRONG"))
    }

    @Test func `a log that is not anchored yet is held to nothing until it is`() throws {
        world.write(0..<2, to: 1)
        world.anchor()
        world.write(0..<1)
        #expect(world.verify().exit == .trouble)
        world.anchor()
        let shown = world.verify()
        #expect(shown.exit == .ok, "\(shown.output)")
        world.close()
    }

    @Test func `what an anchoring says that the chain does not know of yet is not anchored`() {
        world.write(0..<5)
        world.anchor()
        world.write(5..<8)
        _ = world.record()
        world.close()
        let shown = world.verify()
        #expect(shown.exit == .ok, "\(shown.output)")
        #expect(shown.output.contains("note  webhook@cp1: the last 3 entries are not anchored yet"))
        #expect(shown.output.contains("note  anchors: the last entry is not anchored yet"))
        // Without the chain it counts.
        #expect(!world.verify("--offline").output.contains("not anchored yet"))
    }

    // MARK: Anchorings

    @Test func `logs without the anchorings that the chain has roots of cannot be told`() throws {
        world.write(0..<5)
        world.anchor()
        world.anchor()
        world.close()
        let logs = [world.path("webhook@cp1"), world.path("controller@c1")]
        let shown = world.verify(of: logs)
        #expect(shown.exit == .trouble && shown.messages == "sealctl: 2 things cannot be told\n")
        #expect(
            shown.output.contains(
                "DOUBT anchors: the chain has 2 roots over up to 2 anchorings, and none of the folders has one of those"
            ))
        #expect(shown.output.contains("DOUBT webhook@cp1: no anchoring that counts was compared with it"))
        // A folder in which there are none any more is as good.
        try Folder.remove(world.path("anchors"))
        try Folder.makeNew(world.path("anchors"))
        #expect(world.verify().exit == .trouble)
        #expect(world.verify("--offline", of: logs).exit == .trouble)
    }

    @Test func `anchorings that begin behind a tree that nobody knows leave the roots before them open`() throws {
        world.write(0..<5)
        for _ in 0..<3 { world.anchor() }
        world.close()
        try Folder.remove(world.path("webhook@cp1"))
        try Folder.remove(world.path("anchors"))
        let forged = try world.forge("webhook@cp1", 6)
        var settings = AuditTrailSettings(folder: world.path("anchors"), log: "anchors@c1")
        settings.from = try Self.madeUp(4)
        let anchors = try AuditTrail(settings)
        var line = ByteBuffer()
        line.append(
            #"{"kind":"anchor","seq":5,"ts":"2026-11-22T05:30:00Z","heads":[{"log":"webhook@cp1","size":6,"root":""#
                + forged.root.hex + "\"}]}\n")
        anchors.append(line)
        #expect(anchors.close(within: .seconds(300)))
        world.send(5, anchors.head)
        let shown = world.verify()
        #expect(shown.exit == .trouble && shown.messages == "sealctl: one thing cannot be told\n", "\(shown.output)")
        #expect(
            shown.output.contains(
                "DOUBT anchors: 3 roots on the chain, from that over 1 on, were not looked at: the anchorings up to there are not here"
            ))
        #expect(!shown.output.contains("WRONG"))
    }

    // MARK: The chain

    @Test func `anchorings beside a chain without a root cannot be told`() {
        world.write(0..<5)
        _ = world.record()
        world.close()
        let shown = world.verify()
        #expect(shown.exit == .trouble && shown.messages == "sealctl: 2 things cannot be told\n")
        #expect(shown.output.contains("the chain has no root\n"))
        #expect(shown.output.contains("DOUBT anchors: the chain has no root: the anchoring here may be anybody's"))
        #expect(shown.output.contains("DOUBT webhook@cp1: no anchoring that counts was compared with it"))
        let offline = world.verify("--offline")
        #expect(offline.exit == .ok && offline.output.contains("the chain was not asked"))
    }

    @Test func `a chain that has no anchor where it should be cannot be asked`() throws {
        world.write(0..<5)
        world.anchor()
        let proof = world.prove(3).output
        world.close()
        let path = world.chain.folder + "/k3s-daas/cluster.yaml"
        var file = try ClusterFile.read(path)
        file.ids?.auditAnchor = Address(0x77)
        try file.write(path)
        for shown in [world.verify(), world.check(proof)] {
            #expect(shown.exit == .trouble && shown.messages.contains("has no audit anchor where"), "\(shown)")
        }
    }

    @Test func `roots are all there, or the node is not believed`() {
        func root(_ sequence: UInt64, _ size: UInt64) -> AuditProof.Anchored {
            AuditProof.Anchored(sequence: sequence, head: TreeHead(size: size, root: Bytes32()))
        }
        func isWhole(_ roots: [AuditProof.Anchored], count: UInt64, sequence: UInt64, size: UInt64) -> Bool {
            AuditChain.isWhole(
                roots,
                AnchorState(
                    cluster: Address(1), roots: Address(2), count: count, sequence: sequence, size: size))
        }
        let roots = [root(1, 1), root(2, 2), root(5, 4)]
        #expect(isWhole(roots, count: 3, sequence: 5, size: 4))
        #expect(isWhole([], count: 0, sequence: 0, size: 0))
        // One that came while they were read.
        #expect(isWhole(roots + [root(6, 5)], count: 3, sequence: 5, size: 4))
        for left in roots.indices {
            var some = roots
            some.remove(at: left)
            #expect(!isWhole(some, count: 3, sequence: 5, size: 4))
        }
        #expect(!isWhole(roots, count: 4, sequence: 5, size: 4))
        #expect(!isWhole(roots, count: 2, sequence: 5, size: 4))
        #expect(!isWhole(roots, count: 3, sequence: 5, size: 5))
        #expect(isWhole(roots, count: 0, sequence: 0, size: 0))
    }
}
