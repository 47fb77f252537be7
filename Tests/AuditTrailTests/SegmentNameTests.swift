// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AuditTrail

@Suite struct SegmentNameTests {
    @Test func `a name has its number in twenty digits`() {
        #expect(SegmentName(first: 0).text == "00000000000000000000.jsonl")
        #expect(SegmentName(first: .max).text == "18446744073709551615.jsonl")
        #expect(SegmentName(first: 7, aside: .init(.forked, 2)).text == "00000000000000000007.forked-2.jsonl")
        #expect(SegmentName(first: 7, aside: .init(.broken, 1)).text == "00000000000000000007.broken-1.jsonl")
    }

    @Test func `a name is read as it is written`() {
        #expect(SegmentName("00000000000000000042.jsonl") == SegmentName(first: 42))
        #expect(SegmentName("00000000000000000042.forked-1.jsonl") == SegmentName(first: 42, aside: .init(.forked, 1)))
        #expect(
            SegmentName("00000000000000000042.broken-12.jsonl") == SegmentName(first: 42, aside: .init(.broken, 12)))
    }

    @Test(arguments: [
        "", ".jsonl", "42.jsonl", "0000000000000000042.jsonl", "000000000000000000042.jsonl",
        "18446744073709551616.jsonl", "+0000000000000000042.jsonl", "00000000000000000042.json",
        "00000000000000000042.forked-.jsonl", "00000000000000000042.forked-01.jsonl", "00000000000000000042.jsonl.gz",
        "00000000000000000042.lost-1.jsonl", "00000000000000000042forked-1.jsonl", "00000000000000000042.broken.jsonl",
        "00000000000000000042.forked-1-2.jsonl", "00000000000000000042..jsonl",
    ])
    func `another file is no segment`(_ name: String) {
        #expect(SegmentName(name) == nil)
    }

    @Test func `names have the order of their entries`() {
        let names = [
            "00000000000000000010.forked-2.jsonl", "00000000000000000010.jsonl", "00000000000000000009.jsonl",
            "00000000000000000010.forked-1.jsonl", "00000000000000000010.broken-1.jsonl",
        ]
        #expect(
            names.compactMap { SegmentName($0) }.sorted().map(\.text) == [
                "00000000000000000009.jsonl", "00000000000000000010.jsonl", "00000000000000000010.broken-1.jsonl",
                "00000000000000000010.forked-1.jsonl", "00000000000000000010.forked-2.jsonl",
            ])
    }
}
