// SPDX-License-Identifier: Apache-2.0
import Configuration
import DevLedger
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealCommands

/// Following requests on a local ledger, as a person or a script does.
@Suite(.timeLimit(.minutes(10))) struct RequestWatchTests {
    private static let joinKey = String(repeating: "5a", count: 32)

    /// A world in which alice asks, bob's machine works, and `operator` says how it ended.
    private static func world() throws -> (world: LocalWorld, worker: String) {
        let world = try StakerTests.world()
        _ = try world.account("alice")
        let bob = try world.account("bob")
        let operatorAddress = try world.account("operator").description
        let lines: [([String], String)] = [
            (["seal", "mint", "--stake", "2SUI"], "alice"),
            (["worker", "register", "node-a", "--stake", "1SUI", "--join-key", Self.joinKey], "bob"),
            (["cap", "offer", "operator", operatorAddress], "admin"), (["cap", "accept", "operator"], "operator"),
            (["worker", "activate", bob.description, "n-1"], "operator"),
        ]
        for (line, key) in lines { #expect(world.run(line: line, key: key).exit == .ok, "\(line)") }
        for name in ["first", "second"] { try submit(name, world) }
        return (world, bob.description)
    }

    private static func submit(_ name: String, _ world: LocalWorld) throws {
        let submitted = world.run(
            "request", "submit", "delete", "configmaps", name, "--namespace", "team-a", key: "alice")
        try #require(submitted.exit == .ok, "\(submitted.messages)")
    }

    /// What was streamed, as `name state`.
    private static func seen(_ world: LocalWorld) throws -> [String] {
        try world.lines.map { line in
            let tree = try Tree(json: line)
            return "\(tree["name"].text ?? "") \(tree["state"].text ?? "")"
        }
    }

    @Test func `a request is shown each time it has changed, and no more once it has ended`() throws {
        let (world, worker) = try Self.world()
        world.whenStreamed { [weak world] text in
            guard let world else { return }
            let line: [String] =
                if text.contains("pending") {
                    ["request", "assign", "1", worker]
                } else if text.contains("assigned") {
                    ["request", "complete", "1", "deleted"]
                } else {
                    []
                }
            if !line.isEmpty { #expect(world.run(line: line, key: "operator").exit == .ok) }
        }
        let watched = world.run("request", "watch", "1", "-o", "json", streams: 100)
        #expect(watched.exit == .ok && watched.output.isEmpty, "\(watched.messages)")
        #expect(try Self.seen(world) == ["first pending", "first assigned", "first completed"])
        let last = try Tree(json: try #require(world.lines.last))
        #expect(last["result"].text == "deleted" && last["request"].json == "1" && last["method"].text == "delete")
    }

    @Test func `one that stays as it is is shown once, however often it is looked at`() throws {
        let (world, _) = try Self.world()
        let helper = Locked<SharedThread?>(nil)
        world.whenStreamed { [weak world] _ in
            guard let world, helper.withLock({ $0 == nil }) else { return }
            let before = world.answered
            let thread = try? SharedThread(name: "canceller") {
                // To look at it takes a question or two.
                while world.answered < before + 8 { Pause.take(.milliseconds(1)) }
                #expect(world.run("request", "cancel", "1", key: "alice").exit == .ok)
            }
            helper.withLock { $0 = thread }
        }
        #expect(world.run("request", "watch", "1", "-o", "json", streams: 100).exit == .refused)
        helper.withLock { $0 }?.join()
        #expect(try Self.seen(world) == ["first pending", "first cancelled"])
    }

    @Test(arguments: [true, false]) func `one that was not carried out ends it as a failure`(_ isFailed: Bool) throws {
        let (world, _) = try Self.world()
        let ended =
            isFailed
            ? world.run("request", "fail", "1", "forbidden: no", key: "operator")
            : world.run("request", "cancel", "1", key: "alice")
        #expect(ended.exit == .ok, "\(ended.messages)")
        let watched = world.run("request", "watch", "1", "-o", "json", streams: 100)
        #expect(watched.exit == .refused && watched.messages.contains("request 1 was not carried out"))
        #expect(try Self.seen(world) == [isFailed ? "first failed" : "first cancelled"])
    }

    @Test func `nobody waits for what there is not`() throws {
        let (world, _) = try Self.world()
        for number in ["0", "3", "18446744073709551615"] {
            let watched = world.run("request", "watch", number, streams: 100)
            #expect(watched.exit == .refused && watched.messages.contains("there is no request \(number)"))
        }
        for word in ["", "-1", "1x", "0x1", "18446744073709551616"] {
            #expect(world.run("request", "watch", word, streams: 100).exit == .usage, "\(word)")
        }
        #expect(world.lines.isEmpty)
    }

    /// Takes the node away with the first text that is streamed, and brings it back once somebody was told.
    private static func goesAwayForAWhile(
        _ world: LocalWorld, then body: @escaping @Sendable (LocalWorld) -> Void
    )
        -> Locked<SharedThread?>
    {
        let helper = Locked<SharedThread?>(nil)
        world.whenStreamed { [weak world] _ in
            guard let world, helper.withLock({ $0 == nil }) else { return }
            var faults = DevFaults()
            faults.drop = 100
            world.node.faults = faults
            let thread = try? SharedThread(name: "returner") {
                while world.warnings.isEmpty { Pause.take(.milliseconds(1)) }
                world.node.faults = nil
                body(world)
            }
            helper.withLock { $0 = thread }
        }
        return helper
    }

    @Test func `a node that goes away for a while ends nothing`() throws {
        let (world, _) = try Self.world()
        let helper = Self.goesAwayForAWhile(world) { world in
            #expect(world.run("request", "cancel", "1", key: "alice").exit == .ok)
        }
        let watched = world.run("request", "watch", "1", "-o", "json", "--timeout", "1s", streams: 100)
        helper.withLock { $0 }?.join()
        #expect(watched.exit == .refused && watched.messages.contains("request 1 was not carried out"))
        #expect(try Self.seen(world) == ["first pending", "first cancelled"])
        #expect(world.warnings.count == 2 && world.warnings.first?.contains("(127.0.0.1:") == true)
        #expect(world.warnings.first?.hasSuffix("; asking until one answers") == true)
        #expect(world.warnings.last == "the nodes answer again")
    }

    @Test func `nor does it end what follows all that happens`() throws {
        let (world, _) = try Self.world()
        let helper = Self.goesAwayForAWhile(world) { world in
            #expect(throws: Never.self) { try Self.submit("third", world) }
        }
        let watched = world.run("request", "watch", "-o", "json", "--timeout", "1s", streams: 3)
        helper.withLock { $0 }?.join()
        #expect(watched.exit == .ok, "\(watched.messages)")
        #expect(try Self.seen(world) == ["first pending", "second pending", "third pending"])
        #expect(world.warnings.count == 2)
    }

    @Test func `a node that was never there is said at once`() throws {
        let (world, _) = try Self.world()
        for line in [["request", "watch"], ["request", "watch", "1"], ["events", "--follow"]] {
            let outcome = world.run(
                line: line + ["--node", "graphql=http://127.0.0.1:1/secret-key", "--timeout", "1s"], streams: 100)
            #expect(outcome.exit == .unavailable && outcome.messages.contains("(127.0.0.1:1): try again"))
            #expect(!outcome.messages.contains("secret-key"))
        }
        #expect(world.warnings.isEmpty)
    }

    @Test func `one that is on its way is waited for, as long as a node may lag`() throws {
        let (world, _) = try Self.world()
        let flags = CommandLineValues([], operands: [], settings: Flags.reading, problems: ProblemList())
        let resolve = SettingsResolver(
            settings: Flags.reading, flags: flags, environment: [:], document: nil, problems: ProblemList())
        let console = Console(
            askSecret: { _ in nil }, readInput: { _ in nil }, progress: { _ in }, stream: { _ in false },
            holdEnd: { {} })
        let session = try Session(
            Invocation(
                operands: [], resolve: resolve, environment: ["XDG_CONFIG_HOME": world.folder], console: console))
        let pauses = Locked(0)
        let asking = SteadyAsking(warn: { _ in }) { _ in
            let isFirst = pauses.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst { #expect(throws: Never.self) { try Self.submit("third", world) } }
        }
        var seen: [String] = []
        try RequestCommands.watch(3, session, asking, lag: .seconds(300)) { number, request in
            seen.append("\(number) \(request.name)")
            return false
        }
        #expect(seen == ["3 third"] && pauses.withLock { $0 } >= 1)
    }

    @Test func `a state that this version has no word for is no failure of the request`() throws {
        for (status, hasEnded) in [(UInt8(1), false), (2, false), (3, true)] {
            #expect(try RequestCommands.hasEnded(1, status) == hasEnded)
        }
        for (status, exit) in [(UInt8(0), ExitCode.software), (4, .refused), (5, .refused), (6, .software)] {
            let failure = #expect(throws: CommandFailure.self) { _ = try RequestCommands.hasEnded(1, status) }
            #expect(failure?.exit == exit && failure?.message.contains("newer sealctl") == (exit == .software))
        }
    }

    @Test func `who stops reading is asked nothing more`() throws {
        let (world, _) = try Self.world()
        // It is pending, and would be waited for.
        let watched = world.run("request", "watch", "1", "-o", "json", streams: 1)
        #expect(watched.exit == .ok)
        #expect(try Self.seen(world) == ["first pending"])
    }

    @Test func `without a number all changes are shown from the first on, until nobody reads them`() throws {
        let (world, worker) = try Self.world()
        #expect(world.run("request", "assign", "2", worker, key: "operator").exit == .ok)
        world.whenStreamed { [weak world] text in
            // The last that there is: another comes while all of them are watched.
            if text.contains("assigned") { #expect(world?.run("request", "cancel", "1", key: "alice").exit == .ok) }
        }
        let watched = world.run("request", "watch", "-o", "json", streams: 4)
        #expect(watched.exit == .ok, "\(watched.messages)")
        #expect(try Self.seen(world) == ["first pending", "second pending", "second assigned", "first cancelled"])
    }

    @Test func `each is a document of its own for who reads YAML`() throws {
        let (world, worker) = try Self.world()
        #expect(world.run("request", "assign", "2", worker, key: "operator").exit == .ok)
        #expect(world.run("request", "watch", "-o", "yaml", streams: 3).exit == .ok)
        #expect(world.lines.count == 3 && world.lines.allSatisfy { $0.hasPrefix("---\n") && $0.hasSuffix("\n") })
        #expect(world.lines[2].contains("state: \"assigned\""))
    }
}
