// SPDX-License-Identifier: Apache-2.0
import Configuration
import Operations
import SealAuthN
import TestSupport
import Testing

@testable import WebhookServer

@Suite struct CommandTests {
    static let vector = SealVector.all[3]
    static let flags = ["--cluster-id", "0x" + vector.clusterId, "--owner=0x" + vector.owner]

    private func hash(_ flags: [String], environment: [String: String] = [:], input: String? = nil) -> CommandOutcome {
        HashTokenCommand.run(flags, environment: environment) { input.map { Array($0.utf8) } }
    }

    @Test(arguments: ["", "seal_"])
    func `hashes a token from standard input`(_ prefix: String) {
        let outcome = hash(Self.flags, input: prefix + Self.vector.secret)
        #expect(outcome.exit == .ok)
        #expect(outcome.messages == "")
        for line in [
            "key: \"\(Self.vector.key)\"", "bind: \"\(Self.vector.bind)\"", "owner: \"0x\(Self.vector.owner)\"",
        ] {
            #expect(outcome.output.contains(line))
        }
        #expect(!outcome.output.contains(Self.vector.secret))
        #expect(!outcome.output.contains("stakes"))
    }

    @Test func `what it prints makes a ledger in which the token is live`() throws {
        let outcome = hash(Self.flags + ["--generate", "--stake", "2.5 SUI"])
        let head = "apiVersion: k3s-daas.io/v1alpha1\nkind: FileLedger\nclusterId: 0x\(Self.vector.clusterId)\n"
        let folder = try LedgerFolder()
        let ledger = try FileLedger(path: folder.write("ledger.yaml", head + outcome.messages), maxSize: 1 << 20)
        var reader = try LedgerReader(ledger)
        let token = String(outcome.output.dropLast())
        guard case .accepted(let identity, _) = reader.authenticate(token) else {
            Issue.record("refused")
            return
        }
        #expect(identity.username == "sui:0x" + Self.vector.owner)
        #expect(identity.tier == .developer)
        #expect(outcome.output.count == "seal_".count + 64 + 1)
        #expect(!outcome.messages.contains(token.dropFirst(5)))
        #expect(hash(Self.flags + ["--generate"]).output != hash(Self.flags + ["--generate"]).output)
    }

    @Test(arguments: ["2 SUI", "2SUI", "2.0 SUI", "2.000000000SUI"])
    func `an amount is read with a space and without`(_ amount: String) {
        #expect(hash(Self.flags + ["--generate", "--stake", amount]).messages.contains("    stake: 2 SUI\n"))
    }

    @Test(arguments: ["SUI", " SUI", "2  SUI", "2 sui", "2SUI ", "+2SUI", "2.0000000001SUI"])
    func `what is no amount is refused`(_ amount: String) {
        #expect(hash(Self.flags + ["--generate", "--stake", amount]).exit == .configuration)
    }

    @Test(arguments: [
        ([], "--cluster-id: is required", ExitCode.usage),
        (["--owner", "0x00"], "--owner: must be 0x and 64 lowercase", .usage),
        (flags + ["--stake", "2"], "--stake: must be an amount such as 2.5 SUI", .configuration),
        (flags + ["token"], "the argument \"token\" is not expected here", .usage),
        (flags + ["--tokn=x"], "--tokn: there is no such flag", .usage),
        (flags, "standard input cannot be read", .inputOutput),
    ])
    func `says what is wrong before it reads`(_ flags: [String], _ message: String, _ exit: ExitCode) {
        let outcome = hash(flags)
        #expect(outcome.messages.contains(message), "\(outcome.messages)")
        #expect(outcome.exit == exit)
        #expect(outcome.output == "")
    }

    @Test(arguments: ["", "x", vector.secret.uppercased(), vector.secret + "\n", "seal_" + vector.secret + "0"])
    func `refuses what is not a token and does not repeat it`(_ input: String) {
        let outcome = hash(Self.flags, input: input)
        #expect(outcome.exit == .configuration)
        #expect(outcome.output == "")
        #expect(!outcome.messages.contains(Self.vector.secret.prefix(16)))
    }

