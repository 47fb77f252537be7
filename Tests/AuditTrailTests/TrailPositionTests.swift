// SPDX-License-Identifier: Apache-2.0
import Crypto
import Testing

@testable import AuditTrail

@Suite struct TrailPositionTests {
    private static let a = String(repeating: "a1", count: 32)
    private static let b = String(repeating: "b2", count: 32)

    @Test func `a position is a line of text, and is read from it`() throws {
        let roots = [try #require(Bytes32(hex: Self.a)), try #require(Bytes32(hex: Self.b))]
        let frontier = try #require(MerkleFrontier(size: 5, roots: roots))
        let position = TrailPosition(frontier: frontier, last: roots[1])
        #expect(position.text == "5:\(Self.b):\(Self.a),\(Self.b)")
        #expect(TrailPosition(text: position.text) == position)
        let start = "0:\(String(repeating: "0", count: 64)):"
        #expect(TrailPosition().text == start)
        #expect(TrailPosition(text: start) == TrailPosition())
    }

    @Test func `another text is no position`() {
        let (a, b) = (Self.a, Self.b)
        let wrong = [
            "", ":", "::", "5:\(b)", "5:\(b):\(a)", "5:\(b):\(a),\(b),\(a)", "05:\(b):\(a),\(b)", "5:\(b):\(a),\(b):",
            "5:\(b):\(a),\(b),", "5:\(b.dropLast()):\(a),\(b)", "5:\(b.uppercased()):\(a),\(b)", "-5:\(b):\(a),\(b)",
            "5:\(b):\(a) \(b)", "18446744073709551616:\(b):\(a)",
        ]
        for text in wrong { #expect(TrailPosition(text: text) == nil, "\(text)") }
    }

    @Test func `the head is that of the tree`() throws {
        let start = try TrailPosition().head()
        #expect(start.root.hex == TreeVectors.roots[0] && start.size == 0)
        var position = TrailPosition()
        var hasher = try TreeHasher()
        for leaf in try TreeVectors.hashes().prefix(5) { try position.advance(leaf, &hasher) }
        let head = try position.head()
        #expect(head.root.hex == TreeVectors.roots[5] && head.size == 5)
        #expect(position.last == (try TreeVectors.hashes())[4])
    }
}
