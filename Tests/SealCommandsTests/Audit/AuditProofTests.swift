// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Bytes
import Configuration
import Crypto
import Kernel
import TestSupport
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct AuditProofTests {
    private let world: AuditWorld

    init() throws {
        world = try AuditWorld()
        world.write(0..<5)
        world.write(0..<3, to: 1)
        world.anchor()
        world.write(5..<11)
        world.anchor()
        world.anchor()
        world.write(11..<12)
        world.close()
    }

    @Test(arguments: 0..<11) func `an entry that was anchored is proved to whoever asks the chain`(_ entry: Int) throws
    {
        let proved = world.prove(entry)
        #expect(proved.exit == .ok, "\(proved.messages)")
        let checked = world.check(proved.output)
        #expect(checked.exit == .ok, "\(checked.messages)")
        #expect(StakerTests.field("entry", of: checked) == "\(entry)")
        #expect(StakerTests.field("line", of: checked)?.contains(#""i":\#(entry),"#) ?? false)
        // The first anchoring that has it.
        #expect(StakerTests.field("anchored", of: checked) == (entry < 5 ? "1" : "2"))
    }

    @Test func `an entry that is not anchored yet is not proved, and one that is not there neither`() {
        let young = world.prove(11)
        #expect(young.exit == .temporary && young.messages.contains("wait for the next anchoring"))
        let none = world.prove(12)
        #expect(none.exit == .refused && none.messages.contains("entry 12 is not here"))
    }

    @Test func `without the chain a proof leads to the end of the anchorings, and is checked by a root that is given`()
        throws
    {
        let proved = world.prove(3, "--offline")
        #expect(proved.exit == .ok, "\(proved.messages)")
        let shown = world.verify("--offline")
        let row = try #require(shown.output.split(separator: "\n").first { $0.hasPrefix("anchors ") })
        let root = try #require(row.split(separator: " ").last.map { String($0) })
        let checked = world.check(proved.output, "--root", root)
        #expect(checked.exit == .ok, "\(checked.messages)")
        let other = world.check(proved.output, "--root", String(repeating: "0", count: 64))
        #expect(other.exit == .different && other.messages.contains("another root than --root"))
        // Nobody says of which cluster it is.
        #expect(world.check(proved.output).messages.contains("another cluster"))
    }

    @Test func `a proof can go on from an older root`() {
        let proved = world.prove(7, "--since", "1")
        #expect(proved.exit == .ok, "\(proved.messages)")
        let checked = world.check(proved.output)
        #expect(checked.exit == .ok, "\(checked.messages)")
        #expect(StakerTests.field("since", of: checked) == "1")
        #expect(world.prove(7, "--since", "9").messages.contains("the chain has no root 9"))
    }

    @Test func `an entry under a root that is no newer than the one to go on from is not said to be without one`() {
        let last = world.prove(7, "--since", "3")
        #expect(last.exit == .temporary)
        #expect(last.messages.contains("entry 7 is anchored, and no root is newer than the one that --since names"))
        let young = world.prove(11, "--since", "3")
        #expect(young.exit == .temporary && young.messages.contains("no root on the chain is over entry 11 yet"))
    }

    // MARK: Roots that are given

    private func root(_ checked: CommandOutcome) throws -> String {
        try #require(StakerTests.field("root", of: checked))
    }

    @Test func `who gives a root is not told what nobody was asked for`() throws {
        let proof = world.prove(7).output
        let known = world.check(proof)
        #expect(StakerTests.field("cluster", of: known)?.hasPrefix("0x") ?? false)
        // Older, and of another cluster, than it is.
        let made = proof.replacing(#""anchored":{"seq":2"#, #""anchored":{"seq":1"#)
            .replacing(#""cluster":"0x"#, #""cluster":"0y"#)
        #expect(made != proof)
        let checked = world.check(made, "--root", try root(known))
        #expect(checked.exit == .ok, "\(checked.messages)")
        for field in ["cluster", "anchored", "since", "since root"] {
            #expect(StakerTests.field(field, of: checked) == "-", "\(field)")
        }
        #expect(StakerTests.field("entry", of: checked) == "7")
        let json = world.check(made, "--root", try root(known), "-o", "json").output.filter { $0 != " " }
        for field in ["cluster", "anchored", "since", "sinceRoot"] {
            #expect(json.contains("\"\(field)\":null"), "\(field): \(json)")
        }
    }

    @Test func `a proof that goes on from a tree without entries, or from a later number, goes on from nothing`() throws
    {
        let proof = world.prove(7).output
        let root = try root(world.check(proof))
        // SHA-256 of nothing: everything goes on from that.
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let older = #","consistency":{"seq":1,"size":0,"root":"\#(empty)","path":[]}}"#
        let made = String(proof.dropLast(2)) + older
        for flags in [["--root", root], ["--root", root, "--since-root", empty], []] {
            let checked = world.check(made, flags)
            #expect(checked.exit == .different && checked.messages.contains("does not go on from the older one"))
        }
        let since = world.prove(7, "--since", "1").output
        for number in [2, 3] {
            let later = since.replacing(#""consistency":{"seq":1"#, #""consistency":{"seq":\#(number)"#)
            #expect(world.check(later, ["--root", root]).messages.contains("does not go on from the older one"))
        }
    }

    @Test func `an older root is given beside the root, and held to what the proof says`() throws {
        let proof = world.prove(7, "--since", "1").output
        let known = world.check(proof)
        let older = try #require(StakerTests.field("since root", of: known))
        let root = try root(known)
        let bare = world.check(proof, "--root", root)
        #expect(bare.exit == .trouble && bare.messages.contains("say which with --since-root"))
        let checked = world.check(proof, "--root", root, "--since-root", older)
        #expect(checked.exit == .ok, "\(checked.messages)")
        #expect(StakerTests.field("since", of: checked) == "-")
        #expect(StakerTests.field("since root", of: checked) == older)
        let other = world.check(proof, "--root", root, "--since-root", root)
        #expect(other.exit == .different && other.messages.contains("another root than --since-root"))
        let none = world.check(world.prove(7).output, "--root", root, "--since-root", older)
        #expect(none.exit == .different && none.messages.contains("from no older root"))
        let alone = world.check(proof, "--since-root", older)
        #expect(alone.exit == .trouble && alone.messages.contains("--since-root goes with --root"))
    }

    @Test func `a proof in which anything was changed does not hold`() throws {
        let proof = world.prove(7, "--since", "1").output
        let zeros = String(repeating: "0", count: 64)
        let changes: [(String, String, String)] = [
            (#"\"i\":7"#, #"\"i\":8"#, "the path does not lead from the entry"),
            (#""index":7"#, #""index":6"#, "no entry of this number"),
            (#""log":"webhook@cp1""#, #""log":"controller@c1""#, "does not name this log"),
            (
                #"\"log\":\"webhook@cp1\",\"size\":11"#, #"\"log\":\"webhook@cp1\",\"size\":12"#,
                "does not name this log"
            ),
            (
                #"\"log\":\"controller@c1\",\"size\":3"#, #"\"log\":\"controller@c1\",\"size\":4"#,
                "to the anchored root"
            ),
            (#""head":{"size":11"#, #""head":{"size":10"#, ""),
            (#"\"kind\":\"anchor\""#, #"\"kind\":\"other\""#, "the anchoring's line is none"),
        ]
        for (from, to, message) in changes {
            let changed = proof.replacing(from, to)
            #expect(changed != proof)
            let checked = world.check(changed)
            #expect(checked.exit == .different && checked.messages.contains(message), "\(from): \(checked.messages)")
        }
        // Every hash but those in lines counts.
        var count = 0
        for line in proof.split(separator: "\n") where !line.hasPrefix("\"line\"") {
            for piece in line.split(separator: "\"") where piece.utf8.count == 64 && piece.allSatisfy(\.isHexDigit) {
                let checked = world.check(proof.replacing(String(piece), zeros))
                #expect(checked.exit == .different, "\(piece)")
                count += 1
            }
        }
        #expect(count > 8)
    }

    @Test func `a proof of a root that the chain has not is refused`() throws {
        let proof = world.prove(7).output
        let moved = world.check(proof.replacing(#""anchored":{"seq":2"#, #""anchored":{"seq":3"#))
        #expect(moved.exit == .different && moved.messages.contains("the chain has another root 3"))
        let none = world.check(proof.replacing(#""anchored":{"seq":2"#, #""anchored":{"seq":9"#))
        #expect(none.exit == .different && none.messages.contains("another root 9"))
    }

    @Test func `what is no proof cannot be told`() {
        for text in ["", "{}", "[]", world.prove(7).output.replacing("proof/v1", "proof/v2")] {
            let checked = world.check(text)
            #expect(checked.exit == .trouble && checked.messages.contains("this is no proof"))
        }
    }

    @Test func `segments that a proof needs are asked for`() throws {
        let folders = world.chain.run(line: ["audit", "prove", "1", "--log", world.path("webhook@cp1")])
        #expect(folders.exit == .usage && folders.messages.contains("--log and --anchors must be given"))
        let wrong = world.chain.run(
            line: ["audit", "prove", "1", "--log", world.path("anchors"), "--anchors", world.path("anchors")])
        #expect(wrong.exit == .usage)
        try world.replace(#""i":7"#, #""i":9"#, in: "webhook@cp1")
        let damaged = world.prove(7)
        #expect(damaged.exit == .refused && damaged.messages.contains("not as it was written"))
        // The others stay provable: what the line was, its successor says.
        #expect(world.check(world.prove(6).output).exit == .ok)
    }
}
