// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Bytes
import Crypto
import Kernel
import Testing

@testable import SealController

struct AnchorProofTests {
    static let now = WallTime(seconds: 1_800_000_000)

    /// An entry as it stands in the log behind `before`.
    static func line(_ entry: borrowing ByteBuffer, after before: TrailPosition) -> [UInt8] {
        var line = ByteBuffer()
        let object = entry.bytes.dropLast()
        let bytes = Array(object)
        TrailLine.append(bytes.span, index: before.size, previous: before.last, to: &line)
        return line.bytes
    }

    /// An anchoring behind `mark`; one of an older version without `known`.
    static func anchoring(_ heads: [LogHead], known: [LogHead]?, after mark: AnchorMark) -> [UInt8] {
        let entry = AnchorEntry(sequence: mark.position.size + 1, heads: heads, known: known ?? []).line(at: now)
        guard known == nil else { return line(entry, after: mark.position) }
        var old = ByteBuffer()
        old.append(String(decoding: entry.bytes, as: UTF8.self).replacing(#","known":[]"#, with: ""))
        return line(old, after: mark.position)
    }

    /// What a log says of itself.
    static func remark(after mark: AnchorMark) -> [UInt8] {
        var entry = ByteBuffer()
        entry.append(#"{"kind":"repaired","ts":"2027-01-15T08:00:00.000000Z","segment":"a","bytes":3}"# + "\n")
        return line(entry, after: mark.position)
    }

    static let a = AnchorWorld.head("a", 1)
    static let b = AnchorWorld.head("b", 2)

    @Test func `an entry that names all logs is all that is needed`() throws {
        let first = try AnchorMark.beginning.adding(Self.anchoring([Self.a], known: [], after: .beginning))
        let second = try first.adding(Self.anchoring([Self.b], known: [Self.a], after: first))
        #expect(second.isWhole && second.heads == [Self.a, Self.b])
        #expect(second.proof?.start == first.position && second.proof?.lines.count == 1)
        let third = try second.adding(Self.remark(after: second))
        #expect(third.isWhole && third.heads == [Self.a, Self.b] && third.proof?.lines.count == 2)
        for mark in [first, second, third] {
            let proof = try #require(mark.proof)
            #expect(try proof.mark() == mark)
            #expect(AnchorProof.read(proof.text) == [proof])
        }
    }

    @Test func `what older versions wrote is added to what is known`() throws {
        // From the first entry on nothing is missing.
        let first = try AnchorMark.beginning.adding(Self.anchoring([Self.a], known: nil, after: .beginning))
        let second = try first.adding(Self.anchoring([Self.b], known: nil, after: first))
        #expect(second.isWhole && second.heads == [Self.a, Self.b] && second.proof?.lines.count == 2)
        // From elsewhere it is.
        let start = AnchorMark(position: second.position, heads: [])
        let third = try start.adding(Self.anchoring([Self.a], known: nil, after: start))
        #expect(!third.isWhole && third.heads == [Self.a])
        let restart = RestartEntry(lost: TreeHead(size: 1, root: Bytes32())).line(at: Self.now, known: [Self.b])
        let fourth = try third.adding(Self.line(restart, after: third.position))
        #expect(fourth.isWhole && fourth.heads == [Self.b] && fourth.proof?.start == third.position)
    }

    @Test func `so many entries are kept, and no more`() throws {
        var mark = try AnchorMark.beginning.adding(Self.anchoring([Self.a], known: [], after: .beginning))
        for count in 2...8 {
            mark = try mark.adding(Self.remark(after: mark))
            #expect(mark.proof?.lines.count == count && mark.proof?.start.size == 0)
            #expect(try mark.proof?.mark()?.heads == [Self.a])
        }
        let before = mark
        mark = try mark.adding(Self.remark(after: mark))
        // What is known stays known here, and is not proved to others.
        #expect(mark.proof?.lines.count == 1 && mark.heads == [Self.a])
        #expect(try mark.proof?.mark()?.isWhole == false)
        let lines = try #require(before.proof).lines + (try #require(mark.proof).lines)
        #expect(try AnchorProof(start: TrailPosition(), lines: lines).mark() == nil)
        #expect(try AnchorProof(start: TrailPosition(), lines: []).mark() == nil)
    }

    @Test(
        arguments: [((1 << 62) - 1, true), (1 << 62, false), ((1 << 62) + 1, false), (.max, false)] as [(UInt64, Bool)])
    func `a log that is too long to be one is not added to`(_ size: UInt64, _ isLog: Bool) throws {
        let start = AnchorMark(position: try AnchorMemoryTests.position(size), heads: [])
        let line = String(decoding: Self.remark(after: start), as: UTF8.self)
        #expect((try AnchorProof(start: start.position, lines: [line]).mark() != nil) == isLog)
    }

    @Test func `an entry that does not go on from the one before it is none`() throws {
        let first = try AnchorMark.beginning.adding(Self.anchoring([Self.a], known: [], after: .beginning))
        #expect(throws: AnchorFailure(.disk, "")) {
            try first.adding(Self.anchoring([Self.a], known: [], after: .beginning))
        }
        var other = first.position
        other.last = Bytes32()
        let line = Self.anchoring([Self.a], known: [], after: AnchorMark(position: other, heads: []))
        #expect(throws: AnchorFailure(.disk, "")) { try first.adding(line) }
    }

    @Test func `what is no proof is nothing`() throws {
        let mark = try AnchorMark.beginning.adding(Self.anchoring([Self.a], known: [], after: .beginning))
        let text = try #require(mark.proof).text
        for other in ["", "line {}", "from 1:", "from", text + "\nmore", "more\n" + text] {
            #expect(AnchorProof.read(other).isEmpty)
        }
        let many = { (count: Int) in Array(repeating: text, count: count).joined(separator: "\n") }
        #expect(AnchorProof.read(many(15)).count == 15 && AnchorProof.read(many(16)).count == 16)
        #expect(AnchorProof.read(many(17)).isEmpty)
    }

    @Test func `an entry of the log of anchorings is read, and no other`() throws {
        let line = Self.anchoring([Self.b], known: [Self.a], after: .beginning)
        let read = AnchoredHeads(line.span)
        let said = try #require(read)
        #expect(said.heads == [Self.a, Self.b] && said.isWhole && !said.isRestart)
        let old = Self.anchoring([Self.b], known: nil, after: .beginning)
        #expect(AnchoredHeads(old.span)?.isWhole == false && AnchoredHeads(old.span)?.heads == [Self.b])
        let remark = Self.remark(after: .beginning)
        #expect(AnchoredHeads(remark.span) == nil)
        let twice = Self.anchoring([Self.b], known: [Self.b], after: .beginning)
        #expect(AnchoredHeads(twice.span) == nil)
        for (count, isRead) in [(63, true), (64, true), (65, false)] {
            let heads = (0..<count).map { AnchorWorld.head("l\($0)", 1) }
            let long = Self.anchoring([heads[0]], known: Array(heads[1...]), after: .beginning)
            #expect((AnchoredHeads(long.span) != nil) == isRead)
        }
    }
}
