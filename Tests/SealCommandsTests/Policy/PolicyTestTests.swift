// SPDX-License-Identifier: Apache-2.0
import Configuration
import Kernel
import TestSupport
import Testing

@testable import SealCommands

@Suite struct PolicyTestTests {
    /// One case that comes as expected, one that does not, and one that cannot be read.
    private static let cases = """
        cases:
          - case: "reads <all> & \\"sundry\\" #1"
            as: {address: 0xd1, tier: developer}
            verb: list
            resource: po
            expect: allow
          - case: writes where it may not
            as: {address: 0xd1, stake: 2.4SUI}
            verb: delete
            resource: deploy
            namespace: team-a
            expect: allow
          - case: is unreadable
            as: {address: 0xd1, tier: king}
            verb: get
            resource: pods
            expect: maybe

        """
    private static let refusal = """
        expected allow, got deny (namespace: developer tier may write only in its own namespaces \
        (seal-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaadiq); "team-a" needs admin tier (5 SUI, you hold 2.4 SUI))
        """
    private static let problems = [
        "cases.yaml:14:31: cases[2].as.tier: must be one of viewer, developer, admin, super; got \"king\"",
        "cases.yaml:17:13: cases[2].expect: must be one of deny, warn, allow; got \"maybe\"",
    ]

