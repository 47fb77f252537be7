// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import Testing

@testable import EnclaveBoot

@Suite struct CommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ text: String) throws -> String {
        let path = folder.path + "/enclave.yaml"
        let bytes = Array(text.utf8)
        try FileReplacement.write(bytes.span, to: path, readers: .everybody)
        return path
    }

    @Test func `a configuration that holds is shown, with the hash that documents will carry`() throws {
        let path = try file(BootConfigurationTests.least + "insecure: {debug: true}\n")
        let outcome = CheckConfigCommand.run(["--config", path])
        #expect(outcome.exit == .ok)
        let nothing: [UInt8] = []
        let sum = try ChildProcess.ask("/usr/bin/sha256sum", [path], input: nothing.span).output
        #expect(outcome.output.hasPrefix("config-sha256: \(String(decoding: sum.prefix(64), as: UTF8.self))\n"))
        #expect(outcome.output.contains("names: enclave.example, 192.0.2.1\n"))
        #expect(outcome.output.contains("debug: allowed\n"))
        #expect(outcome.messages == "note: insecure.debug: who has the parent machine can read this enclave's memory\n")
    }

    @Test func `both commands end with the code of what is wrong`() throws {
        let wrong = try file(BootConfigurationTests.least + "nsm: nowhere\n")
        for run in [CheckConfigCommand.run, RunCommand.run] {
            #expect(run(["--config", wrong]).exit == .configuration)
            #expect(run(["--config", folder.path + "/none"]).exit == .noInput)
            #expect(run(["--confg", wrong]).exit == .usage)
            #expect(run(["--config"]).exit == .usage)
            #expect(run(["surprise"]).exit == .usage)
        }
    }

    @Test func `help names each flag and its default`() {
        let help = RunCommand.run(["--help"])
        #expect(help.exit == .ok)
        #expect(help.output.contains("--config") && help.output.contains("/etc/k3s-daas/enclave.yaml"))
        #expect(help.output.contains("--child"))
        #expect(!CheckConfigCommand.run(["-h"]).output.contains("--child"))
    }

    // What ran would not be what was measured.
    @Test func `no variable changes what a flag or the file says`() throws {
        let path = try file(BootConfigurationTests.least)
        setenv("K3S_DAAS_CONFIG", "/nonexistent", 1)
        defer { unsetenv("K3S_DAAS_CONFIG") }
        #expect(CheckConfigCommand.run(["--config", path]).exit == .ok)
    }

    @Test func `the version takes no arguments`() {
        #expect(VersionCommand.run([]).output == Product.version + "\n")
        #expect(VersionCommand.run(["now"]).exit == .usage)
    }
}
