// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Configuration
import Glibc
import SuiLedger
import Testing

@testable import SealCommands

@Suite struct ProgramTests {
    private static let console = Console(
        askSecret: { _ in nil }, readInput: { _ in nil }, progress: { _ in }, stream: { _ in false }, holdEnd: { {} })

    private static func run(_ line: String..., environment: [String: String] = [:]) -> CommandOutcome {
        Sealctl.run(line, environment: environment, console: console)
    }

    @Test func `what is asked for is on standard output, what is pointed out is not`() {
        for asked in ["--help", "-h", "help"] {
            #expect(Self.run(asked).output.hasPrefix("usage: sealctl COMMAND") && Self.run(asked).exit == .ok)
            #expect(Self.run("seal", asked).output.hasPrefix("usage: sealctl seal COMMAND"))
        }
        #expect(Self.run().exit == .usage && Self.run().output.isEmpty && Self.run().messages.hasPrefix("usage:"))
        #expect(Self.run("seal").exit == .usage && Self.run("seal").messages.contains("seal mint"))
    }

    @Test func `a wrong word is answered with the right one`() {
        #expect(Self.run("stak").messages.contains("did you mean stake?"))
        #expect(Self.run("seal", "mnt").messages.contains("did you mean mint?"))
        #expect(Self.run("stake", "1SUI", "--dryrun").messages.contains("did you mean --dry-run?"))
        #expect(Self.run("stake").messages.contains("AMOUNT is missing"))
        #expect(Self.run("stake", "1SUI", "2SUI").exit == .usage)
    }

    @Test(arguments: Sealctl.table.all.map(\.words)) func `each command says what it takes`(_ words: [String]) throws {
        let outcome = Sealctl.run(words + ["--help"], environment: [:], console: Self.console)
        #expect(outcome.exit == .ok)
        #expect(outcome.output.hasPrefix("usage: sealctl " + words.joined(separator: " ")))
        let command = try #require(Sealctl.table.all.first { $0.words == words })
        for setting in command.settings { #expect(outcome.output.contains(setting.flag)) }
        for operand in command.operands { #expect(outcome.output.contains(operand.name)) }
    }

    @Test func `no two commands have the same words, and no two flags the same name`() {
        #expect(Set(Sealctl.table.all.map(\.words)).count == Sealctl.table.all.count)
        for command in Sealctl.table.all {
            let names = command.settings.map(\.name)
            let letters = command.settings.compactMap(\.letter)
            #expect(Set(names).count == names.count && Set(letters).count == letters.count)
        }
    }

    @Test func `what is wrong is said once`() {
        let home = ["HOME": "/nowhere"]
        for line in [["status", "-o", "wrong"], ["status", "--output", "wrong", "--timeout", "1h"]] {
            let outcome = Sealctl.run(line, environment: home, console: Self.console)
            #expect(outcome.exit == .configuration)
            #expect(outcome.messages.ranges(of: "--output").count == 1, "\(outcome.messages)")
        }
    }

    @Test func `amounts have a unit`() {
        let home = ["HOME": "/nowhere"]
        #expect(Self.run("stake", "2", environment: home).messages.contains("cannot be read"))
        #expect(Self.run("faucet", "0x1", "--amount", "2", environment: home).messages.contains("2.5SUI"))
    }

    @Test func `a key goes to no node that a cluster file names`() throws {
        let world = try LocalWorld()
        world.write("other", "x-api-key: secret\n", mode: 0o600)
        let outcome = world.run("status", "0x1", "--credentials-file", world.folder + "/other")
        #expect(outcome.exit == .usage && outcome.messages.contains("--node") && !outcome.messages.contains("secret"))
        let node = "graphql=\(try #require(ClusterFile.read(world.folder + "/k3s-daas/cluster.yaml").nodes.first).url)"
        #expect(world.run("status", "0x1", "--credentials-file", world.folder + "/other", "--node", node).exit == .ok)
    }

    @Test func `without a home the files must be named`() {
        #expect(Self.run("status").messages.contains("--cluster-file"))
        #expect(Self.run("wallet", "list", environment: ["XDG_CONFIG_HOME": "relative"]).messages.contains("$HOME"))
    }

    @Test func `a cluster file that is none is refused with its line`() throws {
        let world = try LocalWorld()
        world.write("other", "apiVersion: k3s-daas.io/v1alpha1\nkind: Cluster\nchain: x\npackges: 1\n", mode: 0o600)
        let outcome = world.run("status", "0x1", "--cluster-file", world.folder + "/other")
        #expect(outcome.exit == .configuration)
        #expect(outcome.messages.contains("other:3:8: chain: must be 32 bytes in Base58"))
        #expect(outcome.messages.contains("did you mean"))
    }

    @Test func `the plugin's completion is its own, and kubectl's is a program`() {
        func plugin(_ shell: String) -> CommandOutcome {
            KubectlSeal.run(["completion", shell], environment: [:], console: Self.console)
        }
        #expect(plugin("bash").output.contains("complete -F _kubectl_seal kubectl-seal"))
        #expect(plugin("zsh").output.contains("compdef _kubectl_seal kubectl-seal"))
        #expect(plugin("fish").output.contains("complete -c kubectl-seal -n __fish_use_subcommand -a doctor"))
        #expect(plugin("kubectl").output.hasPrefix("#!/usr/bin/env bash\n"))
        #expect(Self.run("completion", "kubectl").exit == .usage)
        #expect(Self.run("completion", "--help").output.contains("kubectl-seal completion kubectl"))
    }

    @Test(arguments: KubectlSeal.table.all.map(\.words))
    func `each command of the plugin says what it takes`(_ words: [String]) throws {
        let outcome = KubectlSeal.run(words + ["--help"], environment: [:], console: Self.console)
        #expect(outcome.exit == .ok && outcome.output.hasPrefix("usage: kubectl seal " + words.joined(separator: " ")))
        let command = try #require(KubectlSeal.table.all.first { $0.words == words })
        let names = command.settings.map(\.name)
        #expect(Set(names).count == names.count)
        for setting in command.settings { #expect(outcome.output.contains(setting.flag)) }
    }

    @Test func `shells complete a file wherever one is named, whatever the flag is called`() {
        let scripts = ["bash", "zsh", "fish"].map { Self.run("completion", $0).output }
        let files = "|--policy|--filename|"
        for (script, pattern) in zip(scripts, [files, files, " -l filename -s f -r -F "]) {
            #expect(script.contains(pattern))
        }
        #expect(scripts[0].contains("--wallet-file|") && !scripts[0].contains("|--key|"))
        #expect(scripts[2].contains("-a explain") && scripts[2].contains(" -l output -s o -x "))
    }

    @Test func `bash completes commands and flags`() throws {
        let script = Self.run("completion", "bash").output
        let probe = """
            \(script)
            ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _sealctl; echo "${COMPREPLY[*]}"; }
            ask sealctl wal
            ask sealctl seal m
            ask sealctl seal mint --perm
            ask sealctl stake 2SUI --dry
            """
        let pipe = try #require(popen("bash -s <<'END_OF_PROBE'\n\(probe)\nEND_OF_PROBE", "r"))
        var text: [CChar] = .init(repeating: 0, count: 4096)
        let count = fread(&text, 1, text.count - 1, pipe)
        #expect(pclose(pipe) == 0)
        let output = String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        #expect(output == "wallet\nmint\n--permissions\n--dry-run\n")
    }
}
