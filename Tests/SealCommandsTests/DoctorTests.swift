// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Configuration
import DevLedger
import Glibc
import Kernel
import SuiLedger
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct DoctorTests {
    /// A cluster, a staker, a kubeconfig and a plugin in the path.
    private static func world(_ stake: String? = "2SUI") throws -> LocalWorld {
        let world = try StakerTests.world()
        _ = try world.account("alice")
        if let stake { #expect(world.run("stake", stake, key: "alice").exit == .ok) }
        mkdir(world.folder + "/bin", 0o700)
        world.write("bin/kubectl-seal", "", mode: 0o700)
        let login = plugin(world, "login", "--server", "https://127.0.0.1:6443", "--set-current")
        #expect(login.exit == .ok, "\(login.messages)")
        return world
    }

    private static func plugin(_ world: LocalWorld, _ line: String..., input: String = "") -> CommandOutcome {
        // The token's clock is the world's; the ledger's stands elsewhere.
        let environment = [
            "KUBECONFIG": world.folder + "/kubeconfig", "KUBECACHEDIR": world.folder + "/cache",
            "PATH": world.folder + "/bin",
        ]
        return world.run(line: line, key: "alice", input: input, table: KubectlSeal.table, environment: environment)
    }

    /// The states of the lines that begin so.
    private static func state(_ check: String, _ outcome: CommandOutcome) -> String? {
        for line in outcome.output.split(separator: "\n") where line.hasPrefix(check + "  ") {
            return line.dropFirst(check.count).split(separator: " ").first.map(String.init)
        }
        return nil
    }

    @Test func `where all is well each line says so`() throws {
        let world = try Self.world()
        let outcome = Self.plugin(world, "doctor")
        #expect(outcome.exit == .ok, "\(outcome.output)\(outcome.messages)")
        for check in ["kubeconfig", "plugin", "key", "cluster file", "stake", "tier", "seals", "cache", "token"] {
            #expect(Self.state(check, outcome) == "ok", "\(check): \(outcome.output)")
        }
        #expect(Self.state("exec info", outcome) == "skipped" && Self.state("clock", outcome) == "skipped")
        #expect(Self.state("independent nodes", outcome) == "warning" && outcome.output.contains("developer"))
        #expect(!outcome.output.contains("sealsig1."))
        let json = Self.plugin(world, "doctor", "-o", "json")
        #expect(json.output.contains(#""check": "tier""#))
    }

    @Test func `whoami shows what the chain knows`() throws {
        let world = try Self.world()
        #expect(world.run("seal", "mint", key: "alice").exit == .ok)
        let outcome = Self.plugin(world, "whoami")
        #expect(outcome.exit == .ok, "\(outcome.messages)")
        #expect(
            StakerTests.field("tier", of: outcome) == "developer" && StakerTests.field("stake", of: outcome) == "2 SUI")
        #expect(
            StakerTests.field("state", of: outcome) == "active" && StakerTests.field("generation", of: outcome) == "0")
        #expect(outcome.output.contains("live") && outcome.output.contains("sui:0x"))
    }

    @Test func `an account without stake hears how much is needed`() throws {
        let world = try Self.world(nil)
        let outcome = Self.plugin(world, "doctor")
        #expect(outcome.exit == .refused && outcome.messages.contains("stake, tier"))
        #expect(outcome.output.contains("sealctl stake 0.5SUI") && Self.state("token", outcome) == "ok")
    }

    @Test func `unbonding and slashed are told apart`() throws {
        let world = try Self.world()
        #expect(world.run("unstake", "all", key: "alice").exit == .ok)
        #expect(Self.plugin(world, "doctor").output.contains("unbonding: `sealctl stake"))
        let other = try Self.world()
        let alice = try #require(
            WalletFile.read(other.folder + "/k3s-daas/wallet").entries.first { $0.name == "alice" })
        let slasher = try other.account("slasher")
        #expect(other.run("cap", "offer", "slasher", slasher.description, key: "admin").exit == .ok)
        #expect(other.run("cap", "accept", "slasher", key: "slasher").exit == .ok)
        let evidence = String(repeating: "ab", count: 32)
        #expect(other.run("slash", alice.address.description, "10", evidence, key: "slasher").exit == .ok)
        #expect(Self.plugin(other, "doctor").output.contains("slashed: `sealctl restake"))
    }

    @Test func `a given token is looked at from all sides`() throws {
        let world = try Self.world()
        let minted = world.run("seal", "mint", "--epochs", "2", key: "alice")
        let token = try #require(StakerTests.field("token", of: minted))
        let key = try #require(StakerTests.field("key", of: minted))
        let good = Self.plugin(world, "doctor", "--token-file", "-", input: token + "\n")
        #expect(good.exit == .ok, "\(good.output)")
        for check in ["seal", "owner", "kind", "revoked", "expiry", "generation"] {
            #expect(Self.state("given token: \(check)", good) == "ok", "\(good.output)")
        }
        #expect(!good.output.contains(token.dropFirst(5)))
        #expect(world.run("seal", "revoke", key, key: "alice").exit == .ok)
        for _ in 0..<2 { world.node.nextEpoch() }
        let dead = Self.plugin(world, "doctor", "--token-file", "-", input: token)
        #expect(dead.exit == .refused && Self.state("given token: revoked", dead) == "failed")
        #expect(Self.state("given token: expiry", dead) == "failed" && Self.state("given token: owner", dead) == "ok")
        let unknown = Self.plugin(world, "doctor", "--token-file", "-", input: String(repeating: "0", count: 64))
        #expect(unknown.output.contains("no seal of this cluster is under it"))
        for foreign in ["", "eyJhbGciOi.x.y", "SEAL_" + token.dropFirst(5)] {
            #expect(
                Self.plugin(world, "doctor", "--token-file", "-", input: foreign).output.contains(
                    "neither 64 lowercase"))
        }
        let signed = world.run("token", key: "alice")
        let own = Self.plugin(world, "doctor", "--token-file", "-", input: signed.output)
        #expect(own.exit == .ok && own.output.contains("signed by this key"), "\(own.output)")
        let other = world.run("token", "--audience", "other", key: "alice")
        #expect(
            Self.plugin(world, "doctor", "--token-file", "-", input: other.output).output.contains(
                "for another audience"))
        let open = Self.plugin(world, "doctor", "--token-file", world.folder + "/kubeconfig")
        #expect(open.output.contains("neither 64"))
    }

    @Test func `each thing that is missing is named, and what hangs on it is skipped`() throws {
        let world = try Self.world()
        let text = String(
            decoding: try FileContents.read(world.folder + "/kubeconfig", limit: 9999).bytes, as: UTF8.self)
        func outcome(_ from: String, _ to: String) -> CommandOutcome {
            world.write("kubeconfig", text.replacing(from, with: to), mode: 0o600)
            return Self.plugin(world, "doctor")
        }
        #expect(
            outcome("authentication.k8s.io/v1\"", "authentication.k8s.io/v1alpha1\"").output.contains(
                "apiVersion must be"))
        #expect(outcome("provideClusterInfo: true", "provideClusterInfo: false").output.contains("is not true"))
        #expect(outcome("client.authentication.k8s.io/exec", "other").output.contains("does not say which"))
        #expect(outcome("clusterId: \"0x", "clusterId: \"0y").output.contains("must be 0x and up to 64"))
        #expect(outcome("clusterId: \"0x", "clusterId: \"0x1\" #").output.contains("and the kubeconfig means"))
        #expect(outcome("audience: ", "audiance: ").output.contains("has audiance, which is not known"))
        #expect(outcome("current-context: ", "other: ").output.contains("no current context"))
        #expect(outcome("user: \"k3s-daas\"", "user: gone").output.contains("is missing"))
        #expect(outcome("exec:", "other:").output.contains("asks no plugin"))
        #expect(Self.state("kubeconfig", outcome("exec:", "token: x\n      other:")) == "warning")
        #expect(outcome("command: \"kubectl-seal\"", "command: gone").output.contains("gone is not in $PATH"))
        #expect(outcome("users:", "users: [").exit == .refused)
        unlink(world.folder + "/kubeconfig")
        #expect(Self.plugin(world, "doctor").output.contains("there is no kubeconfig"))
        let keyless = Self.plugin(world, "doctor", "--key", "nobody")
        #expect(Self.state("key", keyless) == "failed" && Self.state("token", keyless) == "skipped")
        let away = Self.plugin(world, "doctor", "--node", "graphql=http://127.0.0.1:1/graphql", "--timeout", "1s")
        #expect(away.exit == .refused && Self.state("stake", away) == "skipped", "\(away.output)")
        chmod(world.folder + "/cache/k3s-daas", 0o755)
        #expect(Self.state("cache", Self.plugin(world, "doctor")) == "warning")
    }

    @Test(
        arguments: [
            (0, Finding.State.ok), (60, .ok), (-60, .ok), (61, .failed), (-61, .failed), (100_000_000, .failed),
        ] as [(Int64, Finding.State)])
    func `a clock may be a minute off`(_ seconds: Int64, _ state: Finding.State) {
        let now = WallTime(seconds: 1_795_212_180 + seconds)
        let finding = Doctor.clock(now, chain: 1_795_212_180_000)
        #expect(finding.state == state)
        if state == .failed { #expect(finding.says.contains(seconds > 0 ? "ahead of" : "behind")) }
    }
}
