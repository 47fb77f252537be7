// SPDX-License-Identifier: Apache-2.0
import Configuration
import Kernel
import StakeRBAC
import Testing

@testable import SealCommands

@Suite struct PolicyDiffTests {
    private static let head = "apiVersion: k3s-daas.io/v1alpha1\nkind: Policy\n"
    private static let address = "0x" + String(repeating: "0", count: 62) + "d1"

    @Test func `the same policy differs in nothing`() throws {
        let world = try PolicyWorld()
        let same = try world.write("same.yaml", Self.head)
        #expect(world.run("diff", "built-in", same) == CommandOutcome())
        #expect(world.run("diff", "built-in", same, "-o", "json") == CommandOutcome(output: "[]\n"))
    }

    @Test func `a kind that is given to developers widens what they may do, and nothing else`() throws {
        let world = try PolicyWorld()
        let new = try world.write(
            "new.yaml", Self.head + "kinds: [{resource: widgets.example.com, writer: developer}]\n")
        let outcome = world.run("diff", "built-in", new)
        #expect(outcome.exit == .different)
        #expect(
            outcome.output == """
                + developer: create, update, delete, deletecollection widgets.example.com in own namespace: denied → allowed
                + admin: create, update, delete, deletecollection widgets.example.com in own namespace: denied → allowed
                + admin: create, update, delete, deletecollection widgets.example.com in another namespace: denied → allowed

                """)
        #expect(outcome.messages == "sealctl: 3 differences: 3 widen, 0 narrow, 0 in settings\n")
        let back = world.run("diff", new, "built-in")
        #expect(
            back.output.split(separator: "\n").allSatisfy { $0.hasPrefix("- ") && $0.hasSuffix("allowed → denied") })
    }

    @Test func `what a policy protects, gives and weakens is asked for by name`() throws {
        let world = try PolicyWorld()
        let new = try world.write(
            "new.yaml",
            Self.head + """
                namespaces: {protected: [monitoring], grants: [{address: "\(Self.address)", namespaces: [team-a]}]}
                rules: {secrets-read: warn}

                """)
        let lines = world.run("diff", "built-in", new).output.split(separator: "\n").map(String.init)
        for line in [
            "~ settings: rule secrets-read: enforce → warn",
            "- admin: create, update, delete, deletecollection configmaps in monitoring: allowed → denied",
            "+ developer \(Self.address): create, update, delete, deletecollection configmaps in team-a: denied → allowed",
            "+ developer \(Self.address): create pods/exec in team-a: denied → allowed",
        ] { #expect(lines.contains(line), "\(line)") }
        #expect(!lines.contains { $0.hasPrefix("+ developer:") && $0.contains("configmaps") })
    }

    @Test func `what no request shows is told as a setting`() throws {
        let world = try PolicyWorld()
        let new = try world.write("new.yaml", Self.head + "tiers: {admin: {stake: \"7\"}}\nauthorizer: {allow: true}\n")
        let outcome = world.run("diff", "built-in", new, "-o", "yaml")
        #expect(outcome.exit == .different)
        #expect(
            outcome.output == """
                - who: "settings"
                  what: "stake of admin"
                  before: "as the chain says"
                  after: "at least 7 SUI"
                  direction: "changes"
                - who: "settings"
                  what: "authorizer allows"
                  before: "no"
                  after: "yes"
                  direction: "changes"

                """)
    }

    @Test func `cases are asked under both policies`() throws {
        let world = try PolicyWorld()
        let corpus = try world.write(
            "case.yaml",
            "case: widgets\nas: {address: 0xd2, tier: admin}\nverb: delete\nresource: gadgets.example.com\nnamespace: a\nexpect: deny\n"
        )
        let new = try world.write("new.yaml", Self.head + "kinds: [{resource: \"*.example.com\", writer: admin}]\n")
        let outcome = world.run("diff", "built-in", new, "--corpus", corpus)
        #expect(world.plain(outcome.output).contains("\n+ case.yaml:1: widgets: denied → allowed\n"))
    }

    @Test func `no request of the corpus is one that cannot be judged`() throws {
        let bench = try PolicyBench(Policy())
        let circumstances = Circumstances(now: WallTime(seconds: 1_795_262_400))
        let requests = PolicyCorpus(policies: [Policy()], circumstances: circumstances).requests()
        #expect(requests.count > 2500)
        var unreadable: Set<String> = []
        for request in requests {
            let answer = try bench.answer(request.question, by: request.asker, circumstances)
            for finding in answer.denials where finding.rule == .unreadable {
                unreadable.insert("\(request.question.verb) \(request.label): \(finding.text)")
            }
        }
        #expect(unreadable.isEmpty, "\(unreadable.sorted().joined(separator: "\n"))")
    }

    @Test func `trouble is not a difference`() throws {
        let world = try PolicyWorld()
        let bad = try world.write("bad.yaml", Self.head + "rules: {gravity: warn}\n")
        let good = try world.write("good.yaml", Self.head)
        for words in [
            ["built-in"], ["built-in", bad], [bad, "built-in"], ["built-in", world.folder + "/none"],
            ["built-in", good, "--corpus", world.folder + "/none"], ["built-in", good, "--corpus", good],
        ] {
            let outcome = Sealctl.run(["policy", "diff"] + words, environment: [:], console: PolicyWorld.console)
            #expect(outcome.exit == .trouble && outcome.output.isEmpty && !outcome.messages.isEmpty, "\(words)")
        }
    }
}
