// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import TestSupport
import Testing

@testable import SealCommands

/// The whole command, with a kubectl that answers by script.
@Suite(.timeLimit(.minutes(10))) struct ClusterDoctorTests {
    private static func world() throws -> LocalWorld {
        let world = try StakerTests.world()
        _ = try world.account("alice")
        #expect(world.run("stake", "2SUI", key: "alice").exit == .ok)
        mkdir(world.folder + "/bin", 0o700)
        return world
    }

    /// Answers what stands in `answers`, by a part of the question; everything else is forbidden.
    private static func kubectl(_ world: LocalWorld, _ answers: [(String, String)]) {
        let cases = answers.map { "*'\($0.0)'*) cat <<'EOF'\n\($0.1)\nEOF\n;;\n" }.joined()
        let script =
            "#!/bin/sh\ncase \"$*\" in\n\(cases)*) echo 'Error from server (Forbidden): x is forbidden: no' >&2; exit 1;;\nesac\n"
        world.write("bin/kubectl", script, mode: 0o700)
    }

    private static func doctor(
        _ world: LocalWorld, _ words: String..., key: String? = "alice", input: String = ""
    ) -> CommandOutcome {
        world.run(
            line: ["doctor", "-o", "json"] + elsewhere(world) + words, key: key, input: input,
            environment: ["PATH": world.folder + "/bin"]
        )
    }

    private static func states(_ outcome: CommandOutcome) throws -> [String: String] {
        Dictionary(
            try Tree(json: outcome.output).list.map { entry in
                let (check, about) = (entry["check"].text ?? "", entry["about"].text ?? "")
                return (about.isEmpty ? check : "\(check) \(about)", entry["state"].text ?? "")
            }
        ) { first, _ in first }
    }

    /// A machine that is no server, whatever runs on this one.
    private static func elsewhere(_ world: LocalWorld) -> [String] { ["--root", world.folder + "/bin/nothing"] }

    private static let ready = ("/readyz", "ok")

    @Test func `what a user has is looked at, and what only servers have is left out`() throws {
        let world = try Self.world()
        Self.kubectl(world, [Self.ready])
        let outcome = Self.doctor(world)
        let states = try Self.states(outcome)
        #expect(outcome.exit == .ok, "\(outcome)")
        for check in ["cluster file", "token", "tier", "stake", "apiserver"] {
            #expect(states[check] == "ok", "\(check): \(outcome)")
        }
        for check in [
            "server", "certificate", "webhook registration", "RBAC", "identity", "webhook calls", "apiserver flags",
        ] {
            #expect(states[check] == "skipped", "\(check): \(outcome)")
        }
        #expect(states["independent nodes"] == "warning" && !outcome.output.contains("sealsig1."))
    }

    @Test func `something wrong ends with 1, something unseen with 2, a wrong flag with neither`() throws {
        let world = try Self.world()
        let blind = Self.doctor(world)
        #expect(blind.exit == .trouble && blind.messages.contains("what could not be seen: apiserver"), "\(blind)")
        Self.kubectl(world, [Self.ready])
        let wrong = Self.doctor(world, "--token-file", "-", input: "hunter2")
        #expect(
            wrong.exit == .different && wrong.messages.contains("look at token") && !wrong.output.contains("hunter2"),
            "\(wrong)")
        #expect(try Self.states(wrong)["token"] == "failed")
        #expect(Self.doctor(world, "--no-such-flag").exit != .different)
        #expect(Self.doctor(world, "--ops", "http://127.0.0.1:1").exit == .different)
    }

    @Test func `a machine with neither wallet nor token is no user's, and nothing of it is wrong`() throws {
        let world = try LocalWorld()
        mkdir(world.folder + "/bin", 0o700)
        Self.kubectl(world, [Self.ready])
        let outcome = Self.doctor(world, key: nil)
        let states = try Self.states(outcome)
        #expect(
            states["key"] == "skipped" && states["token"] == "skipped" && states["stake"] == "skipped", "\(outcome)")
    }

    @Test func `a seal's token is looked up, and its owner's stake`() throws {
        let world = try Self.world()
        Self.kubectl(world, [Self.ready])
        let token = try #require(StakerTests.field("token", of: world.run("seal", "mint", key: "alice")))
        let outcome = Self.doctor(world, "--token-file", "-", key: nil, input: token + "\n")
        let states = try Self.states(outcome)
        #expect(
            states["token"] == "ok" && states["given token: owner"] == "ok" && states["stake"] == "ok", "\(outcome)")
        #expect(!outcome.output.contains(token.dropFirst(5)))
    }

    @Test func `each apiserver is looked at by itself`() throws {
        let world = try Self.world()
        let flags =
            "authentication-token-webhook-config-file=/t\nauthentication-token-webhook-version=v1\nadmission-control-config-file=/a\n"
        let slices =
            #"{"items": [{"ports": [{"name": "https", "port": 6443}], "endpoints": [{"addresses": ["10.0.0.1", "10.0.0.2"]}]}]}"#
        Self.kubectl(
            world,
            [
                ("endpointslices", slices), ("--server https://10.0.0.1:6443 get --raw /flagz", flags),
                (
                    "--server https://10.0.0.2:6443 get --raw /flagz",
                    flags + "authentication-token-webhook-cache-ttl=10s"
                ), Self.ready,
                ("validatingwebhookconfiguration", #"{"webhooks": []}"#),
            ])
        let outcome = Self.doctor(world)
        let states = try Self.states(outcome)
        #expect(outcome.exit == .different)
        #expect(
            states["apiserver https://10.0.0.1:6443"] == "ok" && states["apiserver https://10.0.0.2:6443"] == "ok",
            "\(outcome)")
        #expect(
            states["token cache https://10.0.0.1:6443"] == "failed"
                && states["token cache https://10.0.0.2:6443"] == "ok")
        #expect(states["webhook registration"] == "failed")
        let one = try Self.states(Self.doctor(world, "--server", "https://10.0.0.2:6443"))
        #expect(one["apiserver https://10.0.0.1:6443"] == nil && one["token cache https://10.0.0.2:6443"] == "ok")
    }

    @Test func `people get a table with the command that helps in it`() throws {
        let world = try Self.world()
        Self.kubectl(world, [Self.ready, ("validatingwebhookconfiguration", #"{"webhooks": []}"#)])
        let outcome = world.run(
            line: ["doctor"] + Self.elsewhere(world), key: "alice", environment: ["PATH": world.folder + "/bin"])
        #expect(outcome.exit == .different && outcome.output.hasPrefix("CHECK"), "\(outcome)")
        #expect(outcome.output.contains("nobody asks us about writes: `sudo sealctl wire k3s`"))
    }
}
