// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Crypto
import Testing

@testable import SealController

struct HeadJudgementTests {
    static func head(_ log: String, _ size: UInt64, _ root: UInt8 = 0) -> LogHead {
        let bytes = [UInt8](repeating: root, count: 32)
        return LogHead(log: log, head: TreeHead(size: size, root: Bytes32(bytes.span) ?? Bytes32()))
    }

    @Test func `a log that grew or is new is something to anchor`() {
        let known = [Self.head("a", 5), Self.head("b", 5)]
        #expect(!HeadJudgement(known, known: known).isGrown)
        #expect(HeadJudgement([Self.head("a", 6), Self.head("b", 5)], known: known).isGrown)
        #expect(HeadJudgement(known + [Self.head("c", 1)], known: known).isGrown)
        #expect(!HeadJudgement(known + [Self.head("c", 0)], known: known).isGrown)
        #expect(HeadJudgement(known, known: []).accepted == known)
    }

    @Test(arguments: [(4, 0, HeadRefusal.shrunk), (5, 1, .changed), (0, 0, .shrunk)] as [(UInt64, UInt8, HeadRefusal)])
    func `a log that is not what it was is left out`(_ size: UInt64, _ root: UInt8, _ why: HeadRefusal) {
        let said = Self.head("a", size, root)
        let judgement = HeadJudgement([said, Self.head("b", 6)], known: [Self.head("a", 5), Self.head("b", 5)])
        #expect(judgement.accepted == [Self.head("b", 6)] && judgement.isGrown)
        #expect(judgement.refused == [.init(head: said, why: why)])
        // What it was stays known, or it would be believed the next time.
        #expect(
            judgement.heads(after: [Self.head("a", 5), Self.head("b", 5)]) == [Self.head("a", 5), Self.head("b", 6)])
    }

    @Test func `of two who say that a log is theirs neither is believed`() {
        let judgement = HeadJudgement([Self.head("a", 6), Self.head("a", 7)], known: [])
        #expect(judgement.accepted.isEmpty && !judgement.isGrown)
        #expect(judgement.refused.map(\.why) == [.twice, .twice])
    }

    @Test(
        arguments: [
            (5, 4_294_967_300, true), (5, 4_294_967_301, true), (5, 4_294_967_302, false), (5, 1 << 62, false),
            (nil, 4_294_967_295, true), (nil, 4_294_967_296, true), (nil, 4_294_967_297, false), (nil, .max, false),
        ] as [(UInt64?, UInt64, Bool)])
    func `a log grows by so much and no more`(_ before: UInt64?, _ size: UInt64, _ isBelieved: Bool) {
        let said = Self.head("a", size)
        let judgement = HeadJudgement([said], known: before.map { [Self.head("a", $0)] } ?? [])
        #expect(judgement.accepted == (isBelieved ? [said] : []) && judgement.isGrown == isBelieved)
        #expect(judgement.refused == (isBelieved ? [] : [.init(head: said, why: .leapt)]))
    }

    @Test func `what is not believed for who said it is refused with the rest`() {
        let foreign = HeadJudgement.Refused(head: Self.head("b", 9), why: .elsewhere)
        let judgement = HeadJudgement(
            [Self.head("a", 4)], known: [Self.head("a", 5), Self.head("b", 5)], refused: [foreign])
        #expect(judgement.refused.map(\.why) == [.elsewhere, .shrunk] && judgement.accepted.isEmpty)
    }

    @Test func `so many logs are known and no more, those that answer first`() {
        let known = (0..<AnchorMemory.mostHeads).map { Self.head("k\($0)", 1) }
        let judgement = HeadJudgement([Self.head("new", 1)], known: known)
        let heads = judgement.heads(after: known)
        #expect(heads.count == 64 && heads.contains(Self.head("new", 1)))
        #expect(judgement.heads(after: Array(known.dropLast())).count == 64)
        #expect(judgement.heads(after: Array(known.dropLast(2))).count == 63)
    }

    @Test(arguments: [
        #"{"log":"a@b","size":3,"root":"\#(String(repeating: "ab", count: 32))"}"#,
        #"{"root":"\#(String(repeating: "ab", count: 32))","more":1,"size":3,"log":"a@b"}"#,
    ]) func `a head is read from what the listener says`(_ text: String) throws {
        let bytes = Array(text.utf8)
        #expect(LogHead(json: bytes.span) == Self.head("a@b", 3, 0xAB))
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"log":"a","size":3}"#,
        #"{"log":"a b","size":3,"root":"\#(String(repeating: "ab", count: 32))"}"#,
        #"{"log":"a","size":-1,"root":"\#(String(repeating: "ab", count: 32))"}"#,
        #"{"log":"a","size":"3","root":"\#(String(repeating: "ab", count: 32))"}"#,
        #"{"log":"a","size":3,"root":"\#(String(repeating: "AB", count: 32))"}"#,
        #"{"log":"a","size":3,"root":"ab"}"#,
    ]) func `anything else is no head`(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(LogHead(json: bytes.span) == nil)
    }

    @Test func `an answer is no longer than it may be`() {
        let head = #"{"log":"a","size":3,"root":"\#(String(repeating: "ab", count: 32))"}"#
        for (length, isRead) in [(4095, true), (4096, true), (4097, false)] {
            let bytes = Array(head.utf8) + Array(repeating: 0x20, count: length - head.utf8.count)
            #expect((LogHead(json: bytes.span) != nil) == isRead)
        }
    }
}
