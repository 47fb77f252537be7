// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealCommands

@Suite struct TopTableTests {
    private static let table = TopTable(columns: [
        .init(head: "NAME", rank: 0, isNumber: false, cells: ["a", "long-name"]),
        .init(head: "X", rank: 1, cells: ["1", "1000"]), .init(head: "YY", rank: 9, cells: ["2", "3"]),
        .init(head: "Z", rank: 5, isNumber: false, cells: ["yes", "no"]),
    ])

    @Test func `columns stand side by side, numbers to the right`() {
        #expect(
            Self.table.lines(width: 80) == [
                "NAME          X  YY  Z", "a             1   2  yes", "long-name  1000   3  no",
            ])
    }

    // The whole is 24 wide; without YY 20, without Z as well 15.
    static let widths: [(Int, String)] = [
        (24, "NAME          X  YY  Z"), (23, "NAME          X  Z"), (20, "NAME          X  Z"), (19, "NAME          X"),
        (15, "NAME          X"), (14, "NAME"), (1, "NAME"), (0, "NAME"),
    ]

    @Test(arguments: widths) func `where room is short the least important go`(_ width: Int, _ head: String) {
        #expect(Self.table.lines(width: width).first == head)
    }

    @Test func `a table without rows is its head`() {
        #expect(TopTable(columns: [.init(head: "A", rank: 0, cells: [])]).lines(width: 9) == ["A"])
        #expect(TopTable(columns: []).lines(width: 9) == [""])
    }

    static let clips: [(Int, String)] = [(6, "abcde"), (5, "abcde"), (4, "abc…"), (1, "…"), (0, "")]

    @Test(arguments: clips) func `a line that is too long ends in a mark`(_ width: Int, _ text: String) {
        #expect(TopLine(text: "abcde").clipped(to: width).text == text)
    }

    @Test func `colours are the terminal's, where there are any`() {
        let (bad, head) = (TopLine(text: "x", style: .bad), TopLine(text: "x", style: .head))
        #expect(bad.written(inColor: true) == "\u{1b}[31mx\u{1b}[0m" && bad.written(inColor: false) == "x")
        #expect(head.written(inColor: true) == "\u{1b}[1mx\u{1b}[0m")
        #expect(TopLine(text: "x").written(inColor: true) == "x")
    }
}
