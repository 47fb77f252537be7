// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Kernel
import Testing
import WorkerProtocol

@testable import StakeWorker

@Suite struct SystemdAgentTests {
    /// What `systemctl show --property=LoadState,ActiveState` said of units on Debian 12, and of others by systemd's documentation.
    @Test(arguments: [
        ("LoadState=loaded\nActiveState=active\n", AgentState.active),
        ("ActiveState=active\nLoadState=loaded\n", .active),
        ("LoadState=loaded\nActiveState=activating\n", .activating),
        ("LoadState=loaded\nActiveState=reloading\n", .active), ("LoadState=loaded\nActiveState=inactive\n", .inactive),
        ("LoadState=loaded\nActiveState=deactivating\n", .inactive),
        ("LoadState=loaded\nActiveState=failed\n", .failed),
        ("LoadState=not-found\nActiveState=inactive\n", .missing),
        ("LoadState=masked\nActiveState=inactive\n", .missing),
        ("LoadState=error\nActiveState=inactive\n", .unknown), ("LoadState=loaded\n", .unknown), ("", .unknown),
        ("active\n", .unknown), ("LoadState=loaded\nActiveState=dancing\n", .unknown),
    ]) func `a unit's state is read`(_ text: String, _ expected: AgentState) {
        #expect(SystemdAgent.state(text) == expected)
    }

    /// A systemctl that writes down what it is told.
    private static func agent(_ folder: TemporaryFolder, _ script: String) throws -> SystemdAgent {
        try folder.write("systemctl", "#!/bin/sh\necho \"$@\" >>'\(folder.path)/told'\n\(script)\n")
        chmod(folder.path + "/systemctl", 0o700)
        return SystemdAgent(unit: "k3s-agent.service", program: folder.path + "/systemctl", manager: folder.path)
    }

    @Test func `systemd is told what to do, by name`() throws {
        let folder = try TemporaryFolder()
        let agent = try Self.agent(folder, "echo LoadState=loaded; echo ActiveState=active")
        try agent.start()
        try agent.stop()
        #expect(agent.state() == .active)
        #expect(
            try folder.read("told") == """
                enable -- k3s-agent.service
                restart --no-block -- k3s-agent.service
                disable --now -- k3s-agent.service
                show --property=LoadState,ActiveState -- k3s-agent.service

                """)
    }

    @Test func `what systemd does not do is said`() throws {
        let folder = try TemporaryFolder()
        let agent = try Self.agent(folder, "exit 5")
        #expect(agent.state() == .unknown)
        #expect { try agent.start() } throws: { ($0 as? WorkerFailure)?.code == .agent }
        #expect { try agent.stop() } throws: { ($0 as? WorkerFailure)?.code == .agent }
        var nowhere = SystemdAgent(unit: "k3s-agent.service", program: "/nowhere/systemctl", manager: folder.path)
        #expect(nowhere.state() == .unknown)
        // Where there is no systemd, it runs no unit.
        nowhere.manager = folder.path + "/none"
        #expect(nowhere.state() == .missing)
        #expect { try nowhere.start() } throws: { ($0 as? WorkerFailure)?.code == .agent }
    }

    @Test func `who only watches has no agent`() {
        #expect(NoAgent().state() == .unknown)
        #expect { try NoAgent().start() } throws: { ($0 as? WorkerFailure)?.code == .configuration }
        #expect { try NoAgent().stop() } throws: { ($0 as? WorkerFailure)?.code == .configuration }
    }
}

@Suite struct AgentFilesTests {
    private static let token = "K10\(String(repeating: "d", count: 64))::abcdef.0123456789abcdef"

    private static func material(_ url: String = "https://server.test:6443") throws -> JoinMaterial {
        let token = try #require(JoinToken(token))
        return try #require(
            JoinMaterial(nodeName: "n-abc-1", serverURL: url, token: token, expiresMilliseconds: 1))
    }

    @Test func `files are written whole, for their owner alone, and removed`() throws {
        let folder = try TemporaryFolder()
        let files = AgentFiles(configFile: folder.path + "/a/b/50.yaml", passwordFile: folder.path + "/node/password")
        #expect(!files.isWritten)
        let password = try #require(NodePassword(String(repeating: "4", count: 64)))
        try files.write(try Self.material(), password: password)
        #expect(files.isWritten)
        #expect(try folder.read("node/password") == String(repeating: "4", count: 64) + "\n")
        let text = try folder.read("a/b/50.yaml")
        #expect(text.contains("token: \"\(Self.token)\"\n") && text.contains("node-name: \"n-abc-1\"\n"))
        #expect(try FileStatus.of(folder.path + "/a/b/50.yaml").permissions == 0o600)
        try files.remove()
        #expect(!files.isWritten && !folder.has("a/b/50.yaml") && folder.has("node/password"))
        try files.remove()
    }

    @Test func `a configuration of somebody else's is neither ours nor removed`() throws {
        let folder = try TemporaryFolder()
        let files = AgentFiles(configFile: folder.path + "/50.yaml", passwordFile: folder.path + "/password")
        try folder.write("50.yaml", "server: https://other\n")
        #expect(!files.isWritten)
        try files.remove()
        #expect(folder.has("50.yaml"))
    }

    @Test(arguments: ["https://a\"b", "https://a\\b"]) func `nothing gets out of its quotes`(_ url: String) throws {
        let material = try Self.material(url)
        #expect { _ = try AgentFiles.text(material) } throws: { ($0 as? WorkerFailure)?.code == .masterMalformed }
    }

    @Test func `a folder that cannot be made is said`() throws {
        let files = AgentFiles(configFile: "/proc/nowhere/50.yaml", passwordFile: "/proc/nowhere/password")
        let password = try #require(NodePassword(String(repeating: "4", count: 64)))
        let material = try Self.material()
        #expect { try files.write(material, password: password) } throws: { ($0 as? WorkerFailure)?.code == .file }
    }
}
