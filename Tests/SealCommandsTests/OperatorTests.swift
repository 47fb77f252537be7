// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Configuration
import DevLedger
import SuiLedger
import Testing

@testable import SealCommands

/// What workers, operators and voters do, against a local ledger.
@Suite(.timeLimit(.minutes(10))) struct OperatorTests {
    private static let joinKey = String(repeating: "5a", count: 32)

    @Test func `a worker registers, is activated, sends a heartbeat, and leaves`() throws {
        let world = try StakerTests.world()
        let bob = try world.account("bob")
        let operatorAddress = try world.account("operator")
        let registered = world.run(
            "worker", "register", "node-a", "--stake", "1SUI", "--join-key", Self.joinKey, key: "bob")
        #expect(registered.exit == .ok, "\(registered.messages)")
        #expect(world.run("seal", "mint", "--worker", key: "bob").exit == .ok)
        #expect(world.run("cap", "offer", "operator", operatorAddress.description, key: "admin").exit == .ok)
        #expect(world.run("cap", "accept", "operator", key: "operator").exit == .ok)
        let activated = world.run("worker", "activate", bob.description, "n-1", key: "operator")
        #expect(activated.exit == .ok, "\(activated.messages)")
        let shown = world.run("worker", "show", bob.description)
        #expect(StakerTests.field("state", of: shown) == "active" && StakerTests.field("node name", of: shown) == "n-1")
        world.node.advance(milliseconds: 600_000)
        let beat = world.run("worker", "heartbeat", "20", "30", "4", key: "bob")
        #expect(beat.exit == .ok && beat.output.contains("HeartbeatRecorded"), "\(beat.messages)")
        #expect(world.run("worker", "heartbeat", "20", "30", "4", key: "bob").messages.contains("ten minutes"))
        #expect(world.run("worker", "suspend", bob.description, "too slow", key: "operator").exit == .ok)
        #expect(world.run("worker", "set-key", "--join-key", Self.joinKey, key: "bob").exit == .ok)
        #expect(world.run("worker", "retire", key: "bob").exit == .ok)
        #expect(world.run("worker", "show").output.contains("retired"))
        let enclave = world.run("worker", "enclave", key: "bob")
        #expect(enclave.exit == .refused && enclave.messages.contains("no enclave"))
    }

    @Test func `a request is submitted, assigned and completed, another is cancelled`() throws {
        let world = try StakerTests.world()
        let alice = try world.account("alice")
        let bob = try world.account("bob")
        let operatorAddress = try world.account("operator")
        #expect(world.run("seal", "mint", "--stake", "2SUI", key: "alice").exit == .ok)
        #expect(
            world.run("worker", "register", "node-a", "--stake", "1SUI", "--join-key", Self.joinKey, key: "bob").exit
                == .ok)
        #expect(world.run("cap", "offer", "operator", operatorAddress.description, key: "admin").exit == .ok)
        #expect(world.run("cap", "accept", "operator", key: "operator").exit == .ok)
        #expect(world.run("worker", "activate", bob.description, "n-1", key: "operator").exit == .ok)
        world.write("manifest", "kind: ConfigMap\n", mode: 0o644)
        let submitted = world.run(
            "request", "submit", "apply", "configmaps", "c", "--namespace", "team-a", "--manifest-file",
            world.folder + "/manifest", key: "alice")
        #expect(submitted.exit == .ok, "\(submitted.messages)")
        let number = try #require(
            submitted.output.split(separator: "\n").first { $0.contains("request ID:") }?.split(separator: " ").last)
        let assigned = world.run("request", "assign", String(number), bob.description, key: "operator")
        #expect(assigned.exit == .ok, "\(assigned.messages)")
        #expect(world.run("request", "complete", String(number), "applied", key: "operator").exit == .ok)
        let second = world.run(
            "request", "submit", "delete", "configmaps", "c", "--namespace", "team-a", "--manifest-uri",
            "https://example.com/m.yaml", "--manifest-file", world.folder + "/manifest", key: "alice")
        #expect(second.exit == .ok, "\(second.messages)")
        let list = world.run("request", "list")
        #expect(list.output.contains("completed") && list.output.contains("pending"))
        #expect(list.output.contains(alice.description))
        let next = UInt64(number).map { "\($0 + 1)" } ?? ""
        #expect(world.run("request", "cancel", next, key: "operator").messages.contains("only who submitted"))
        #expect(world.run("request", "cancel", next, key: "alice").exit == .ok)
        #expect(world.run("request", "fail", next, "no", key: "operator").exit == .refused)
    }

    @Test func `a proposal is voted on, and what was decided is done`() throws {
        let world = try StakerTests.world()
        let alice = try world.account("alice")
        for name in ["bob", "carol"] {
            _ = try world.account(name)
            #expect(world.run("stake", "10SUI", key: name).exit == .ok)
        }
        #expect(world.run("stake", "5SUI", key: "alice").exit == .ok)
        world.node.nextEpoch()
        let evidence = String(repeating: "cd", count: 32)
        let proposed = world.run("propose", alice.description, "10", evidence, key: "bob")
        #expect(proposed.exit == .ok, "\(proposed.messages)")
        let list = world.run("proposals")
        #expect(list.output.contains("open") && list.output.contains(alice.description))
        let number = try #require(list.output.split(separator: "\n").last?.split(separator: " ").first)
        #expect(world.run("vote", String(number), "yes", key: "carol").exit == .ok)
        #expect(world.run("vote", String(number), "yes", key: "carol").messages.contains("voted in this round"))
        #expect(world.run("vote", String(number), "no", key: "alice").messages.contains("about themselves"))
        #expect(world.run("execute", String(number), key: "alice").messages.contains("not over"))
        world.node.advance(milliseconds: 3 * 86_400_000 + 1)
        let appealed = world.run("appeal", String(number), key: "alice")
        #expect(appealed.exit == .ok, "\(appealed.messages)")
        #expect(world.run("vote", String(number), "yes", key: "carol").exit == .ok)
        world.node.advance(milliseconds: 10 * 86_400_000)
        let executed = world.run("execute", String(number), key: "bob")
        #expect(executed.exit == .ok, "\(executed.messages)")
        #expect(world.run("proposals").output.contains("executed"))
    }

    @Test func `a cluster is found again by its id`() throws {
        let world = try StakerTests.world()
        let path = world.folder + "/k3s-daas/cluster.yaml"
        let before = try ClusterFile.read(path)
        let cluster = try #require(before.ids?.cluster)
        var bare = before
        bare.ids = nil
        try bare.write(path)
        #expect(world.run("seal", "list").messages.contains("sealctl cluster find"))
        let found = world.run("cluster", "find", cluster.description)
        #expect(found.exit == .ok, "\(found.messages)")
        #expect(try ClusterFile.read(path).ids == before.ids)
        #expect(world.run("cluster", "find", Address(9).description).exit == .refused)
        #expect(world.run("cluster", "show").output.contains("unbonding epochs:"))
        #expect(world.run("cluster", "create", key: "admin").messages.contains("names a cluster already"))
    }
}
