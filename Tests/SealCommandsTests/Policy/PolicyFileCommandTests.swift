// SPDX-License-Identifier: Apache-2.0
import Configuration
import PolicyFile
import Testing

@testable import SealCommands

@Suite struct PolicyFileCommandTests {
    private static let head = "apiVersion: k3s-daas.io/v1alpha1\nkind: Policy\n"

    @Test func `check says every problem with its place, and what is weakened`() throws {
        let world = try PolicyWorld()
        let good = try world.write("good.yaml", Self.head + "rules: {quota: warn}\n")
        let bad = try world.write("bad.yaml", Self.head + "rules: {gravity: warn}\nnodse: {}\n")
        #expect(world.run("check", good).exit == .ok)
        let outcome = world.run("check", good, bad)
        #expect(outcome.exit == .different && outcome.messages == "sealctl: 1 of 2 files cannot be used\n")
        let lines = world.plain(outcome.output).split(separator: "\n").map(String.init)
        #expect(
            lines.first?.hasPrefix("good.yaml:3:16: rules.quota: ") == true
                && lines.first?.hasSuffix(" (warning)") == true)
        #expect(lines.dropFirst().first?.hasPrefix("good.yaml: ok, @") == true)
        #expect(lines.contains { $0.hasPrefix("bad.yaml:3:9: rules: \"gravity\" is not known here") })
        #expect(lines.contains { $0.hasPrefix("bad.yaml:4:1: \"nodse\" is not known here; did you mean nodes?") })
        #expect(lines.count == 4)
    }

    @Test func `check tells programs, and says what it cannot read`() throws {
        let world = try PolicyWorld()
        let outcome = world.run("check", world.folder + "/none.yaml", "-o", "json")
        #expect(outcome.exit == .different)
        #expect(
            world.plain(outcome.output) == """
                [
                  {
                    "file": "none.yaml",
                    "version": null,
                    "problems": [
                      "none.yaml: cannot be read: open: No such file or directory"
                    ],
                    "warnings": []
                  }
                ]

                """)
        #expect(world.run("check").exit == .trouble)
        #expect(world.run("check", "--strict", "x").exit == .trouble)
    }

    @Test func `what is built in is a file that can be used, and changes nothing`() throws {
        let world = try PolicyWorld()
        let file = try world.write("default.yaml", world.run("default").output)
        #expect(world.run("check", file).exit == .ok)
        #expect(world.run("diff", "built-in", file) == CommandOutcome())
    }

    @Test func `the schema is JSON`() throws {
        let world = try PolicyWorld()
        let outcome = world.run("schema")
        #expect(outcome.exit == .ok && outcome.output == PolicySchema.text)
        #expect(
            try YAMLDocument.parse(Array(outcome.output.utf8).span, name: "schema").root.descendant(["$schema"]) != nil)
    }
}
