// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Configuration
import DevLedger
import Kernel
import SuiLedger
import Testing

@testable import StakeWorker

@Suite(.timeLimit(.minutes(10))) struct CommandTests {
    /// A configuration file beside a local ledger.
    private static func write(_ world: LedgerWorld, _ more: String = "") throws -> [String] {
        try world.file.write(world.folder.path + "/cluster.yaml")
        try world.folder.write(
            "worker-config.yaml",
            """
            node_id: rack-1
            cluster_file: \(world.folder.path)/cluster.yaml
            wallet_file: \(world.folder.path)/wallet
            wallet_password_file: \(world.folder.path)/password
            state_folder: \(world.folder.path)/state
            agent_config_file: \(world.folder.path)/rancher/50-stake.yaml
            agent_password_file: \(world.folder.path)/rancher/password
            agent_unit: stake-worker-test-nowhere.service
            master_trust: ca-file
            master_ca_file: \(world.folder.path)/ca.pem
            master_url: https://127.0.0.1:1
            \(more)
            """)
        return ["--config", world.folder.path + "/worker-config.yaml"]
    }

    @Test func `a dry run shows each step, sends nothing and writes nothing`() throws {
        let world = try LedgerWorld()
        let arguments = try Self.write(world)
        let outcome = JoinCommand.run(arguments + ["--dry-run"], environment: [:], progress: { _ in })
        #expect(outcome.exit == .ok && outcome.messages.isEmpty, "\(outcome)")
        #expect(
            outcome.output == """
                1. would make this machine's join key and node password
                2. would lock 1 SUI for the node rack-1
                3. would register the worker on chain
                4. would mint a worker's seal, and keep its token on this machine
                5. would find out whether the master is what it must be
                6. would prove whose machine it is, get a node name and a token, and write the agent's configuration
                7. would start the agent

                """)
        #expect(!world.folder.has("state") && !world.folder.has("rancher"))
        let chain = try LedgerChain(world.file, nodes: [], owner: world.owner, signer: nil, state: world.state)
        #expect(try chain.look(seal: nil, agrees: false).account == nil)
    }

    @Test func `a machine without a master goes as far as it can, and no further the second time`() throws {
        let world = try LedgerWorld()
        let arguments = try Self.write(world)
        let steps = Locked<[String]>([])
        for _ in 0..<2 {
            let outcome = JoinCommand.run(arguments, environment: [:]) { step in steps.withLock { $0.append(step) } }
            #expect(outcome.exit == .unavailable || outcome.exit == .software, "\(outcome)")
        }
        let taken = steps.withLock { $0 }
        #expect(taken.filter { $0.hasPrefix("lock") }.count == 1 && taken.filter { $0.hasPrefix("mint") }.count == 1)
        #expect(taken.last == "find out whether the master is what it must be")
        let status = StatusCommand.run(arguments, environment: [:])
        #expect(status.exit == .different, "\(status)")
        for line in ["standing: pending", "stake: 1 SUI", "required: 1 SUI", "seal: live", "node: none"] {
            #expect(status.output.contains(line + "\n"), "\(line)")
        }
        try world.activate("n-abc-1")
        let working = StatusCommand.run(arguments, environment: [:])
        #expect(
            working.exit == .ok && working.output.contains("standing: working\n")
                && working.output.contains("node: n-abc-1\n"))
        try world.slash()
        let lost = StatusCommand.run(arguments, environment: [:])
        #expect(lost.exit == .different && lost.output.contains("standing: lost: the stake was slashed\n"))
        let refused = JoinCommand.run(arguments, environment: [:], progress: { _ in })
        #expect(refused.exit == .refused && refused.messages.contains("restake"))
    }

    @Test func `a machine leaves`() throws {
        let world = try LedgerWorld()
        let arguments = try Self.write(world)
        _ = JoinCommand.run(arguments, environment: [:], progress: { _ in })
        let plan = LeaveCommand.run(arguments + ["--dry-run", "--unstake"], environment: [:], progress: { _ in })
        #expect(
            plan.exit == .ok && plan.output.contains("1. would retire the worker")
                && plan.output.contains("3. would take 1 SUI"))
        let outcome = LeaveCommand.run(arguments + ["--unstake"], environment: [:], progress: { _ in })
        #expect(outcome.exit == .ok && outcome.output == "the machine has left\n", "\(outcome)")
        let again = LeaveCommand.run(arguments + ["--dry-run", "--unstake"], environment: [:], progress: { _ in })
        #expect(again.output == "nothing is left to do: the machine has left\n")
    }

    @Test func `who only watches sees the same, without a wallet`() throws {
        let world = try LedgerWorld()
        try world.file.write(world.folder.path + "/cluster.yaml")
        let arguments = [
            "--observe", "--owner", world.owner.description, "--cluster-file", world.folder.path + "/cluster.yaml",
        ]
        let status = StatusCommand.run(arguments, environment: [:])
        #expect(status.exit == .different && status.output.contains("standing: unknown\n"), "\(status)")
        #expect(JoinCommand.run(arguments, environment: [:], progress: { _ in }).exit == .configuration)
        #expect(LeaveCommand.run(arguments, environment: [:], progress: { _ in }).exit == .configuration)
    }

    @Test func `what is wrong is said before anything is done`() throws {
        let folder = try TemporaryFolder()
        let nowhere = [
            "--cluster-file", folder.path + "/nowhere", "--wallet-file", folder.path + "/nowhere", "--node-id", "a",
        ]
        for outcome in [
            JoinCommand.run(nowhere, environment: [:], progress: { _ in }),
            LeaveCommand.run(nowhere, environment: [:], progress: { _ in }),
            StatusCommand.run(nowhere, environment: [:]),
        ] { #expect(outcome.exit == .configuration && outcome.messages.contains("nowhere"), "\(outcome)") }
        let nameless = JoinCommand.run([], environment: [:], progress: { _ in })
        #expect(nameless.exit == .configuration && nameless.messages.contains("node_id"))
        #expect(JoinCommand.run(["--nonsense"], environment: [:], progress: { _ in }).exit == .usage)
        #expect(CheckConfigCommand.run(["--node-id", "A"], environment: [:]).exit == .configuration)
    }

    @Test func `help names every flag`() {
        for outcome in [
            JoinCommand.run(["--help"], environment: [:], progress: { _ in }),
            LeaveCommand.run(["--help"], environment: [:], progress: { _ in }),
            StatusCommand.run(["--help"], environment: [:]), RunCommand.run(["--help"], environment: [:]),
            CheckConfigCommand.run(["--help"], environment: [:]),
        ] {
            #expect(outcome.exit == .ok && WorkerSettings.all.allSatisfy { outcome.output.contains($0.flag) })
        }
    }

    @Test func `what is in force is shown, of what would work`() throws {
        let world = try LedgerWorld()
        let path = world.folder.path + "/cluster.yaml"
        try world.file.write(path)
        let named = ["--node-id", "rack-1"]
        func check(_ arguments: [String], _ environment: [String: String] = [:]) -> CommandOutcome {
            CheckConfigCommand.run(arguments, environment: environment)
        }
        let shown = check(named + ["--cluster-file", path], ["K3S_DAAS_DRAIN_GRACE": "1m"])
        #expect(shown.exit == .ok && shown.output.contains("node_id: \"rack-1\"  # --node-id"), "\(shown.output)")
        #expect(shown.output.contains("drain_grace: \"1m\"  # $K3S_DAAS_DRAIN_GRACE"))
        // Who only watches has no name of a machine to give.
        #expect(check(["--observe", "--owner", world.owner.description, "--cluster-file", path]).exit == .ok)
        let nameless = check(["--cluster-file", path])
        #expect(nameless.exit == .configuration && nameless.messages.contains("node_id must be set"))
        let missing = check(named + ["--cluster-file", path + ".none"])
        #expect(missing.exit == .configuration && missing.messages.contains("cluster.yaml.none"))
        var empty = world.file
        empty.ids = nil
        try empty.write(path)
        #expect(check(named + ["--cluster-file", path]).messages.contains("names no cluster"))
        empty = world.file
        empty.nodes = []
        try empty.write(path)
        let mute = check(named + ["--cluster-file", path])
        #expect(mute.exit == .configuration && mute.messages.contains("sui_rpc_endpoints"))
        #expect(
            check(named + ["--cluster-file", path, "--sui-rpc-endpoints", "grpc=https://node.example"]).exit == .ok)
    }

    /// What each reason ends a command with, in the numbers of sysexits(3).
    static let exits: [(WorkerFailure.Code, Int32)] = [
        (.configuration, 78), (.file, 74), (.wallet, 66), (.funds, 77),
        (.chainUnavailable, 69), (.chainRefused, 77), (.outcomeUnknown, 75), (.standing, 77),
        (.masterUnavailable, 69), (.masterUntrusted, 77), (.masterRefused, 77),
        (.masterMalformed, 70), (.agent, 69), (.busy, 75), (.software, 70),
    ]

    @Test func `every reason has its end`() {
        #expect(Self.exits.map(\.0) == WorkerFailure.Code.allCases)
        for (code, exit) in Self.exits {
            #expect(WorkerFailure(code, "x").exit.rawValue == exit, "\(code)")
        }
    }
}