    @Test func `only the cluster can come from the environment`() {
        let environment = ["K3S_DAAS_CLUSTER_ID": "0x" + Self.vector.clusterId, "K3S_DAAS_GENERATE": "true"]
        let outcome = hash(["--owner", "0x" + Self.vector.owner], environment: environment, input: Self.vector.secret)
        #expect(outcome.output.contains(Self.vector.key))
    }

    @Test func `check-config shows what is in force or all that is wrong`() throws {
        let ground = try ConfigurationGround()
        let good = Program.checkConfig(ground.flags, environment: [:])
        #expect(good.exit == .ok)
        #expect(good.output.hasPrefix("apiVersion: k3s-daas.io/v1alpha1\nkind: WebhookServerConfiguration\n"))
        #expect(good.output.contains("drainTimeout: \"95s\"  # default\n"))
        #expect(good.messages == "the ledger holds 1 stakes and 1 seals\n")

        let bad = Program.checkConfig(ground.flags + ["--loops=x", "--log-level=x"], environment: [:])
        #expect(bad.exit == .configuration)
        #expect(bad.output == "")
        #expect(bad.messages.split(separator: "\n").count == 2)

        let head = "apiVersion: k3s-daas.io/v1alpha1\nkind: Policy\n"
        let policy = ground.folder.write("policy.yaml", head + "version: mine\nrules: {quota: warn}")
        let judged = Program.checkConfig(ground.flags + ["--policy-file", policy], environment: [:])
        #expect(judged.exit == .ok)
        #expect(judged.output.contains("policy:\n  file: \"\(policy)\"  # --policy-file\n"))
        let lines = judged.messages.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0] == "note: \(policy):4:16: rules.quota: whoever breaks this rule is only warned of")
        #expect(lines[2].hasPrefix("the policy is mine@"))

        ground.folder.write("ledger.yaml", "kind: FileLedger")
        let broken = Program.checkConfig(ground.flags, environment: [:])
        #expect(broken.exit == .configuration)
        #expect(broken.messages.contains("ledger.yaml:1:1: clusterId: is required"))
    }

    @Test func `check-config names the cluster, the chain and the nodes, and asks nobody`() throws {
        let ground = try ConfigurationGround()
        let good = Program.checkConfig(ground.chainFlags() + ["--quorum=1"], environment: [:])
        #expect(good.exit == .ok)
        #expect(
            good.output.contains("\nchain:\n  clusterFile: \"\(ground.folder.path)/cluster.yaml\"  # --cluster-file\n"))
        #expect(
            good.messages
                == "note: one node alone is believed for admin and super: name nodes that others run, with --node\n"
                + "cluster 0x" + String(repeating: "0", count: 63) + "1 on chain \(ClusterText.mainnet), "
                + "1 of 2 nodes to agree: grpc=https://a.example, graphql=https://b.example/graphql\n")
        let bad = Program.checkConfig(ground.chainFlags("kind: Cluster\n"), environment: [:])
        #expect(bad.exit == .configuration)
        #expect(bad.output == "")
        #expect(bad.messages.contains("cluster.yaml:1:1: chain: is required\n"))
    }

    @Test func `help is help and no error`() {
        #expect(Program.checkConfig(["--help"], environment: [:]).output.contains("--listen-address"))
        #expect(hash(["-h"]).output.hasPrefix("usage: webhook-server hash-token"))
        #expect(Program.version([]).output == Product.version + "\n")
        #expect(Program.version(["x"]).exit == .usage)
        #expect(CommandOutcome(usage: "u", isError: true) == CommandOutcome(messages: "u", exit: .usage))
        #expect(CommandOutcome(usage: "u", isError: false) == CommandOutcome(output: "u"))
        let unknown = CommandOutcome(unknown: "hash_token", among: ["hash-token", "version"])
        #expect(unknown.exit == .usage)
        #expect(unknown.messages == "there is no command \"hash_token\"; did you mean hash-token?\n")
    }
}
