// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealCommands

/// What is seen, line by line.
@Suite struct TopFrameTests {
    private static func board() throws -> TopBoard {
        var board = TopBoard(cluster: "0x" + String(repeating: "a", count: 58) + "123456")
        let silent = TopPage.silent("nobody answers at the host's port")
        let controller = try TopPage.reading(TopPage.controller, role: .controller, url: "http://c:9092")
        board.take([try TopPage.reading(TopPage.webhook(accepted: 10)), silent, controller])
        let now = TopPage.webhook(accepted: 34, refused: 1, fast: 100, shed: 4)
        board.take([try TopPage.reading(now, at: 2), silent, controller])
        return board
    }

    private static func view(
        _ chain: Result<TopChain, Silence>? = .success(TopChainTests.sample), after seconds: Int64 = 3
    ) throws -> TopView {
        try board().view(chain: chain, at: WallTime(seconds: TopPage.start.seconds + seconds))
    }

    @Test func `a wide terminal shows all of it`() throws {
        let lines = TopFrame(view: try Self.view()).lines(width: 140, height: 40)
        #expect(
            lines.map(\.text) == [
                "k3s-daas cluster 0xaaaaaa…123456  2026-11-22T01:30:03Z",
                "stakers    8: 1 super, 0 admin, 1 developer, 2 viewer, 1 below all tiers, 1 unbonding, 1 slashed",
                "stake      0.000000098 SUI for tiers, 0.000000005 SUI for nodes, 0.00000001 SUI leaving",
                "workers    4: 1 pending, 2 active, 0 suspended, 1 slashed, 0 retired  (counted 3 s ago)",
                "token/s    12 accepted, 0.5 refused",
                "nodes      1 draining, 7 good",
                "",
                "WEBHOOK SERVER  STATE                              CHAIN AGE  NODES  ANSWERS/S    P50    P99  SHED/S  DROPPED",
                "http://a:1      ready                                  420ms    2/3       12.5  500µs  990µs       2        3",
                "http://b:1      nobody answers at the host's port          -      -          -      -      -       -        -",
                "",
                "CONTROLLER     STATE  LEADER  CHAIN AGE  NODES  ANSWERS/S  P50  P99  JOINING  NOTICES  DROPPED",
                "http://c:9092  ready  yes          1.5s      -          -    -    -        3        5        0",
            ])
        #expect(
            lines.map(\.style) == [.head] + .init(repeating: .plain, count: 6) + [
                .head, .bad, .bad, .plain, .head, .plain,
            ])
    }

    @Test func `a narrow one leaves out what matters least, and cuts the rest`() throws {
        let lines = TopFrame(view: try Self.view()).lines(width: 40, height: 40).map(\.text)
        #expect(lines[1] == "stakers    8: 1 super, 0 admin, 1 devel…")
        #expect(lines[11] == "CONTROLLER     STATE  LEADER  CHAIN AGE" && lines.allSatisfy { $0.count <= 40 })
    }

    @Test(arguments: [(13, 13), (14, 13), (12, 12), (1, 1), (0, 0)])
    func `a low one says how much is not seen`(_ height: Int, _ count: Int) throws {
        let lines = TopFrame(view: try Self.view()).lines(width: 140, height: height).map(\.text)
        #expect(lines.count == count)
        if height == 12 { #expect(lines.last == "… 2 more lines: make the terminal higher") }
        if height == 1 { #expect(lines == ["… 13 more lines: make the terminal higher"]) }
    }

    @Test func `no size ends it`() throws {
        let frame = TopFrame(view: try Self.view())
        for width in 0...120 {
            for height in [0, 1, 5, 13] {
                let lines = frame.lines(width: width, height: height)
                #expect(lines.count <= height && lines.allSatisfy { $0.text.count <= width })
            }
        }
    }

    @Test func `what is not known is said`() throws {
        let unread = TopFrame(view: try Self.view(nil)).lines(width: 80)
        #expect(unread[1].text == "stakers    being counted")
        let failed = TopFrame(view: try Self.view(.failure(Silence(reason: "no node answers")))).lines(width: 80)
        #expect(failed[1] == TopLine(text: "stakers    not known: no node answers", style: .bad))
        let empty = TopFrame(view: TopView(cluster: nil, time: TopPage.start, chain: nil, servers: [])).lines(width: 80)
        #expect(empty.map(\.text) == ["k3s-daas  2026-11-22T01:30:00Z", "stakers    being counted"])
    }

    @Test func `a count that was cut says so`() throws {
        var chain = TopChainTests.sample
        chain.isCut = true
        let lines = TopFrame(view: try Self.view(.success(chain))).lines(width: 80)
        #expect(lines[1].text.hasPrefix("stakers    8 or more: "))
    }

    @Test func `what a server says reaches a terminal as visible characters alone`() throws {
        let evil = "k3s_daas_tokenreview_requests_total{result=\"\u{1b}[31mred\u{202e}\"} "
        var board = TopBoard(cluster: nil)
        board.take([try TopPage.reading(evil + "1\n")])
        board.take([try TopPage.reading(evil + "3\n", at: 2)])
        let view = board.view(chain: .failure(Silence(reason: "\u{7}bell")), at: TopPage.start)
        let text = TopFrame(view: view).lines(width: 100).map(\.text).joined()
        #expect(text.contains(#"1 \u{1b}[31mred\u{202e}"#) && text.contains(#"\u{7}bell"#))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202e })
    }

    static let states: [(String, Bool?, String, TopLine.Style)] = [
        ("up 1\n", true, "ready", .plain), ("up 1\n", false, "not ready", .bad), ("up 1\n", nil, "up", .plain),
        ("k3s_daas_chain_state{state=\"complete\"} 0\n", true, "ready, copying the chain", .plain),
        ("k3s_daas_chain_state{state=\"hole\"} 1\n", true, "an event is missing", .bad),
        ("k3s_daas_chain_age_seconds 10\n", true, "ready", .plain),
        ("k3s_daas_chain_age_seconds 10.1\n", true, "ready", .bad),
        ("k3s_daas_lines_dropped_total{stream=\"audit\"} 1\n", true, "ready", .bad),
    ]

    @Test(arguments: states)
    func `a server that needs a look stands out`(
        _ page: String, _ isReady: Bool?, _ state: String, _ style: TopLine.Style
    ) throws {
        var board = TopBoard(cluster: nil)
        board.take([try TopPage.reading(page, isReady: isReady)])
        let line = try #require(TopFrame(view: board.view(chain: nil, at: TopPage.start)).lines(width: 200).last)
        #expect(line.style == style && line.text.hasPrefix("http://a:1      \(state)"))
    }

    @Test func `programs get the same`() throws {
        let report = try Self.view().report
        #expect(report["cluster"] == .text("0x" + String(repeating: "a", count: 58) + "123456"))
        #expect(report["chain"]?["tiers"]?["viewer"] == .number(2) && report["chain"]?["staked"] == .amount(98))
        #expect(report["chain"]?["workers"]?["active"] == .number(2) && report["standings"]?["good"] == .number(7))
        guard case .list(let servers)? = report["servers"] else { return #expect(Bool(false), "no servers") }
        #expect(servers.count == 3 && servers[0]["answersPerSecond"] == .thousandths(12_500))
        #expect(servers[0]["medianMicroseconds"] == .thousandths(500_000) && servers[0]["dropped"] == .number(3))
        #expect(servers[1]["silence"] == .text("nobody answers at the host's port") && servers[1]["ready"] == .null)
        #expect(servers[2]["leader"] == .bool(true) && servers[2]["notices"] == .number(5))
        #expect(try Self.view(nil).report["chain"] == .null)
    }
}
