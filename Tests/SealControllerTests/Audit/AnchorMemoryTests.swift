// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Crypto
import KubeClient
import Testing

@testable import SealController

struct AnchorMemoryTests {
    /// A position of so many entries, made up.
    static func position(_ size: UInt64) throws -> TrailPosition {
        let roots = [Bytes32](repeating: Bytes32(), count: size.nonzeroBitCount)
        return TrailPosition(frontier: try #require(MerkleFrontier(size: size, roots: roots)), last: Bytes32())
    }

    static func mark(_ size: UInt64, heads: Int = 1) throws -> AnchorMark {
        AnchorMark(position: try position(size), heads: (0..<heads).map { HeadJudgementTests.head("l\($0)", size) })
    }

    @Test func `the first is on the chain, and what is older is forgotten`() throws {
        var memory = AnchorMemory()
        memory = memory.going(from: try Self.mark(0), to: try Self.mark(1))
        memory = memory.going(from: try Self.mark(0), to: try Self.mark(2))
        #expect(memory.marks.map(\.position.size) == [0, 1, 2])
        memory = memory.going(from: try Self.mark(1), to: try Self.mark(3))
        #expect(memory.marks.map(\.position.size) == [1, 2, 3])
        // Sent again, it is there once.
        #expect(memory.going(from: try Self.mark(1), to: try Self.mark(3)) == memory)
        // Of what has no proof the tree counts, and nothing that is said of logs.
        #expect(try memory.mark(of: try Self.position(3).head()) == Self.mark(3, heads: 0))
        #expect(try memory.mark(of: TreeHead(size: 3, root: Bytes32())) == nil)
        #expect(try memory.mark(of: try Self.position(4).head()) == nil)
    }

    @Test func `so many are kept, the base and the newest`() throws {
        var memory = AnchorMemory()
        for size in 1...15 { memory = memory.going(from: try Self.mark(0), to: try Self.mark(UInt64(size))) }
        #expect(memory.marks.count == 16)
        memory = memory.going(from: try Self.mark(0), to: try Self.mark(16))
        #expect(memory.marks.map(\.position.size) == [0] + Array(2...16))
        #expect(AnchorMemory(text: memory.text) == memory)
    }

    @Test func `what is written is read, and nothing else`() throws {
        let memory = AnchorMemory().going(from: try Self.mark(0, heads: 0), to: try Self.mark(7, heads: 2))
        let zeros = String(repeating: "0", count: 64)
        #expect(
            memory.text == """
                position 0:\(zeros):
                position 7:\(zeros):\(zeros),\(zeros),\(zeros)
                head l0 7 \(zeros)
                head l1 7 \(zeros)
                """)
        #expect(AnchorMemory(text: memory.text) == memory)
        #expect(AnchorMemory(text: "") == AnchorMemory())
        for text in [
            "head l0 7 \(zeros)", "position 1:\(zeros):", "position", "something", memory.text + "\nhead l0 7",
        ] {
            #expect(AnchorMemory(text: text) == nil)
        }
        for (heads, isRead) in [(63, true), (64, true), (65, false)] {
            let long = AnchorMemory().going(from: try Self.mark(0, heads: 0), to: try Self.mark(1, heads: heads))
            #expect((AnchorMemory(text: long.text) != nil) == isRead)
        }
        let line = "position 0:\(zeros):"
        #expect(AnchorMemory(text: Array(repeating: line, count: 16).joined(separator: "\n")) != nil)
        #expect(AnchorMemory(text: Array(repeating: line, count: 17).joined(separator: "\n")) == nil)
    }
}
