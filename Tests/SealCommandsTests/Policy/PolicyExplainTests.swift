// SPDX-License-Identifier: Apache-2.0
import Configuration
import Testing

@testable import SealCommands

@Suite struct PolicyExplainTests {
    private static let address = "0x" + String(repeating: "0", count: 62) + "d1"
    private static let home = "seal-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaadiq"

    @Test func `a refusal says what was asked, which rule refuses, and what it would take`() throws {
        let world = try PolicyWorld()
        let outcome = world.run(
            "explain", "--as", "0xd1", "--stake", "2.4SUI", "delete", "deploy", "web", "-n", "team-a")
        #expect(outcome.exit == .ok && outcome.messages.isEmpty)
        let text =
            "developer tier may write only in its own namespaces (\(Self.home)); \"team-a\" needs admin tier "
            + "(5 SUI, you hold 2.4 SUI)"
        #expect(
            outcome.output == """
                verdict:    denied
                request:    delete deployments.apps "web" in namespace "team-a"
                as:         sui:\(Self.address) (developer tier, 2.4 SUI)
                judged as:  developer
                by:         admission
                denials:
                  RULE       TEXT
                  namespace  \(text)
                would take: admin tier (5 SUI)
                authorizer: denied: namespace: \(text)
                policy:     built-in

                """)
    }

    @Test func `programs are told the same`() throws {
        let world = try PolicyWorld()
        let outcome = world.run(
            "explain", "--as", "0xd1", "--tier", "viewer", "get", "pods", "-n", "team-a", "-o", "json")
        #expect(
            outcome.output == """
                {
                  "verdict": "allowed",
                  "request": "get pods in namespace \\"team-a\\"",
                  "as": "sui:\(Self.address) (viewer tier, 0.5 SUI)",
                  "judgedAs": null,
                  "by": "authorization",
                  "policy": "built-in"
                }

                """)
    }

    // What is said as for kubectl, and the request that is meant.
    private static let requests: [(words: [String], request: String)] = [
        (["exec", "pod/x", "-n", "a"], "create pods/exec \"x\" in namespace \"a\""),
        (["port-forward", "po", "x", "-n", "a"], "create pods/portforward \"x\" in namespace \"a\""),
        (["logs", "pod/x"], "get pods/log \"x\" in namespace \"default\""),
        (["scale", "deploy/web", "-n", "@home"], "update deployments.apps/scale \"web\" in namespace \"\(home)\""),
        (["get", "pods", "--subresource", "log", "-A"], "get pods/log"),
        (["cordon", "node/n-1"], "update nodes \"n-1\""), (["delete", "ns", "team-a"], "delete namespaces \"team-a\""),
        (["list", "rollouts.argoproj.io", "-n", "a"], "list rollouts.argoproj.io in namespace \"a\""),
        (["evict", "pod/x", "-n", "a"], "create pods/eviction \"x\" in namespace \"a\""),
        (["impersonate", "users"], "impersonate users in namespace \"default\""),
    ]

    @Test(arguments: requests) func `requests are written as for kubectl`(
        _ request: (words: [String], request: String)
    ) throws {
        let line = ["policy", "explain", "--as", "0xd1", "--tier", "admin", "-o", "yaml"] + request.words
        let outcome = Sealctl.run(line, environment: [:], console: PolicyWorld.console)
        #expect(outcome.output.contains("\nrequest: \(JSONWriter.quoted(request.request))\n"), "\(outcome)")
    }

    @Test func `an object says its own name and namespace, and is given by file or standard input`() throws {
        let world = try PolicyWorld()
        let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes, namespace: team-a}\n"
        let path = try world.write("notes.yaml", object)
        for (words, input) in [(["-f", path], ""), (["-f", "-"], object)] {
            let console = {
                var console = PolicyWorld.console
                console.readInput = { _ in Array(input.utf8) }
                return console
            }()
            let line = ["policy", "explain", "--as", "0xd1", "--tier", "admin", "create", "cm"] + words
            let outcome = Sealctl.run(line, environment: [:], console: console)
            #expect(outcome.output.contains("create configmaps \"notes\" in namespace \"team-a\""), "\(outcome)")
            #expect(outcome.output.contains("\nauthorizer: no objection: the cluster's roles decide\n"))
        }
        let other = world.run("explain", "--as", "0xd1", "--tier", "admin", "create", "cm", "-f", path, "-n", "team-b")
        #expect(
            other.exit == .usage
                && other.messages.contains("the object is for namespace \"team-a\", not for \"team-b\""))
    }

    @Test func `without an object it is said that there is none`() throws {
        let world = try PolicyWorld()
        let outcome = world.run("explain", "--as", "0xd1", "--tier", "admin", "create", "deploy", "-n", "team-a")
        #expect(outcome.output.contains("by:        authorization\n"))
        #expect(outcome.output.contains("note:      the object is not known: give it with -f\n"))
    }

    @Test func `an object of another kind is refused, and an update wants to know what was there`() throws {
        let world = try PolicyWorld()
        let path = try world.write("web.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n")
        let other = world.run("explain", "--as", "0xd1", "--tier", "admin", "create", "pod", "-f", path)
        #expect(
            other.exit == .usage && other.messages == "sealctl: the object is one of deployments.apps, not of pods\n")
        let update = world.run("explain", "--as", "0xd1", "--tier", "admin", "update", "deploy", "-n", "a", "-f", path)
        #expect(update.output.contains("what was there is not known: give it with --old-filename\n"))
        let whole = world.run(
            "explain", "--as", "0xd1", "--tier", "admin", "update", "deploy", "-n", "a", "-f", path, "--old-filename",
            path)
        #expect(whole.output.contains("by:         admission\n") && !whole.output.contains("note:"))
    }

    @Test func `a weakened rule is named, and what it lets happen`() throws {
        let world = try PolicyWorld()
        let policy = try world.write(
            "policy.yaml", "apiVersion: k3s-daas.io/v1alpha1\nkind: Policy\nversion: soft\nrules: {namespace: warn}\n")
        let outcome = world.run(
            "explain", "--as", "0xd1", "--tier", "developer", "delete", "cm", "x", "-n", "team-a", "--policy", policy,
            "-o",
            "yaml")
        #expect(outcome.output.contains("verdict: \"allowed with a warning\"\n"))
        #expect(outcome.output.contains("warnings:\n  - rule: \"namespace\"\n"))
        #expect(outcome.output.contains("weakened:\n  - \"namespace\"\n"))
        #expect(outcome.output.contains("policy: \"soft@"))
    }

    @Test func `a narrowed seal is judged as one, and no tier is enough for it`() throws {
        let world = try PolicyWorld()
        let outcome = world.run(
            "explain", "--as", "0xd1", "--tier", "admin", "--seal-permission", "pods:read", "delete", "cm", "x", "-n",
            "a")
        #expect(outcome.output.contains("this seal is narrowed to pods:read"))
        #expect(outcome.output.contains("would take: no tier is enough\n"))
        let elsewhere = world.run(
            "explain", "--as", "0xd1", "--tier", "admin", "--seal-namespace", "b", "delete", "cm", "x", "-n", "a")
        #expect(elsewhere.output.contains("this seal is narrowed to the namespaces b"))
    }

    // What is said wrong, and what is said of it.
    private static let wrong: [(words: [String], reason: String, exit: ExitCode)] = [
        (["get", "pods"], "whose stake is meant? say --as 0x...", .usage),
        (["get", "pods", "--as", "0x1"], "say --tier, or a --stake that is worth one", .usage),
        (["get", "pods", "--as", "0x1", "--stake", "0.4SUI"], "say --tier, or a --stake", .usage),
        (["get", "pods", "--as", "0x1", "--stake", "4"], "--stake: must be an amount such as 2.5SUI", .configuration),
        (["get", "--as", "0x1", "--tier", "viewer"], "RESOURCE is missing", .usage),
        (["get", "widget", "--as", "0x1", "--tier", "viewer"], "RESOURCE is not known: say RESOURCE.GROUP", .usage),
        (["get", "pod/a", "b", "--as", "0x1", "--tier", "viewer"], "the name is given twice", .usage),
        (["get", "pods", "--as", "0x1", "--tier", "king"], "--tier: must be one of viewer, developer", .configuration),
        (["create", "cm", "--as", "0x1", "--tier", "admin", "-f", "/none"], "/none: cannot be read", .noInput),
        (["create", "cm", "--as", "0x1", "--tier", "admin", "-f", "-"], "standard input: cannot be read", .noInput),
    ]

    @Test(arguments: wrong) func `what cannot be asked is said`(
        _ wrong: (words: [String], reason: String, exit: ExitCode)
    ) {
        let outcome = Sealctl.run(["policy", "explain"] + wrong.words, environment: [:], console: PolicyWorld.console)
        #expect(outcome.exit == wrong.exit && outcome.output.isEmpty, "\(outcome)")
        #expect(outcome.messages.contains(wrong.reason), "\(outcome)")
    }
}
