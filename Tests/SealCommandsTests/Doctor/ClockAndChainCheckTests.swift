// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct ClockAndChainCheckTests {
    private static let now = WallTime(seconds: 1_795_212_180)
    private static let present: UInt64 = 1_795_212_180_000

    @Test(arguments: [(0, "ok"), (60, "ok"), (-60, "ok"), (61, "failed"), (-61, "failed")] as [(Int64, String)])
    func `clocks may be a minute apart`(_ seconds: Int64, _ state: String) {
        let other = WallTime(seconds: Self.now.seconds - seconds)
        let check = ClockCheck(about: "against the chain's", own: Self.now, other: .seen(other))
        #expect(check.states == ["clock \(state)"])
        if state == "failed" { #expect(check.text.contains(seconds > 0 ? "61 s ahead" : "61 s behind")) }
    }

    @Test func `a clock that nobody told is neither right nor wrong`() {
        #expect(ClockCheck(about: "x", own: Self.now, other: .skipped("no node")).states == ["clock skipped"])
        #expect(ClockCheck(about: "x", own: Self.now, other: .unseen("nobody answers")).states == ["clock unseen"])
    }

    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Tue, 29 Feb 2028 23:59:59 GMT", 1_835_481_599), ("Sun, 31 Dec 2199 00:00:00 GMT", 7_258_032_000),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun Nov  6 08:49:37 1994", nil),
            ("Sun, 06 Foo 1994 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 08:49:37 UTC", nil), ("", nil),
        ] as [(String, Int64?)])
    func `a date of HTTP is read`(_ text: String, _ seconds: Int64?) {
        #expect(HTTPDateText.read(text)?.seconds == seconds)
    }

    private static func good(_ url: String, _ epoch: UInt64 = 7, age: UInt64 = 500) -> ChainCheck.Node {
        .init(url: url, answer: .success(.init(epoch: epoch, checkpoint: 100, milliseconds: present - age)))
    }

    private static func states(_ nodes: [ChainCheck.Node], isLocal: Bool = false) -> [String] {
        ChainCheck(nodes: nodes, isLocal: isLocal, now: now).states
    }

    @Test func `nodes that keep up and agree are right`() {
        #expect(
            Self.states([Self.good("https://a.example"), Self.good("https://b.example", 8)]) == [
                "node ok", "node ok", "chain ok", "agreement ok", "independent nodes ok",
            ])
        // One person's two ports are one host.
        #expect(
            Self.states([Self.good("https://a.example:1"), Self.good("https://a.example:2")]).last
                == "independent nodes warning")
    }

    @Test func `a node that lags, is of another chain or invents epochs is found`() {
        let lagging = ChainCheck(
            nodes: [Self.good("https://a.example"), Self.good("https://b.example", age: 10_501)], isLocal: false,
            now: Self.now)
        #expect(lagging.states[..<3] == ["node ok", "node failed", "chain ok"] && lagging.text.contains("10 s behind"))
        #expect(
            Self.states([Self.good("https://a.example"), Self.good("https://b.example", age: 10_500)])[1] == "node ok")
        let foreign = ChainCheck.Node(
            url: "https://b.example", answer: .failure(LedgerError(.wrongChain, "another chain")))
        let check = ChainCheck(nodes: [Self.good("https://a.example"), foreign], isLocal: false, now: Self.now)
        #expect(check.states == ["node ok", "node failed", "chain ok", "independent nodes ok"])
        #expect(check.text.contains("another chain"))
        #expect(
            Self.states([Self.good("https://a.example"), Self.good("https://b.example", 9)])[3] == "agreement failed")
    }

    @Test func `a chain that stands still, and one that nobody reaches`() {
        #expect(Self.states([Self.good("https://a.example", age: 10_000)])[1] == "chain ok")
        #expect(Self.states([Self.good("https://a.example", age: 10_001)])[1] == "chain failed")
        #expect(Self.states([Self.good("http://127.0.0.1:1", age: 9_999_999)], isLocal: true)[1] == "chain skipped")
        let gone = ChainCheck.Node(
            url: "https://a.example", answer: .failure(LedgerError(.unavailable, "nobody answers")))
        #expect(Self.states([gone]) == ["node failed", "chain failed", "independent nodes warning"])
    }
}
