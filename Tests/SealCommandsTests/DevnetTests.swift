// SPDX-License-Identifier: Apache-2.0
import Configuration
import DevLedger
import Kernel
import SuiLedger
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct DevnetTests {
    /// Runs the ledger on a port of its own, and `body` while it runs.
    private static func run(
        _ world: LocalWorld, _ flags: [String] = [], _ body: @escaping @Sendable (String) -> Void
    ) -> CommandOutcome {
        let hello = Locked("")
        let console = Console(
            askSecret: { _ in nil }, readInput: { _ in nil }, progress: { _ in },
            stream: { text in
                hello.withLock { $0 = text }
                return true
            }, holdEnd: { { body(hello.withLock { $0 }) } })
        let line =
            ["devnet", "--address", "127.0.0.1:0", "--ledger-file", world.folder + "/devnet"]
            + ["--cluster-file", world.folder + "/other"] + flags
        return Sealctl.run(line, environment: [:], console: console)
    }

    @Test func `a ledger says what it is, is found by the cluster file, and goes on where it was`() throws {
        let world = try LocalWorld()
        let me = try world.account("me")
        let seen = Locked<[CommandOutcome]>([])
        let environment = ["XDG_CONFIG_HOME": world.folder, "K3S_DAAS_CLUSTER_FILE": world.folder + "/other"]
        @Sendable func ask(_ line: String...) {
            let console = Console(
                askSecret: { _ in nil }, readInput: { _ in nil }, progress: { _ in }, stream: { _ in false },
                holdEnd: { {} })
            let outcome = Sealctl.run(line, environment: environment, console: console)
            seen.withLock { $0.append(outcome) }
        }
        let address = me.description
        let first = Self.run(world) { hello in
            ask("faucet", address, "--amount", "7SUI")
            ask("devnet", "step", "--epochs", "2", "--time", "1h")
            ask("devnet", "fault", "{\"error\": 100}")
            ask("status", address, "--timeout", "1s")
            ask("devnet", "fault", "none")
            ask("devnet", "fault", "{\"erorr\": 100}")
            seen.withLock { $0.append(CommandOutcome(output: hello)) }
        }
        #expect(first.exit == .ok, "\(first.messages)")
        let second = Self.run(world) { _ in ask("status", address) }
        #expect(second.exit == .ok, "\(second.messages)")
        let outcomes = seen.withLock { $0 }
        try #require(outcomes.count == 8)
        #expect(StakerTests.field("received", of: outcomes[0]) == "7 SUI", "\(outcomes[0].messages)")
        #expect(StakerTests.field("epoch", of: outcomes[1]) == "2", "\(outcomes[1].messages)")
        #expect(outcomes[2].exit == .ok && outcomes[3].exit == .unavailable && outcomes[4].exit == .ok)
        #expect(outcomes[5].exit == .refused && outcomes[5].messages.contains("erorr"))
        #expect(outcomes[6].output.contains("worth nothing"))
        let status = outcomes[7]
        #expect(StakerTests.field("balance", of: status) == "7 SUI" && StakerTests.field("epoch", of: status) == "2")
        let other = Self.run(world, ["--seed", "2"]) { _ in }
        #expect(other.exit == .cannotCreate && other.messages.contains("seed 1"))
    }

    @Test func `it listens nowhere but on this machine, and takes no other chain's file`() throws {
        let world = try LocalWorld()
        let outcome = Sealctl.run(
            ["devnet", "--address", "0.0.0.0:0", "--ledger-file", world.folder + "/devnet"],
            environment: ["XDG_CONFIG_HOME": world.folder],
            console: Console(
                askSecret: { _ in nil }, readInput: { _ in nil }, progress: { _ in }, stream: { _ in false },
                holdEnd: { {} }))
        #expect(outcome.exit == .unavailable && outcome.messages.contains("not loopback"))
        // The file in its default place is that of the ledger with seed 7.
        let foreign = world.run("devnet", "--address", "127.0.0.1:0", "--ledger-file", world.folder + "/devnet")
        #expect(foreign.exit == .usage && foreign.messages.contains("another chain"))
    }
}
