// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Crypto
import Kernel
import TestSupport
import Testing

@testable import SealCommands

/// What stands in a cluster, as an apiserver answers it: in JSON, with what it has filled in.
@Suite(.timeLimit(.minutes(10))) struct ObjectCheckTests {
    private static let condition =
        "request.userInfo.username.startsWith('sui:') || "
        + "request.userInfo.username.startsWith('system:serviceaccount:seal-')"

    private static func registration(_ authority: [UInt8], _ from: String = "", _ to: String = "") throws -> YAMLNode {
        let text = #"""
            {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
             "metadata": {"name": "k3s-daas-validating-webhook-configuration", "uid": "x", "generation": 1},
             "webhooks": [{"name": "admit.k3s-daas.io", "admissionReviewVersions": ["v1"],
              "clientConfig": {"url": "https://127.0.0.1:8443/admit", "caBundle": "BUNDLE"},
              "failurePolicy": "Fail", "matchPolicy": "Equivalent", "sideEffects": "None", "timeoutSeconds": 3,
              "namespaceSelector": {}, "objectSelector": {},
              "matchConditions": [{"name": "stakers", "expression": "CONDITION"}],
              "rules": [{"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*", "*/*"], "scope": "*"}]}]}
            """#
        return try node(
            text.replacing("BUNDLE", with: Base64.encode(authority)).replacing("CONDITION", with: condition)
                .replacing(from.isEmpty ? "no such text" : from, with: to))
    }

    private static func check(
        _ found: YAMLNode?, _ authorities: Seen<[ShownCertificate]>, expected: YAMLNode? = nil, at now: Int64
    ) -> RegistrationCheck {
        RegistrationCheck(
            found: .seen(found), expected: expected, authorities: authorities, now: WallTime(seconds: now))
    }

    @Test func `a registration as it should be`() throws {
        let pki = try CheckPKI()
        let (text, own) = (try pki.bytes("ca"), try pki.all("ca"))
        let now = own[0].notBefore + 60
        let found = try Self.registration(text)
        #expect(Self.check(found, .seen(own), at: now).states == ["webhook registration ok"])
        #expect(Self.check(found, .skipped("elsewhere"), at: now).states == ["webhook registration ok"])
        // What was rendered has other quotes, other white space and another order.
        let rendered = try node(
            """
            kind: ValidatingWebhookConfiguration
            webhooks:
            - name: admit.k3s-daas.io
              timeoutSeconds: 3
              clientConfig: {url: "https://127.0.0.1:8443/admit"}
              rules: [{scope: "*", resources: ["*/*", "*"], operations: ["*"], apiVersions: ["*"], apiGroups: ["*"]}]
              matchConditions:
              - name: stakers
                expression: >-
                  request.userInfo.username.startsWith('sui:') ||
                  request.userInfo.username.startsWith('system:serviceaccount:seal-')
            """)
        let check = Self.check(found, .seen(own), expected: rendered, at: now)
        #expect(check.states == ["webhook registration ok"] && check.text.contains("as rendered"), "\(check.text)")
        let changed = try Self.registration(text, "seal-')", "seal-x')")
        #expect(
            Self.check(changed, .seen(own), expected: rendered, at: now).text.contains(
                "matchConditions are not as rendered"))
        let other = try Self.registration(text, "127.0.0.1:8443", "127.0.0.1:9443")
        #expect(
            Self.check(other, .seen(own), expected: rendered, at: now).text.contains(
                "must be https://127.0.0.1:8443/admit"))
    }

    @Test(arguments: [
        (#""url": "https://127.0.0.1:8443/admit""#, #""service": {"name": "x"}"#, "url is not set"),
        ("127.0.0.1:8443/admit", "hook.example:8443/admit", "each server asks its own"),
        ("/admit", "/other", "each server asks its own"),
        (#""failurePolicy": "Fail""#, #""failurePolicy": "Ignore""#, "each write is let through"),
        (#""timeoutSeconds": 3"#, #""timeoutSeconds": 30"#, "must be 3"),
        (#""timeoutSeconds": 3,"#, "", "timeoutSeconds is 10"),
        ("Equivalent", "Exact", "matchPolicy is Exact"),
        (#""sideEffects": "None""#, #""sideEffects": "Some""#, "must be None"),
        (
            #""namespaceSelector": {}"#, #""namespaceSelector": {"matchLabels": {"a": "b"}}"#,
            "namespaceSelector leaves something out"
        ),
        (#""operations": ["*"]"#, #""operations": ["CREATE", "UPDATE"]"#, "leave out DELETE, CONNECT"),
        ("startsWith('sui:')", "startsWith('x:')", "begin with sui:"),
        ("'system:serviceaccount:seal-'", "'x'", "serviceaccount:seal-"),
        ("admit.k3s-daas.io", "other.example.io", "has no webhook"),
    ])
    func `each way in which a registration is wrong is said`(_ from: String, _ to: String, _ says: String) throws {
        let pki = try CheckPKI()
        let own = try pki.all("ca")
        let found = try Self.registration(try pki.bytes("ca"), from, to)
        let check = Self.check(found, .seen(own), at: own[0].notBefore + 60)
        #expect(check.states == ["webhook registration failed"] && check.text.contains(says), "\(check.text)")
        #expect(check.text.hasSuffix("sudo sealctl wire k3s"))
    }

    @Test func `a bundle that is none, another's, or over`() throws {
        let pki = try CheckPKI()
        let own = try pki.all("ca")
        let now = own[0].notBefore + 60
        func text(_ authority: [UInt8], _ own: [ShownCertificate], _ now: Int64) throws -> String {
            Self.check(try Self.registration(authority), .seen(own), at: now).text
        }
        #expect(try text([], own, now).contains("caBundle is empty"))
        #expect(try text(Array("x".utf8), own, now).contains("holds no certificate"))
        #expect(try text(try pki.bytes("other"), own, now).contains("not the authority in use, of ca"))
        #expect(try text(try pki.bytes("ca"), own, own[0].notAfter + 1).contains("has expired"))
    }

    @Test func `without matchConditions the cluster itself would depend on us`() throws {
        let pki = try CheckPKI()
        let own = try pki.all("ca")
        let bare = try node(
            #"{"webhooks": [{"name": "admit.k3s-daas.io", "timeoutSeconds": 3, "rules": [{"operations": ["*"]}]}]}"#)
        #expect(Self.check(bare, .seen(own), at: 0).text.contains("the cluster itself cannot write"))
    }

    @Test func `a registration that is not there, and one that may not be seen`() {
        #expect(Self.check(nil, .skipped(""), at: 0).text.contains("is not there"))
        let hidden = RegistrationCheck(
            found: KubectlFailure(.forbidden, "").seen(), expected: nil, authorities: .skipped(""),
            now: WallTime(seconds: 0))
        #expect(hidden.states == ["webhook registration skipped"])
        let lost = RegistrationCheck(
            found: KubectlFailure.missing.seen(), expected: nil, authorities: .skipped(""), now: WallTime(seconds: 0))
        #expect(lost.states == ["webhook registration unseen"])
    }

    // MARK: Roles

    private static func expected() throws -> [YAMLNode] {
        [
            try node(
                """
                kind: ClusterRole
                metadata: {name: "seal:viewer", labels: {app.kubernetes.io/part-of: k3s-daas}}
                rules: [{apiGroups: [""], resources: [pods, services], verbs: [get, list, watch]}]
                """),
            try node(
                """
                kind: ClusterRoleBinding
                metadata: {name: "seal:viewer"}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "seal:viewer"}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "seal:viewer"}]
                """),
        ]
    }

    private static let role = #"""
        {"kind": "ClusterRole", "metadata": {"name": "seal:viewer", "uid": "1"},
         "rules": [{"verbs": ["get", "watch", "list"], "resources": ["services", "pods"], "apiGroups": [""]}]}
        """#

    private static func binding(_ name: String, _ role: String) -> String {
        #"{"kind": "ClusterRoleBinding", "metadata": {"name": "\#(name)"}, "roleRef": {"kind": "ClusterRole", "name": "\#(role)"},"#
            + #" "subjects": [{"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": "seal:viewer"}]}"#
    }

    private static func roles(_ texts: String...) throws -> RolesCheck {
        RolesCheck(found: .seen(try texts.map { try node($0) }), expected: try expected())
    }

    @Test func `roles and bindings as they should be, in any order`() throws {
        #expect(try Self.roles(Self.binding("seal:viewer", "seal:viewer"), Self.role).states == ["RBAC ok", "RBAC ok"])
    }

    @Test func `a role that is missing, changed, or bound to another`() throws {
        let binding = Self.binding("seal:viewer", "seal:viewer")
        let missing = try Self.roles(binding)
        #expect(missing.states == ["RBAC failed", "RBAC ok"] && missing.text.contains("may do less"))
        let more = try Self.roles(Self.role.replacing("\"pods\"", with: "\"pods\", \"secrets\""), binding)
        #expect(more.states == ["RBAC failed", "RBAC ok"] && more.text.contains("it differs in rules"))
        let other = try Self.roles(Self.role, Self.binding("seal:viewer", "view"))
        #expect(other.states == ["RBAC ok", "RBAC failed"] && other.text.contains("it differs in roleRef"))
    }

    @Test func `what others grant to a tier is pointed out`() throws {
        let binding = Self.binding("seal:viewer", "seal:viewer")
        let more = try Self.roles(Self.role, binding, Self.binding("extra", "edit"))
        #expect(more.states == ["RBAC ok", "RBAC ok", "RBAC warning"])
        #expect(
            more.text.contains("grants edit to seal:viewer")
                && more.text.hasSuffix("kubectl delete clusterrolebinding extra"))
        #expect(try Self.roles(Self.role, binding, Self.binding("extra", "cluster-admin")).states.last == "RBAC failed")
    }

    @Test func `roles that may not be seen, or of which nothing is known`() throws {
        let hidden = RolesCheck(found: KubectlFailure(.forbidden, "").seen(), expected: try Self.expected())
        #expect(hidden.states == ["RBAC skipped"])
        let unknown = RolesCheck(found: .seen([try node(Self.role)]), expected: [])
        #expect(unknown.states == ["RBAC skipped"])
    }

    // MARK: Whom a token is of, and what they may do

    private static let name = "sui:0x" + String(repeating: "a", count: 64)

    private static func identity(
        _ answer: Seen<IdentityCheck.Answer>, username: String? = name, tier: String? = "developer"
    ) -> IdentityCheck {
        IdentityCheck(about: "", answer: answer, username: username, tier: tier)
    }

    private static let groups = ["seal:stakers", "seal:developer", "system:authenticated"]

    @Test func `a bearer who is who the chain says`() {
        let answer = Seen.seen(IdentityCheck.Answer.known(username: Self.name, groups: Self.groups))
        #expect(Self.identity(answer).states == ["identity ok"])
        #expect(Self.identity(answer, username: nil, tier: nil).states == ["identity ok"])
        #expect(Self.identity(answer, tier: "viewer").states == ["identity warning"])
        let limited = Seen.seen(
            IdentityCheck.Answer.known(username: Self.name, groups: ["seal:stakers", "seal:limited"]))
        #expect(Self.identity(limited).states == ["identity ok"])
    }

    @Test(arguments: [
        ("system:serviceaccount:a:b", groups, "another authenticator"),
        (name.replacing("aa", with: "bb"), groups, "and not"),
        (name, ["seal:stakers", "system:masters"], "which we never do"), (name, ["seal:stakers"], "one tier"),
        (name, ["seal:developer"], "one tier"), (name, groups + ["seal:admin"], "one tier"),
    ])
    func `a bearer who is taken for somebody else`(_ username: String, _ groups: [String], _ says: String) {
        let check = Self.identity(.seen(.known(username: username, groups: groups)))
        #expect(check.states == ["identity failed"] && check.text.contains(says), "\(check.text)")
    }

    @Test func `a bearer whom nobody knows, and one whom nobody asked about`() {
        #expect(Self.identity(.seen(.unauthorized)).text.contains("401"))
        #expect(Self.identity(.seen(.other(status: 500))).states == ["identity failed"])
        #expect(Self.identity(.skipped("no token")).states == ["identity skipped"])
        #expect(Self.identity(.unseen("nobody answers")).states == ["identity unseen"])
    }

    private static func rights(_ rules: String, isUnrestricted: Bool = false) throws -> RightsCheck {
        RightsCheck(status: .seen(try node(#"{"resourceRules": [\#(rules)]}"#)), isUnrestricted: isUnrestricted)
    }

    @Test func `rights that a tier has, too few of them and too many`() throws {
        let read = #"{"verbs": ["get", "list"], "apiGroups": [""], "resources": ["pods"]}"#
        let all = #"{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}"#
        let fine = try Self.rights(read)
        #expect(fine.states == ["rights ok"] && fine.text.contains("may not create them, may not get secrets"))
        let named =
            #"{"verbs": ["bind"], "apiGroups": ["x"], "resources": ["clusterroles"], "resourceNames": ["seal:viewer"]}"#
        #expect(try Self.rights("\(read), \(named)").states == ["rights ok"])
        #expect(try Self.rights("").states == ["rights failed"])
        #expect(
            try Self.rights(#"{"verbs": ["list"], "apiGroups": [""], "resources": ["pods"], "resourceNames": ["a"]}"#)
                .states == ["rights failed"])
        #expect(try Self.rights(all).text.contains("impersonate, escalate, bind, approve, sign"))
        #expect(try Self.rights(all, isUnrestricted: true).states == ["rights ok"])
        #expect(RightsCheck(status: .skipped("no token"), isUnrestricted: false).states == ["rights skipped"])
    }
}
