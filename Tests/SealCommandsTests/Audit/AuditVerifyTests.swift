// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Bytes
import Configuration
import Crypto
import Kernel
import TestSupport
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct AuditVerifyTests {
    private let world: AuditWorld

    init() throws { world = try AuditWorld() }

    @Test func `logs that are as they were written are sound, and what is newer than the last root is told`() {
        world.write(0..<5)
        world.write(0..<3, to: 1)
        world.anchor()
        world.write(5..<8)
        world.anchor()
        world.write(8..<9)
        world.close()
        let shown = world.verify()
        #expect(shown.exit == .ok, "\(shown.messages)")
        #expect(shown.output.contains("the chain has 2 roots; root 2 is over what is here"))
        #expect(shown.output.contains("note  webhook@cp1: the last entry is not anchored yet"))
        #expect(!shown.output.contains("WRONG"))
        let json = world.verify("-o", "json")
        #expect(json.output.contains(#""log": "webhook@cp1""#) || json.output.contains(#""log":"webhook@cp1""#))
        #expect(json.output.contains("unanchored") && json.exit == .ok)
    }

    @Test func `a byte that was changed is found, and where`() throws {
        world.write(0..<5)
        world.anchor()
        world.close()
        try world.replace(#""i":2"#, #""i":7"#, in: "webhook@cp1")
        let shown = world.verify()
        #expect(shown.exit == .different)
        #expect(shown.messages == "sealctl: one thing is not as it was written\n")
        #expect(shown.output.contains("WRONG \(world.path("webhook@cp1"))/00000000000000000000.jsonl:"))
        #expect(shown.output.contains("entry 2 is not as it was written"))
    }

    @Test func `a log that was written anew from an entry on is not what was anchored`() throws {
        world.write(0..<5)
        world.anchor()
        world.close()
        // Another history, sound in itself.
        let folder = world.path("webhook@cp1")
        try Folder.remove(folder)
        let forged = try AuditTrail(AuditTrailSettings(folder: folder, log: "webhook@cp1"))
        for number in 0..<6 { forged.append(Self.line(number == 2 ? 7 : number)) }
        #expect(forged.close(within: .seconds(300)))
        let shown = world.verify()
        #expect(shown.exit == .different)
        #expect(shown.output.contains("WRONG webhook@cp1: at 5 entries it is not what anchoring 1 says"))
    }

    @Test func `anchorings that were written anew have other roots than the chain`() throws {
        world.write(0..<2)
        world.anchor()
        world.write(2..<3)
        world.anchor()
        world.close()
        let folder = world.path("anchors")
        var lines: [String] = []
        let bytes = try FileContents.read(folder + "/00000000000000000000.jsonl", limit: 1 << 20).bytes
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst() {
            lines.append(String(line))
        }
        try Folder.remove(folder)
        let forged = try AuditTrail(AuditTrailSettings(folder: folder, log: "anchors@c1"))
        for line in lines {
            // Without number and hash, and with a log that was a little shorter.
            let object = "{" + line.drop { $0 != "," }.dropFirst(75) + "\n"
            forged.append(Self.buffer(object.replacing(#""seq":2"#, #""seq":9"#)))
        }
        #expect(forged.close(within: .seconds(300)))
        let shown = world.verify()
        #expect(shown.exit == .different)
        #expect(
            shown.output.contains("WRONG anchors: at 2 entries it has another root than the chain"), "\(shown.output)")
        #expect(!shown.output.contains("at 1 entries"))
        // Nobody but the chain knows.
        #expect(world.verify("--offline").exit == .ok)
    }

    @Test func `every root on the chain counts, though another is over as many entries`() throws {
        world.write(0..<2)
        world.anchor()
        world.send(2, TreeHead(size: 1, root: Bytes32()))
        world.close()
        let shown = world.verify()
        #expect(shown.exit == .different)
        #expect(shown.output.contains("WRONG anchors: at 1 entries it has another root than the chain"))
    }

    @Test func `entries that were cut off at the end are missed`() throws {
        world.write(0..<5)
        world.anchor()
        world.close()
        let file = world.path("webhook@cp1") + "/00000000000000000000.jsonl"
        var bytes = try FileContents.read(file, limit: 1 << 20).bytes
        for _ in 0..<2 {
            bytes.removeLast()
            while bytes.last != UInt8(ascii: "\n") { bytes.removeLast() }
        }
        try FileReplacement.write(bytes.span, to: file, readers: .owner)
        let shown = world.verify()
        #expect(shown.exit == .different)
        #expect(shown.output.contains("WRONG webhook@cp1: entries 3 to 4 are missing: more than that was anchored"))
    }

    @Test func `the oldest segments may be away, one in the middle may not`() throws {
        world.write(0..<6, padding: 900)
        world.write(6..<200, padding: 900)
        world.anchor()
        world.close()
        #expect(world.verify().exit == .ok)
        try world.remove(segment: 0, of: "webhook@cp1")
        let old = world.verify()
        #expect(old.exit == .ok, "\(old.output)")
        #expect(old.output.contains("oldest entries are not here"))
        try world.remove(segment: 1, of: "webhook@cp1")
        let gap = world.verify()
        #expect(gap.exit == .different)
        #expect(gap.output.contains("are missing: no segment has them"), "\(gap.output)")
    }

    @Test func `anchorings of several controllers are put together, and what one left behind is told of`() throws {
        world.write(0..<2)
        world.anchor()
        world.write(2..<4)
        // Written down here, and then another led: the chain never had it.
        let left = world.record()
        #expect(left.size == 2)
        world.close()
        var settings = AuditTrailSettings(folder: world.folder + "/other", log: "anchors@c2")
        var reader = try SegmentReader(probe: 1)
        let bytes = try TrailFolder(world.path("anchors")).bytes(of: SegmentName(first: 0))
        settings.from = try reader.read(bytes.span).probed
        let other = try AuditTrail(settings)
        other.append(Self.buffer(#"{"kind":"anchor","seq":2,"ts":"2026-11-22T05:40:00Z","heads":[]}"# + "\n"))
        #expect(other.settle(within: .seconds(300)))
        world.send(2, other.head)
        #expect(other.close(within: .seconds(300)))
        let shown = world.verify(of: world.paths + [settings.folder])
        #expect(shown.exit == .ok, "\(shown.output)")
        #expect(shown.output.contains("the chain has 2 roots; root 2 is over what is here"))
    }

    @Test func `a folder without a log, or none, cannot be told`() throws {
        try Folder.makeNew(world.folder + "/empty")
        world.close()
        let empty = world.verify(of: [world.folder + "/empty"])
        #expect(empty.exit == .trouble && empty.messages.contains("there is no segment of a log in it"))
        #expect(world.verify(of: [world.folder + "/none"]).exit == .trouble)
        try FileReplacement.write(
            Array("x\n".utf8).span, to: world.folder + "/empty/00000000000000000000.jsonl", readers: .owner)
        #expect(world.verify(of: [world.folder + "/empty"]).messages.contains("no segment says whose log it is"))
    }

    private static func line(_ number: Int) -> ByteBuffer {
        buffer("{\"kind\":\"decision\",\"i\":\(number),\"who\":\"\"}\n")
    }

    private static func buffer(_ text: String) -> ByteBuffer {
        var line = ByteBuffer()
        line.append(text)
        return line
    }
}
