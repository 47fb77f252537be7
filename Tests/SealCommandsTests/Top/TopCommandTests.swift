// SPDX-License-Identifier: Apache-2.0
import Configuration
import HTTPClient
import Kernel
import Telemetry
import TestSupport
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct TopCommandTests {
    /// Nothing listens there: the port is that of a protocol that nobody speaks.
    private static let nowhere = "http://127.0.0.1:1"

    private static func console(
        _ screen: FakeScreen? = nil, stream: @escaping @Sendable (String) -> Bool = { _ in false }
    )
        -> Console
    {
        var console = Console(
            askSecret: { _ in nil }, readInput: { _ in nil }, progress: { _ in }, stream: stream,
            holdEnd: { {} }, now: { TopPage.start })
        console.takeScreen = { screen }
        return console
    }

    private static func run(
        _ arguments: [String], _ console: Console, _ environment: [String: String] = ["HOME": "/nonexistent"]
    ) -> CommandOutcome {
        Sealctl.run(["top"] + arguments, environment: environment, console: console)
    }

    @Test func `without a server and without a cluster there is nothing to show`() {
        let outcome = Self.run(["--once"], Self.console())
        #expect(outcome.exit == .noInput && outcome.messages.contains("cluster.yaml"))
    }

    @Test func `a server that does not answer is shown as such`() {
        let outcome = Self.run(
            ["--once", "--interval", "500ms", "--webhook", Self.nowhere, "--controller", Self.nowhere + "/"],
            Self.console())
        #expect(outcome.exit == .ok && outcome.output.contains("stakers    not known: "))
        let lines = outcome.output.split(separator: "\n").filter { $0.hasPrefix(Self.nowhere + "  ") }
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("nobody answers at the host's port") })
    }

    @Test func `programs get one document`() {
        let outcome = Self.run(
            ["--once", "--interval", "500ms", "--webhook", Self.nowhere, "-o", "json"], Self.console())
        #expect(outcome.output.hasPrefix("{\n  \"time\": \"2026-11-22T01:30:00Z\",\n  \"cluster\": null,"))
        #expect(outcome.output.contains("\"silence\": \"nobody answers at the host's port\""))
    }

    @Test func `q ends it, and the terminal is given back`() {
        let screen = FakeScreen([.byte(UInt8(ascii: "x")), .byte(UInt8(ascii: "q"))])
        let outcome = Self.run(["--interval", "10s", "--webhook", Self.nowhere], Self.console(screen))
        #expect(outcome.exit == .ok && outcome.output.isEmpty)
        let (pages, isClosed) = screen.state.withLock { ($0.pages, $0.isClosed) }
        #expect(pages.count == 2 && isClosed && pages[0].first?.hasPrefix("\u{1b}[1mk3s-daas") == true)
    }

    @Test func `a silent server keeps nobody who wants to go`() throws {
        let peer = try Peer { _ in nil }
        let screen = FakeScreen([])
        screen.state.withLock { $0.early = [.byte(UInt8(ascii: "q"))] }
        let url = String(peer.url.dropLast())
        let outcome = Self.run(["--interval", "10s", "--webhook", url], Self.console(screen))
        // No page was drawn: that would have taken until the server was given up.
        #expect(outcome.exit == .ok && screen.state.withLock { $0.pages.isEmpty && $0.isClosed })
    }

    @Test func `a change of size draws anew, and the end of the terminal ends it`() {
        let screen = FakeScreen([nil])
        let outcome = Self.run(["--interval", "10s", "--webhook", Self.nowhere], Self.console(screen))
        #expect(outcome.exit == .ok && screen.state.withLock { $0.pages.count } == 2)
        let blind = FakeScreen([nil, nil, nil])
        blind.state.withLock { $0.patience = 1 }
        _ = Self.run(["--webhook", Self.nowhere], Self.console(blind))
        #expect(blind.state.withLock { $0.pages.count == 1 && $0.isClosed })
    }

    @Test(arguments: [("1", false), ("", true)])
    func `whoever wants no colours gets none`(_ value: String, _ isColored: Bool) {
        let screen = FakeScreen([])
        _ = Self.run(
            ["--webhook", Self.nowhere], Self.console(screen), ["HOME": "/nonexistent", "NO_COLOR": value])
        let page = screen.state.withLock { $0.pages[0].joined() }
        #expect(page.contains("\u{1b}[") == isColored)
    }

    @Test func `into a pipe one page follows the other, until nobody reads`() {
        let pages = Locked<[String]>([])
        let console = Self.console(FakeScreen([])) { text in
            pages.withLock { pages in
                pages.append(text)
                return pages.count < 2
            }
        }
        let outcome = Self.run(
            ["--interval", "500ms", "--webhook", Self.nowhere, "-o", "yaml"], console)
        #expect(outcome.exit == .ok && pages.withLock { $0.count } == 2)
        #expect(pages.withLock { $0[0] }.hasPrefix("---\ntime: \"2026-11-22T01:30:00Z\"\n"))
    }

    @Test(arguments: [
        "a:1", "http://", "http://a:1/metrics", "http://u@a:1", "ftp://a:1", "https://a:1", "http://a:99999",
        "http://a:0",
        "http://a:x", "http://:1", "http://a b", "http://a?x",
    ])
    func `a server is named by host and port`(_ url: String) {
        #expect(Self.run(["--webhook", url], Self.console()).exit == .configuration)
    }

    @Test func `stakers of the chain are counted`() throws {
        let world = try StakerTests.world()
        for (name, stake) in [("alice", "2SUI"), ("bob", "5SUI")] {
            _ = try world.account(name)
            let staked = world.run("stake", stake, key: name)
            #expect(staked.exit == .ok, "\(staked.messages)")
        }
        let outcome = world.run("top", "--once")
        #expect(outcome.exit == .ok, "\(outcome.messages)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("stakers    2: 0 super, 1 admin, 1 developer, 0 viewer, 0 below") })
        #expect(lines.contains { $0.hasPrefix("stake      7 SUI for tiers, 0 SUI for nodes, 0 SUI leaving") })
        #expect(lines.contains { $0.hasPrefix("workers    0: 0 pending, 0 active") })
    }

    @Test(arguments: [(1, 1, true), (2, 2, false), (3, 2, false)])
    func `so many entries are counted at most`(_ limit: Int, _ accounts: UInt64, _ isCut: Bool) throws {
        let world = try StakerTests.world()
        for name in ["alice", "bob"] {
            _ = try world.account(name)
            _ = world.run("stake", "2SUI", key: name)
        }
        let problems = ProblemList()
        let flags = CommandLineValues([], operands: [], settings: Flags.reading, problems: problems)
        let resolve = SettingsResolver(
            settings: Flags.reading, flags: flags, environment: [:], document: nil, problems: problems)
        let invocation = Invocation(
            operands: [], resolve: resolve, environment: ["XDG_CONFIG_HOME": world.folder], console: Self.console())
        let chain = try TopSurvey(session: try Session(invocation), limit: limit).read(at: TopPage.start)
        #expect(chain.accounts == accounts && chain.isCut == isCut)
    }

    static let pages: [(Int, String, String?)] = [
        (200, "up 1\n", nil), (404, "", "it answers 404"), (200, "<html>", "no page of metrics (bad_name)"),
    ]

    @Test(arguments: pages) func `what is no page is silence`(_ status: Int, _ body: String, _ reason: String?) {
        let response = ClientResponse(status: status, headers: [], body: Array(body.utf8), trailers: [])
        switch TopReader.page(.success(response)) {
        case .success(let page): #expect(reason == nil && page.count == 1)
        case .failure(let silence): #expect(silence.reason == reason)
        }
    }
}