    @Test func `cases are compared, and what cannot be read has failed`() throws {
        let world = try PolicyWorld()
        let path = try world.write("cases.yaml", Self.cases)
        let outcome = world.run("test", path)
        #expect(outcome.exit == .different && outcome.messages == "sealctl: 2 of 3 cases failed\n")
        #expect(
            world.plain(outcome.output) == """
                ok    cases.yaml:2: reads <all> & "sundry" #1
                FAIL  cases.yaml:7: writes where it may not
                      \(Self.refusal)
                FAIL  cases.yaml:13: is unreadable
                      \(Self.problems[0])
                      \(Self.problems[1])
                2 of 3 cases failed

                """)
    }

    @Test func `TAP has a plan, escapes and reasons`() throws {
        let world = try PolicyWorld()
        let outcome = world.run("test", try world.write("cases.yaml", Self.cases), "-o", "tap")
        #expect(outcome.exit == .different)
        #expect(
            world.plain(outcome.output) == """
                TAP version 14
                1..3
                ok 1 - reads <all> & "sundry" \\#1
                not ok 2 - writes where it may not
                  ---
                  message: \(JSONWriter.quoted(Self.refusal))
                  at:
                    file: "cases.yaml"
                    line: 7
                  ...
                not ok 3 - is unreadable
                  ---
                  message: \(JSONWriter.quoted(Self.problems.joined(separator: "; ")))
                  at:
                    file: "cases.yaml"
                    line: 13
                  ...

                """)
    }

    @Test func `JUnit is XML that says the same`() throws {
        let world = try PolicyWorld()
        let outcome = world.run("test", try world.write("cases.yaml", Self.cases), "-o", "junit")
        #expect(outcome.exit == .different)
        let script = """
            import sys, xml.etree.ElementTree as tree
            root = tree.fromstring(sys.stdin.buffer.read())
            print(root.tag, root.get("tests"), root.get("failures"))
            for suite in root:
                print(suite.tag, suite.get("name").rsplit("/")[-1], suite.get("tests"), suite.get("failures"))
                for case in suite:
                    print(case.get("name"), case.get("line"), "".join(f.get("message") for f in case)[:28])
            """
        let answer = try ChildProcess.ask("/usr/bin/python3", ["-c", script], input: Array(outcome.output.utf8).span)
        #expect(
            String(decoding: answer.output, as: UTF8.self) == """
                testsuites 3 2
                testsuite cases.yaml 3 2
                reads <all> & "sundry" #1 2 \("")
                writes where it may not 7 expected allow, got deny (na
                is unreadable 13 \(world.folder)/case

                """)
    }

    @Test func `no character of a name breaks a format`() throws {
        let result = CaseResult(file: "f\u{1}", line: 1, name: "&\u{301}<\u{8}>\n\\#\u{301}", failure: "'\"\u{FFFE}")
        #expect(
            JUnitWriter.write([result]).contains(
                #"<testcase classname="f\u{1}" name="&amp;"# + "\u{301}" + ##"&lt;\u{8}&gt;\u{a}\#"## + "\u{301}\""))
        #expect(JUnitWriter.write([result]).contains(#"<failure message="&apos;&quot;\u{fffe}"/>"#))
        #expect(TAPWriter.write([result]).contains("not ok 1 - &\u{301}<\\\\u{8}>\\\\u{a}\\\\\\#\u{301}\n"))
    }

    @Test func `cases are chosen by a part of their name`() throws {
        let world = try PolicyWorld()
        let path = try world.write("cases.yaml", Self.cases)
        #expect(world.run("test", path, "--run", "reads").exit == .ok)
        let none = world.run("test", path, "--run", "reads nothing")
        #expect(none.exit == .trouble && none.messages == "sealctl: there is no such case\n")
    }

    @Test func `a folder's files are read, and what lies in its folders is not`() throws {
        let world = try PolicyWorld()
        try world.write(
            "b.yaml", "case: b\nas: {address: 0x1, tier: viewer}\nverb: get\nresource: pods\nexpect: allow\n")
        try world.write(
            "a.json",
            #"{"case":"a","as":{"address":"0x1","tier":"viewer"},"verb":"get","resource":"pods","expect":"allow"}"#)
        try world.write("objects/c.yaml", "not: a case\n")
        try world.write("README.md", "# No case\n")
        let outcome = world.run("test", world.folder)
        #expect(world.plain(outcome.output) == "ok    a.json:1: a\nok    b.yaml:1: b\n0 of 2 cases failed\n")
        #expect(outcome.exit == .ok && outcome.messages.isEmpty)
    }

    @Test func `what cannot be asked ends with 2`() throws {
        let world = try PolicyWorld()
        let path = try world.write("cases.yaml", Self.cases)
        for line in [
            ["test"], ["test", path, "--verbose"], ["test", path, "-o", "yaml"], ["test", path, "--policy", path],
        ] {
            let outcome = Sealctl.run(["policy"] + line, environment: [:], console: PolicyWorld.console)
            #expect(outcome.exit == .trouble && outcome.output.isEmpty && !outcome.messages.isEmpty, "\(line)")
        }
        try world.write("objects/c.yaml", "not: a case\n")
        let empty = world.run("test", world.folder + "/objects/..")
        #expect(empty.exit == .different)
        #expect(world.run("test", world.folder + "/none.yaml").exit == .different)
    }

    // What a case says wrong, and what is said of it.
    private static let wrong: [(text: String, reason: String)] = [
        ("case: a", "as: is required"), ("cases: []", "cases: must name at least one case"),
        ("cases: 5", "cases: must be a list"), ("cases: [5]", "cases[0]: must be a mapping"),
        (head + "as: {}", "as.address: is required"), (head + "as: {address: 0x1}", "as.tier: is required"),
        (head + "as: {address: 0x1, stake: 0.4SUI}", "as.stake: is worth no tier"),
        (head + "as: {address: 0x1, stake: 4}", "as.stake: must be an amount such as 2.5SUI"),
        (head + "as: {address: 0x1, tier: viewer, teir: viewer}", "did you mean tier?"),
        (head + "as: {user: 'sui:0x1'}", "as.user: is a staker's name"),
        (head + "as: {node: n}", "as.registration: is required"),
        (head + "as: {serviceAccount: builder, tier: viewer}", "as.serviceAccount: must be NAMESPACE/NAME"),
        (head + "as: {serviceAccount: seal-x/builder, tier: viewer}", "is of a namespace that can be nobody's"),
        (head + who + "namespace: [a]", "namespace: must be a single value"),
        (head + who + "rule: gravity", "rule: must be one of identity"),
        (head + who + "now: yesterday", "now: must be a time such as"),
        (head + who + "reviewer: kubelet", "reviewer: must be one of admission, authorization"),
        (head + who + "object: {a: .inf}", "a number that is none"),
        (head + who + "objectFile: none.yaml", "none.yaml: cannot be read"),
        (head + who + "object: {}\nobjectFile: none.yaml", "objectFile: is given beside object"),
        (write + "create", "object: is required, as an apiserver sends it"),
        (write + "create\nreviewer: admission", "object: is required, as an apiserver sends it"),
        (write + "update\nobject: {}", "oldObject: is required, as an apiserver sends it"),
        (
            write + "create\nobject: {apiVersion: apps/v1, kind: Deployment}",
            "object: is one of deployments.apps, not of pods"
        ),
        (write + "create\nobject: {apiVersion: v1, kind: Service}", "object: is one of services, not of pods"),
        (head + who + "review: {}", "\"verb\" is not known here"),
        ("case: a\nexpect: allow\nverb: get\nresource: widgets\n" + who, "resource: is no resource that is known"),
    ]
    private static let head = "case: a\nexpect: allow\nverb: get\nresource: pods\n"
    private static let write = "case: a\nexpect: allow\nresource: pods\n" + who + "verb: "
    private static let who = "as: {address: 0x1, tier: viewer}\n"

    @Test(arguments: wrong) func `a case that says something wrong fails with the place`(
        _ wrong: (text: String, reason: String)
    ) throws {
        let world = try PolicyWorld()
        let outcome = world.run("test", try world.write("case.yaml", wrong.text + "\n"))
        #expect(outcome.exit == .different)
        #expect(outcome.output.hasPrefix("FAIL  ") && outcome.output.contains(wrong.reason), "\(outcome.output)")
    }

    private static let review = """
        {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {"user": "USER", "uid": "0x0",
        "groups": ["seal:viewer"], "resourceAttributes": {"verb": "get", "resource": "secrets", "namespace": "team-a"}}}
        """

    @Test func `a recorded review is judged as it stands, for whoever it names`() throws {
        let world = try PolicyWorld()
        let path = try world.write(
            "case.yaml", "case: a\n" + Self.who + "reviewFile: objects/review.json\nexpect: deny\nrule: secrets-read\n")
        let user = "sui:0x" + String(repeating: "0", count: 63)
        try world.write("objects/review.json", Self.review.replacing("USER", user + "1"))
        #expect(world.run("test", path).output.contains("0 of 1 cases failed"))
        try world.write("objects/review.json", Self.review.replacing("USER", user + "2"))
        #expect(world.run("test", path).output.contains("the review is about \"\(user)2\", not \(user)1"))
        try world.write("objects/review.json", Self.review.replacing("\"kind\"", "\"kind\": 5, \"kind\""))
        #expect(world.run("test", path).output.contains("a key that decides stands twice"))
    }

    @Test func `who is asked can be chosen, and what is expected can be a rule and a text`() throws {
        let world = try PolicyWorld()
        func output(_ rest: String) throws -> String {
            let request = "case: a\nas: {address: 0x1, tier: viewer}\nverb: create\nresource: cm\nnamespace: team-a\n"
            return world.run("test", try world.write("case.yaml", request + rest + "\n")).output
        }
        #expect(try output("expect: deny\nreviewer: authorization\nrule: tier").contains("0 of 1"))
        #expect(
            try output("expect: deny\nreviewer: admission\nobject: {}\nmessage: viewer tier may read only").contains(
                "0 of 1"))
        #expect(
            try output("expect: deny\nobject: {}\nrule: namespace").contains(
                "expected deny by namespace, got deny (tier: viewer"))
        #expect(
            try output("expect: deny\nobject: {}\nmessage: cheese").contains(
                "expected deny saying \"cheese\", got deny (tier:"))
        #expect(try output("expect: warn\nobject: {}").contains("expected warn, got deny"))
    }

    @Test func `service accounts, machines and others are judged as what they are`() throws {
        let world = try PolicyWorld()
        let address = "0x" + String(repeating: "0", count: 62) + "d1"
        let policy = try world.write(
            "policy.yaml",
            "apiVersion: k3s-daas.io/v1alpha1\nkind: Policy\nnamespaces:\n  grants: [{address: \"\(address)\", namespaces: [team-a]}]\n"
        )
        func outcome(_ asker: String, _ namespace: String) throws -> String {
            let request =
                "case: a\nverb: delete\nresource: cm\nnamespace: '\(namespace)'\nname: x\nexpect: allow\nas: \(asker)\n"
            return world.run("test", try world.write("case.yaml", request), "--policy", policy).output
        }
        for (asker, namespace) in [
            ("{serviceAccount: team-a/builder, tier: developer}", "team-a"),
            ("{serviceAccount: '@home/builder', owner: 0xd1, tier: developer}", "@home"),
            ("{serviceAccount: default/builder}", "kube-system"), ("{serviceAccount: a/builder, tier: viewer}", "a"),
            ("{user: admin, groups: ['system:masters']}", "kube-system"),
            ("{address: 0xd1, stake: 2SUI}", "team-a"),
        ] { #expect(try outcome(asker, namespace).contains("0 of 1"), "\(asker)") }
        for (asker, namespace, reason) in [
            ("{serviceAccount: team-a/builder, tier: developer}", "team-b", "got deny (namespace"),
            ("{serviceAccount: team-a/builder, owner: 0xd2, tier: developer}", "team-a", "must be one of those whose"),
            ("{serviceAccount: team-a/builder, refused: unstaked}", "team-a", "got deny (identity"),
            ("{node: n-1, registration: slashed}", "team-a", "got deny (node-registration"),
            ("{address: 0xd1, refused: expired}", "team-a", "the seal is expired"),
        ] { #expect(try outcome(asker, namespace).contains(reason), "\(asker)") }
    }

    @Test func `the cases of the documentation come as they say`() throws {
        let world = try PolicyWorld()
        let outcome = world.run("test", TestFiles.root + "docs/policy-cases")
        #expect(outcome.exit == .ok, "\(outcome.output)")
        #expect(outcome.output.split(separator: "\n").count >= 12 + 1)
    }
}
