// SPDX-License-Identifier: Apache-2.0
import Crypto
import TestSupport
import Testing

@testable import AuditTrail

@Suite struct ProofFileTests {
    private static let hash = String(repeating: "9f", count: 32)

    private static func text(path: Int = 1, anchorPath: Int = 1, since: Int? = nil) -> String {
        let list = { (count: Int) in "[\(Array(repeating: "\"\(hash)\"", count: count).joined(separator: ","))]" }
        let older = since.map { #","consistency":{"seq":1,"size":1,"root":"\#(hash)","path":\#(list($0))}"# } ?? ""
        return #"{"format":"k3s-daas/audit-proof/v1","cluster":"0x1","log":"a@b","index":3,"line":"{}","#
            + #""head":{"size":4,"root":"\#(hash)"},"path":\#(list(path)),"anchor":{"line":"{}","path":\#(list(anchorPath))},"#
            + #""anchored":{"seq":5,"size":5,"root":"\#(hash)"}\#(older)}"#
    }

    private static func read(_ text: String) -> AuditProof? { AuditProof(Array(text.utf8).span) }

    @Test func `a file is read as it says`() throws {
        let proof = try #require(Self.read(Self.text(path: 2, anchorPath: 3, since: 4)))
        #expect(proof.cluster == "0x1" && proof.log == "a@b" && proof.index == 3 && proof.line == "{}")
        #expect(proof.head.size == 4 && proof.head.root.hex == Self.hash && proof.path.count == 2)
        #expect(proof.anchorLine == "{}" && proof.anchorPath.count == 3)
        #expect(proof.anchored.sequence == 5 && proof.anchored.head.size == 5)
        #expect(proof.since?.anchored.sequence == 1 && proof.since?.path.count == 4)
        let fault = try proof.fault()
        #expect(fault == .line)
    }

    @Test(arguments: [(63, true), (64, true), (65, false)])
    func `a path is as long as any tree needs`(_ count: Int, _ isRead: Bool) {
        #expect((Self.read(Self.text(path: count)) != nil) == isRead)
        #expect((Self.read(Self.text(anchorPath: count)) != nil) == isRead)
    }

    @Test(arguments: [(64, true), (65, true), (66, false)])
    func `a proof of going on has one more`(_ count: Int, _ isRead: Bool) {
        #expect((Self.read(Self.text(since: count)) != nil) == isRead)
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `a file may be a MiB long`(_ extra: Int, _ isRead: Bool) {
        let text = Self.text()
        let spaces = String(repeating: " ", count: (1 << 20) - text.utf8.count + extra)
        #expect((Self.read(text + spaces) != nil) == isRead)
    }

    @Test func `an anchoring is read with all its heads`() throws {
        let head = #"{"log":"a@b","size":2,"root":"\#(Self.hash)"}"#
        let open = #"{"n":7,"prev":"\#(Self.hash)","kind":"anchor","seq":8,"ts":"x","heads":["#
        let line = Array((open + head + "]}").utf8)
        let found = AnchorRecord(line.span)
        let record = try #require(found)
        #expect(record.index == 7 && record.sequence == 8)
        #expect(record.heads.map(\.log) == ["a@b"] && record.heads.map(\.head.size) == [2])
        let wrong = [
            open.replacing("anchor", "anchors") + head + "]}", open + "{}]}", open + head + ",1]}", open + head + "]",
            open.replacing("\"seq\":8", "\"seq\":-8") + head + "]}", open + head.replacing("a@b", "a b") + "]}",
            open + head.replacing("\"size\":2", "\"size\":2.5") + "]}", #"{"kind":"anchor","seq":8,"heads":[]}"#,
        ]
        let refused = wrong.filter { AnchorRecord(Array($0.utf8).span) == nil }
        #expect(refused == wrong)
    }
}
