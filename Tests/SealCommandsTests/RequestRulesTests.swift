// SPDX-License-Identifier: Apache-2.0
import Configuration
import SuiLedger
import Testing

@testable import SealCommands

/// What is wrong with a request is said before anything is sent, and in words of its own.
@Suite(.timeLimit(.minutes(10))) struct RequestRulesTests {
    private static func draft(
        _ resource: String = "configmaps", _ name: String = "c", namespace: String = "", uri: String = ""
    ) -> RequestDraft {
        var draft = RequestDraft(.apply, resource: resource, name: name)
        draft.namespace = namespace
        draft.uri = uri
        return draft
    }

    private static func refusal(_ draft: RequestDraft) -> CommandFailure? {
        do throws(CommandFailure) { try RequestRules.check(draft) } catch { return error }
        return nil
    }

    private static func refusal(ofManifest bytes: [UInt8]) -> CommandFailure? {
        do throws(CommandFailure) { _ = try RequestRules.text(ofManifest: bytes, "m.yaml") } catch { return error }
        return nil
    }

    private static func letters(_ count: Int) -> String { String(repeating: "a", count: count) }

    @Test func `names are as long as the contracts take them`() {
        let parts: [(Int, (String) -> RequestDraft)] = [
            (96, { Self.draft($0) }), (253, { Self.draft("pods", $0) }), (63, { Self.draft(namespace: $0) }),
        ]
        for (limit, make) in parts {
            #expect(Self.refusal(make(Self.letters(limit - 1))) == nil)
            #expect(Self.refusal(make(Self.letters(limit))) == nil)
            #expect(Self.refusal(make(Self.letters(limit + 1)))?.exit == .usage)
        }
        // 256 with the scheme's 8.
        for (count, isGood) in [(0, false), (1, true), (247, true), (248, true), (249, false)] {
            #expect((Self.refusal(Self.draft(uri: "https://" + Self.letters(count))) == nil) == isGood, "\(count)")
        }
    }

    @Test(arguments: [
        "", "Deployment", "deployments apps", "1pods", "pods-", "-pods", "p\u{f6}ds", "pods:read", "pods,services",
    ]) func `what is no resource is called one that is not`(_ text: String) {
        #expect(Self.refusal(Self.draft(text))?.message.hasPrefix("RESOURCE must be") == true)
    }

    @Test(arguments: ["", "Web", "web_1", "-web", "web-", ".web", "web.", "we b", "w/b", "w\u{e9}b"])
    func `what is no name is called one that is not`(_ text: String) {
        #expect(Self.refusal(Self.draft("pods", text))?.message.hasPrefix("NAME must be") == true)
    }

    @Test(arguments: ["Team", "team.a", "team_a", "-team", "team-"])
    func `what is no namespace is called one that is not`(_ text: String) {
        #expect(Self.refusal(Self.draft(namespace: text))?.message.hasPrefix("--namespace must be") == true)
    }

    @Test(arguments: [
        "http://example.org/m", "https://", "ftp://example.org/m", "https://e/a b", "https://e/#x", "https://e/'x'",
    ])
    func `what is no address is called one that is not`(_ text: String) {
        #expect(Self.refusal(Self.draft(uri: text))?.message.hasPrefix("--manifest-uri must be https://") == true)
    }

    @Test(arguments: ["deployments.apps", "pods", "a", "x1", "deployments.apps/scale", "my-things.example.org"])
    func `resources of Kubernetes pass`(_ text: String) {
        #expect(
            Self.refusal(Self.draft(text, "web-1.example", namespace: "team-a", uri: "https://h:1/%20?a=~_[b]")) == nil)
    }

    @Test func `a manifest is as long as the contracts take it`() throws {
        for count in [1, 8191, 8192] {
            let bytes = Array(Self.letters(count).utf8)
            #expect(try RequestRules.text(ofManifest: bytes, "m.yaml") == Self.letters(count))
        }
        let long = Self.refusal(ofManifest: Array(Self.letters(8193).utf8))
        #expect(
            long?.exit == .configuration && long?.message.hasPrefix("m.yaml: 8193 bytes, and no more than 8192") == true
        )
        #expect(long?.message.contains("--manifest-uri") == true)
        #expect(Self.refusal(ofManifest: [])?.message == "m.yaml: the file is empty")
    }

    @Test(
        arguments: [
            ([0x61, 0x0d, 0x0a], "line 1 has a carriage return"), ([0x0a, 0x61, 0x0d], "line 2 has a carriage return"),
            ([0x0a, 0x0a, 0x61, 0xc3, 0xa9], "line 3 has the byte 0xc3"), ([0x00], "line 1 has the byte 0x00"),
            ([0x7f], "line 1 has the byte 0x7f"), ([0x1f], "line 1 has the byte 0x1f"),
            ([0xff], "line 1 has the byte 0xff"),
        ] as [([UInt8], String)]) func `a byte that may not stand on chain is named by its line`(
            _ bytes: [UInt8], _ says: String
        )
    {
        let refusal = Self.refusal(ofManifest: bytes)
        #expect(
            refusal?.exit == .configuration && refusal?.message.hasPrefix("m.yaml: \(says)") == true,
            "\(refusal?.message ?? "")")
    }

    @Test func `all that passes is taken by the contracts, and nothing of the rest is sent`() throws {
        let world = try StakerTests.world()
        _ = try world.account("alice")
        try #require(world.run("seal", "mint", "--stake", "2SUI", key: "alice").exit == .ok)
        let path = world.folder + "/manifest"
        func submit(_ more: String...) -> CommandOutcome {
            world.run(line: ["request", "submit"] + more + ["--namespace", "team-a"], key: "alice")
        }
        let widest = String((0x20...0x7E).map { Character(UnicodeScalar($0)) }) + "\t\n"
        world.write("manifest", widest + Self.letters(8192 - widest.utf8.count), mode: 0o644)
        #expect(submit("apply", "configmaps", "c", "--manifest-file", path).exit == .ok)
        #expect(submit("delete", "configmaps", Self.letters(253)).exit == .ok)
        let uri = "https://" + Self.letters(240) + "-./:%=?["
        #expect(submit("apply", Self.letters(96), "c", "--manifest-file", path, "--manifest-uri", uri).exit == .ok)

        let answered = world.answered
        world.write("manifest", "a: \u{e9}\r\n", mode: 0o644)
        #expect(submit("apply", "configmaps", "c", "--manifest-file", path).exit == .configuration)
        for method in ["apply", "scale", "patch"] {
            let without = submit(method, "configmaps", "c")
            #expect(without.exit == .usage && without.messages.contains("\(method) needs --manifest-file"))
        }
        #expect(submit("delete", "ConfigMap", "c").exit == .usage)
        #expect(submit("delete", "configmaps", "c", "--manifest-uri", uri).exit == .usage)
        // Not so much as a question was asked.
        #expect(world.answered == answered)
        // Elsewhere the document may be in any letters: its hash stands on chain.
        #expect(
            submit("apply", "configmaps", "c", "--manifest-file", path, "--manifest-uri", "https://h/m").exit == .ok)
    }
}
