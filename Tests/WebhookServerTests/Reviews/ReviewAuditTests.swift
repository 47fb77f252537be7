// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import Operations
import SealAuthN
import StakeRBAC
import Telemetry
import TestSupport
import Testing

@testable import WebhookServer

/// What is written down of reviews: by what an operator can tell afterwards what was decided.
@Suite(.timeLimit(.minutes(10))) struct ReviewAuditTests {
    private static let owner = String(repeating: "0", count: 62) + "12"
    private static let identity = Identity(
        owner: Bytes32(hex: owner) ?? Bytes32(), seal: nil, tier: .super, stake: 1)
    private static let key = Bytes32(hex: "c0c1c2c3" + String(repeating: "ab", count: 28)) ?? Bytes32()

    /// A server whose audit log is a file.
    private struct Ground: ~Copyable {
        let folder: LedgerFolder
        let sink: LineSink
        let world: ReviewWorld

        init() throws {
            let folder = try LedgerFolder()
            let sink = try LineSink(.file(folder.path + "/audit"))
            world = try ReviewWorld(audit: AuditLog(to: .plain(sink)))
            world.decider.know(.staker(ReviewAuditTests.identity))
            self.sink = sink
            self.folder = folder
        }

        /// Sends bodies one after the other; their lines.
        func lines(_ sent: [(target: String, body: String)]) throws -> [Tree] {
            for (target, body) in sent { _ = try world.send(target, body).wait() }
            _ = sink.close()
            let text = try DocumentedMetricsTests.contents(folder.path + "/audit")
            return try text.split(separator: "\n").map { try Tree(json: String($0)) }
        }

        func line(_ target: String, _ body: String) throws -> [String: Tree] {
            let lines = try lines([(target, body)])
            guard lines.count == 1, case .object(let line) = lines[0] else { return [:] }
            return line
        }
    }

    private static let token = """
        {"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"x"}}
        """

    private static func write(
        _ operation: String, _ group: String, _ resource: String, _ part: String = "", dryRun: Bool = false
    ) -> String {
        """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1","operation":"\(operation)",\
        "resource":{"group":"\(group)","version":"v1","resource":"\(resource)"},"subResource":"\(part)",\
        "kind":{"group":"\(group)","version":"v1","kind":"Any"},"dryRun":\(dryRun),\
        "namespace":"a","name":"b","userInfo":{"username":"sui:0x\(owner)","uid":"0x\(owner)"}}}
        """
    }

    private static func read(_ attributes: String) -> String {
        """
        {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"user":"sui:0x\(owner)","uid":"0x\(owner)",\(attributes)}}
        """
    }

    /// What a line says beside when, and of which request.
    private func said(_ line: [String: Tree]) -> [String: String] {
        line.filter { !["ts", "request", "latency_us"].contains($0.key) }.mapValues { $0.text ?? $0.json }
    }

    // MARK: Tokens

    @Test func `an accepted token names the user and the seal's first digits`() throws {
        let ground = try Ground()
        ground.world.decider.bearer.withLock {
            $0 = BearerDecision(
                .decided(.accepted(Self.identity, for: AudienceSet(rawValue: 2))), name: .seal(Self.key))
        }
        #expect(
            said(try ground.line("/authenticate", Self.token)) == [
                "kind": "authenticate", "decision": "allowed", "reason": "accepted", "user": "sui:0x" + Self.owner,
                "seal": "c0c1c2c3", "tier": "super",
            ])
    }

    @Test func `a refused token names its seal, and one that was signed who is said to have signed it`() throws {
        for (name, field, text) in [
            (TokenName.seal(Self.key), "seal", "c0c1c2c3"), (.signer(Self.identity.owner), "signer", "0x" + Self.owner),
        ] {
            let ground = try Ground()
            ground.world.decider.bearer.withLock { $0 = BearerDecision(.decided(.refused(.expired)), name: name) }
            #expect(
                said(try ground.line("/authenticate", Self.token)) == [
                    "kind": "authenticate", "decision": "denied", "reason": "expired", field: text,
                ])
        }
    }

    @Test func `a token that only a look-up can tell is named in the same way`() throws {
        final class Question: TokenQuestion {
            func ask(until deadline: Monotonic, completion: @escaping @Sendable (Authentication) -> Void) {
                completion(.refused(.unknownSeal))
            }
        }
        let ground = try Ground()
        ground.world.decider.bearer.withLock { $0 = BearerDecision(.open(Question()), name: .seal(Self.key)) }
        #expect(
            said(try ground.line("/authenticate", Self.token)) == [
                "kind": "authenticate", "decision": "denied", "reason": "unknown_seal", "seal": "c0c1c2c3",
            ])
    }

    @Test func `of a token that is not ours nothing is named`() throws {
        let ground = try Ground()
        #expect(
            said(try ground.line("/authenticate", Self.token)) == [
                "kind": "authenticate", "decision": "no_opinion", "reason": "not_ours",
            ])
    }

    // MARK: Objects

    @Test(arguments: [
        ("CREATE", "", "pods", ""), ("CONNECT", "", "pods", "exec"), ("UPDATE", "apps", "deployments", "scale"),
        ("UPDATE", "x.example", "deployments", "scale"),
    ]) func `a write says which group's kind it was about, and which part`(
        _ operation: String, _ group: String, _ resource: String, _ part: String
    ) throws {
        let ground = try Ground()
        var line = said(try ground.line("/admit", Self.write(operation, group, resource, part)))
        // What the rules say of it is not what this is about.
        for field in ["decision", "reason", "tier"] { line[field] = nil }
        var expected = [
            "kind": "admit", "user": "sui:0x" + Self.owner, "policy": "built-in", "uid": "u-1", "operation": operation,
            "resource": resource, "namespace": "a", "name": "b", "dry_run": "false",
        ]
        if !group.isEmpty { expected["group"] = group }
        if !part.isEmpty { expected["subresource"] = part }
        #expect(line == expected)
    }

    @Test(arguments: [
        ("create", "", "pods", "exec"), ("create", "", "pods", ""), ("patch", "apps", "deployments", "scale"),
        ("patch", "x.example", "deployments", "scale"),
    ]) func `a question about access says it likewise`(
        _ verb: String, _ group: String, _ resource: String, _ part: String
    ) throws {
        let ground = try Ground()
        var line = said(
            try ground.line(
                "/authorize",
                Self.read(
                    """
                    "resourceAttributes":{"verb":"\(verb)","group":"\(group)","resource":"\(resource)","subresource":"\(part)","namespace":"a","name":"b"}
                    """)))
        for field in ["decision", "reason"] { line[field] = nil }
        var expected = [
            "kind": "authorize", "user": "sui:0x" + Self.owner, "policy": "built-in", "verb": verb,
            "resource": resource, "namespace": "a", "name": "b",
        ]
        if !group.isEmpty { expected["group"] = group }
        if !part.isEmpty { expected["subresource"] = part }
        #expect(line == expected)
    }

    @Test func `a path stands in the resource's place`() throws {
        let ground = try Ground()
        let line = said(
            try ground.line("/authorize", Self.read(#""nonResourceAttributes":{"verb":"get","path":"/metrics"}"#)))
        #expect(line["resource"] == "/metrics" && line["verb"] == "get")
        #expect(line["group"] == nil && line["subresource"] == nil && line["namespace"] == nil && line["name"] == nil)
    }

    // MARK: What is no review

    @Test(arguments: [("/authenticate", "authenticate"), ("/admit", "admit"), ("/authorize", "authorize")])
    func `what cannot be read is written down as no decision`(_ target: String, _ kind: String) throws {
        let ground = try Ground()
        let line = try ground.line(target, "no review")
        #expect(said(line) == ["kind": kind, "decision": "error", "reason": "malformed"])
        #expect(line["request"]?.text?.count == 16 && line["latency_us"] != nil)
    }

    @Test func `a review that has waited and cannot be read then is written down once`() throws {
        let ground = try Ground()
        ground.world.decider.know(nil)
        let reply = ground.world.send("/admit", Self.write("CREATE", "", "pods"))
        try ground.world.decider.take()[0].completion(.staker(Self.identity))
        _ = try reply.wait()
        let lines = try ground.lines([])
        #expect(lines.count == 1 && lines.first?["kind"].text == "admit")
    }

    // MARK: The page

    /// The fields that the page has in a row of their own kind.
    private static func documented() throws -> Set<String> {
        let page = try DocumentedMetricsTests.text("docs/operations.md")
        let section = try #require(page.split(separator: "\n## ").first { $0.hasPrefix("Audit\n") })
        var names: Set<String> = []
        for line in section.split(separator: "\n") where line.hasPrefix("| `") {
            let cell = line.dropFirst(2).prefix { $0 != "|" }
            for word in cell.split(separator: ",") { names.insert(word.filter { $0 != "`" && $0 != " " }) }
        }
        return names
    }

    @Test func `the page names every field of a line, and no other`() throws {
        let ground = try Ground()
        var sent: [(String, String)] = [
            ("/admit", Self.write("CONNECT", "apps", "pods", "exec", dryRun: true)), ("/admit", "{"),
            (
                "/authorize",
                Self.read(
                    #""resourceAttributes":{"verb":"create","group":"apps","resource":"pods","subresource":"exec","namespace":"a","name":"b"}"#
                )
            ),
        ]
        sent.append(("/authenticate", Self.token))
        ground.world.decider.bearer.withLock {
            $0 = BearerDecision(
                .decided(.accepted(Self.identity, for: AudienceSet(rawValue: 2))), name: .seal(Self.key))
        }
        var written: Set<String> = []
        for (target, body) in sent { _ = try ground.world.send(target, body).wait() }
        ground.world.decider.bearer.withLock {
            $0 = BearerDecision(.decided(.refused(.unstaked)), name: .signer(Self.identity.owner))
        }
        for line in try ground.lines([("/authenticate", Self.token)]) {
            guard case .object(let line) = line else { continue }
            written.formUnion(line.keys)
        }
        #expect(written == (try Self.documented()))
    }

    @Test func `the page names every decision that is written`() throws {
        let page = try DocumentedMetricsTests.text("docs/operations.md")
        for decision in AuditLog.Decision.allCases { #expect(page.contains("`\(decision.rawValue)`"), "\(decision)") }
        let audit = try DocumentedMetricsTests.text("docs/audit.md")
        for act in AuditLog.Act.allCases { #expect(audit.contains("`\(act.rawValue)`"), "\(act)") }
    }
}
