// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Configuration
import Crypto
import DevLedger
import SealAuthN
import SuiLedger
import Testing

@testable import SealCommands

/// What a staker does, from a key to a token and back, against a local ledger.
@Suite(.timeLimit(.minutes(10))) struct StakerTests {
    /// A world with a cluster, whose admin is `admin`.
    static func world() throws -> LocalWorld {
        let world = try LocalWorld()
        _ = try world.account("admin")
        let created = world.run("cluster", "create", key: "admin")
        #expect(created.exit == .ok, "\(created.messages)")
        return world
    }

    static func field(_ name: String, of outcome: CommandOutcome) -> String? {
        for line in outcome.output.split(separator: "\n") where line.hasPrefix(name + ":") {
            return String(line.dropFirst(name.count + 1).drop { $0 == " " })
        }
        return nil
    }

    @Test func `a staker locks SUI, gets a token, and takes the stake back`() throws {
        let world = try Self.world()
        let alice = try world.account("alice")
        let staked = world.run("stake", "2SUI", key: "alice")
        #expect(staked.exit == .ok && staked.output.contains("staking::StakeChanged"), "\(staked.messages)")
        #expect(Self.field("tier", of: world.run("status", key: "alice")) == "developer")
        let more = world.run("stake", "3 sui", key: "alice")
        #expect(more.exit == .ok, "\(more.messages)")
        let status = world.run("status", alice.description)
        #expect(Self.field("tier", of: status) == "admin" && Self.field("stake", of: status) == "5 SUI")

        let minted = world.run("seal", "mint", "--permissions", "pods:read", "--epochs", "9", key: "alice")
        #expect(minted.exit == .ok, "\(minted.messages)")
        let token = try #require(Self.field("token", of: minted))
        #expect(token.hasPrefix("seal_") && token.utf8.count == 69)
        let list = world.run("seal", "list", key: "alice")
        #expect(list.output.contains("live") && list.output.contains("pods:read"))
        #expect(!list.output.contains(token))
        // Who has the token finds the seal; nobody else can name it by it.
        let shown = world.run("seal", "show", "-", input: token + "\n")
        #expect(Self.field("owner", of: shown) == alice.description && Self.field("expires epoch", of: shown) == "9")

        let unstaked = world.run("unstake", "all", key: "alice")
        #expect(unstaked.exit == .ok, "\(unstaked.messages)")
        #expect(Self.field("state", of: world.run("status", key: "alice")) == "unbonding")
        let early = world.run("withdraw", key: "alice")
        #expect(early.exit == .refused && early.messages.contains("staking::EStillUnbonding"))
        for _ in 0..<7 { world.node.nextEpoch() }
        #expect(world.run("withdraw", key: "alice").exit == .ok)
        let balance = try #require(Self.field("balance", of: world.run("status", key: "alice")))
        #expect(balance.hasPrefix("99.9"))
    }

    @Test func `what the chain keeps of a token is what the server computes`() throws {
        let world = try Self.world()
        let alice = try world.account("alice")
        let minted = world.run("seal", "mint", "--stake", "0.5SUI", "-o", "json", key: "alice")
        #expect(minted.exit == .ok, "\(minted.messages)")
        let file = try ClusterFile.read(world.folder + "/k3s-daas/cluster.yaml")
        let ids = try #require(file.ids)
        let token = try #require(minted.output.split(separator: "\"").first { $0.hasPrefix("seal_") })
        var hasher = try SealHasher(clusterId: ids.cluster.raw)
        let isToken = hasher.take(Array(token.utf8).span)
        let (key, bind) = (try hasher.key(), try hasher.bind(to: alice.raw))
        #expect(isToken)
        let shown = world.run("seal", "show", "0x" + key.hex)
        #expect(Self.field("bind", of: shown) == bind.hex)
    }

    @Test func `a new token ends the old one, and a revoked seal is dead`() throws {
        let world = try Self.world()
        _ = try world.account("alice")
        let minted = world.run("seal", "mint", "--stake", "1SUI", "--token-file", world.folder + "/token", key: "alice")
        #expect(minted.exit == .ok && !minted.output.contains("seal_"), "\(minted.messages)")
        let key = try #require(Self.field("key", of: minted))
        let refreshed = world.run("seal", "refresh", key, key: "alice")
        #expect(refreshed.exit == .ok, "\(refreshed.messages)")
        #expect(Self.field("state", of: world.run("seal", "show", key)) == "revoked")
        let fresh = try #require(Self.field("key", of: refreshed))
        #expect(Self.field("state", of: world.run("seal", "show", fresh)) == "live")
        #expect(world.run("seal", "revoke", fresh, key: "alice").exit == .ok)
        #expect(Self.field("state", of: world.run("seal", "show", fresh)) == "revoked")
        #expect(world.run("seal", "revoke", fresh, key: "alice").exit == .refused)
    }

    @Test func `a key that was used is followed by another, and its token is the one that is shown`() throws {
        let world = try Self.world()
        _ = try world.account("alice")
        let (used, fresh) = (try Bytes32.random(), try Bytes32.random())
        world.secrets = [used]
        #expect(world.run("seal", "mint", "--stake", "1SUI", key: "alice").exit == .ok)
        world.secrets = [used, used, fresh]
        let minted = world.run("seal", "mint", key: "alice")
        #expect(Self.field("token", of: minted) == "seal_" + fresh.hex, "\(minted.messages)")
        world.secrets = [used, used, used]
        let unlucky = world.run("seal", "mint", key: "alice")
        #expect(unlucky.exit == .refused && unlucky.messages.contains("seal::EKeyUsed") && unlucky.output.isEmpty)
    }

    @Test func `a slasher takes, and the slashed come back with nothing old`() throws {
        let world = try Self.world()
        let alice = try world.account("alice")
        let slasher = try world.account("slasher")
        let minted = world.run("seal", "mint", "--stake", "10SUI", key: "alice")
        let key = try #require(Self.field("key", of: minted))
        let evidence = String(repeating: "ab", count: 32)
        let without = world.run("slash", alice.description, "10", evidence, key: "slasher")
        #expect(without.exit == .refused && without.messages.contains("has no SlasherCap"))
        #expect(world.run("cap", "offer", "slasher", slasher.description, key: "admin").exit == .ok)
        #expect(world.run("cap", "accept", "slasher", key: "slasher").exit == .ok)
        let slashed = world.run("slash", alice.description, "10", evidence, key: "slasher")
        #expect(slashed.exit == .ok, "\(slashed.messages)")
        let status = world.run("status", alice.description)
        #expect(Self.field("state", of: status) == "slashed" && Self.field("stake", of: status) == "9 SUI")
        #expect(Self.field("state", of: world.run("seal", "show", key)) == "older than a slashing")
        let again = world.run("slash", alice.description, "10", evidence, key: "slasher")
        #expect(again.exit == .refused && again.messages.contains("used before"))
        #expect(world.run("stake", "1SUI", key: "alice").messages.contains("sealctl restake"))
        #expect(world.run("restake", "1SUI", key: "alice").exit == .ok)
        #expect(Self.field("state", of: world.run("status", alice.description)) == "active")
    }

    @Test func `a dry run shows cost and effects, and does nothing`() throws {
        let world = try Self.world()
        _ = try world.account("alice")
        world.write("password", "wrong\n", mode: 0o600)
        let shown = world.run("stake", "2SUI", "--dry-run", key: "alice")
        #expect(shown.exit == .ok, "\(shown.messages)")
        #expect(Self.field("spends", of: shown) == "2 SUI" && shown.output.contains("staking::StakeChanged"))
        #expect(Self.field("stake", of: world.run("status", key: "alice")) == "0 SUI")
        // The key was never opened; to send, it must be.
        let wrong = world.run("stake", "2SUI", key: "alice")
        #expect(wrong.exit == .refused && wrong.output.isEmpty)
    }

    @Test func `an account without SUI hears how to get some`() throws {
        let world = try Self.world()
        _ = try world.account("alice", sui: 1)
        let outcome = world.run("stake", "2SUI", key: "alice")
        #expect(outcome.exit == .refused)
        #expect(outcome.messages.contains("the account holds 1 SUI") && outcome.messages.contains("sealctl faucet"))
    }

    @Test func `nearly everything can be staked`() throws {
        let world = try Self.world()
        _ = try world.account("alice", sui: 3)
        // A local ledger's bill is 0.001 SUI, the budget a fifth more.
        let tooMuch = world.run("stake", "2.9989SUI", key: "alice")
        #expect(tooMuch.exit == .refused && tooMuch.messages.contains("3.0001 SUI"), "\(tooMuch.messages)")
        #expect(world.run("stake", "2.9988SUI", key: "alice").exit == .ok)
        #expect(Self.field("balance", of: world.run("status", key: "alice")) == "0.0002 SUI")
    }

    @Test func `events are shown, and followed as they happen`() throws {
        let world = try Self.world()
        _ = try world.account("alice")
        #expect(world.run("stake", "2SUI", key: "alice").exit == .ok)
        let all = world.run("events", "-o", "json")
        #expect(all.output.contains("cluster::ClusterCreated") && all.output.contains("staking::StakeChanged"))
        let followed = world.run("events", "--follow", streams: 4)
        #expect(followed.exit == .ok && world.lines.count == 4)
        #expect(world.lines.last?.contains("staking::StakeChanged") == true)
    }

    @Test func `a transaction is found by its digest`() throws {
        let world = try Self.world()
        _ = try world.account("alice")
        let digest = try #require(Self.field("transaction", of: world.run("stake", "2SUI", key: "alice")))
        let shown = world.run("tx", digest)
        #expect(Self.field("state", of: shown) == "succeeded" && shown.output.contains("staking::StakeChanged"))
        #expect(world.run("tx", "11111111111111111111111111111111").exit == .refused)
        #expect(world.run("tx", "nonsense").exit == .usage)
    }
}
