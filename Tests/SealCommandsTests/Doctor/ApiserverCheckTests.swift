// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct ApiserverCheckTests {
    private static let right = [
        "--authentication-token-webhook-config-file=/t.yaml", "--authentication-token-webhook-version=v1",
        "--authentication-token-webhook-cache-ttl=10s", "--admission-control-config-file=/a.yaml",
    ]

    private static func flags(_ changes: String...) -> ApiserverFlags {
        ApiserverFlags(arguments: right + changes, origin: "its command line")
    }

    private static func check(_ flags: ApiserverFlags, authorizer: Bool = false) -> ApiserverFlagsCheck {
        ApiserverFlagsCheck(about: "", flags: .seen(flags), hasAuthorizer: authorizer)
    }

    @Test func `flags are read in each form`() {
        let flags = ApiserverFlags(arguments: ["--a=1", "--b", "2", "--c", "--d=x=y", "--a=3", "serve"], origin: "")
        #expect(flags.values == ["a": "3", "b": "2", "c": "true", "d": "x=y"])
        let k3s = ApiserverFlags(k3s: ["a=1", "a+=2", "b-=0", "b-=1", "--c=2", "d"], origin: "")
        #expect(k3s.values == ["a": "1,2", "b": "1,0", "c": "2", "d": "true"])
        let page = "\nkube-apiserver flagz\nWarning: This endpoint is not meant to be machine parseable.\n\na=1\nb=\n"
        let flagz = ApiserverFlags(flagz: page, origin: "")
        #expect(flagz?["a"] == "1" && flagz?["b"] == nil && ApiserverFlags(flagz: "no such page\n", origin: "") == nil)
    }

    @Test func `an apiserver that asks us is right`() {
        let check = Self.check(Self.flags())
        #expect(check.states == ["apiserver flags ok"] && check.text.contains("its command line"))
        #expect(
            Self.check(Self.flags("--authorization-config=/z.yaml"), authorizer: true).states == ["apiserver flags ok"])
        #expect(Self.check(Self.flags("--api-audiences=https://x.example,k3s")).states == ["apiserver flags ok"])
    }

    @Test(arguments: [
        ("--authentication-token-webhook-config-file=", "does not ask us about tokens"),
        ("--authentication-token-webhook-version=v1beta1", "must be said to be v1"),
        ("--authentication-token-webhook-version=", "is v1beta1"),
        ("--admission-control-config-file=", "shows no certificate"),
        ("--disable-admission-plugins=A,ValidatingAdmissionWebhook", "nobody asks us about writes"),
        ("--api-audiences=https://other.example", "no token gets in"),
        ("--service-account-issuer=https://other.example", "no token gets in"),
    ])
    func `each flag that is missing or wrong is said`(_ change: String, _ says: String) {
        let check = Self.check(Self.flags(change))
        #expect(check.states == ["apiserver flags failed"] && check.text.contains(says), "\(check.text)")
        #expect(check.text.hasSuffix("sudo sealctl wire k3s"))
    }

    @Test func `what only some clusters need is asked for there alone`() {
        #expect(Self.check(Self.flags(), authorizer: true).text.contains("authorization-config is not set"))
        var check = Self.check(Self.flags())
        check.missingFiles = ["/t.yaml"]
        #expect(check.text.contains("/t.yaml cannot be read: the apiserver does not start"))
        check = Self.check(Self.flags("--api-audiences=mine"))
        check.audiences = ["mine"]
        #expect(check.states == ["apiserver flags ok"])
        check = ApiserverFlagsCheck(about: "x", flags: .unseen("root's"), hasAuthorizer: false)
        #expect(check.states == ["apiserver flags unseen"])
    }

    @Test(arguments: [
        ("10s", "ok", "20 s"), ("0s", "ok", "10 s"), ("0", "ok", "10 s"), ("500ms", "ok", "11 s"),
        ("10.001s", "failed", "21 s"),
        ("2m0s", "failed", "130 s"), ("1h", "failed", "3610 s"), ("soon", "failed", "no duration"),
        ("10", "failed", "no duration"),
    ])
    func `a token is believed for ten seconds at most`(_ text: String, _ state: String, _ says: String) {
        let flags = Self.flags("--authentication-token-webhook-cache-ttl=\(text)")
        let check = CacheTTLCheck(about: "", flags: .seen(flags))
        #expect(check.states == ["token cache \(state)"] && check.text.contains(says), "\(check.text)")
    }

    @Test func `an apiserver that was not told how long believes for two minutes`() {
        let flags = Self.flags("--authentication-token-webhook-cache-ttl=")
        #expect(CacheTTLCheck(about: "", flags: .seen(flags)).text.contains("130 s"))
        #expect(CacheTTLCheck(about: "", flags: .unseen("?")).states == ["token cache unseen"])
        let none = ApiserverFlags(arguments: [], origin: "")
        #expect(CacheTTLCheck(about: "", flags: .seen(none)).states == ["token cache skipped"])
    }

    @Test(arguments: [
        (KubectlFailure.Kind.forbidden, "skipped"), (.missing, "unseen"), (.unauthorized, "failed"),
        (.unreachable, "failed"),
        (.other, "failed"),
    ])
    func `an apiserver that gives no page`(_ kind: KubectlFailure.Kind, _ state: String) {
        let check = ApiserverReadyCheck(about: "", page: .failure(KubectlFailure(kind, "why")))
        #expect(check.states == ["apiserver \(state)"])
        #expect(ApiserverReadyCheck(about: "", page: .success("ok")).states == ["apiserver ok"])
    }

    @Test(arguments: [
        (#"Error from server (Forbidden): x is forbidden: User "y" cannot list"#, KubectlFailure.Kind.forbidden),
        ("Error from server (NotFound): validatingwebhookconfigurations \"x\" not found", .notFound),
        ("error: You must be logged in to the server (Unauthorized)", .unauthorized),
        ("Unable to connect to the server: getting credentials: exec: executable x failed", .unauthorized),
        (
            "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?",
            .unreachable
        ),
        ("Unable to connect to the server: tls: failed to verify certificate: x509: unknown authority", .unreachable),
        ("Warning: old\nerror: unknown command\n", .other), ("", .other),
    ])
    func `what kubectl complains about is understood`(_ complaint: String, _ kind: KubectlFailure.Kind) {
        #expect(KubectlFailure(complaint: complaint).kind == kind)
        #expect(!KubectlFailure(complaint: complaint).says.contains("Warning"))
    }

    private static func calls(_ lines: String...) -> WebhookCallsCheck {
        WebhookCallsCheck(about: "", metrics: .seen(lines.joined(separator: "\n")))
    }

    @Test func `an apiserver's own count of its questions`() {
        let name = #"name="admit.k3s-daas.io""#
        let asked = "apiserver_admission_webhook_admission_duration_seconds_count{\(name),operation=\"CREATE\"} 7"
        let error = "apiserver_admission_webhook_rejection_count{error_type=\"calling_webhook_error\",\(name)} 2"
        let denied = "apiserver_admission_webhook_rejection_count{error_type=\"no_error\",\(name)} 3"
        let open = "apiserver_admission_webhook_fail_open_count{\(name)} 1"
        let other = #"apiserver_admission_webhook_fail_open_count{name="other.example.io"} 9"#
        #expect(Self.calls(asked, denied, other).states == ["webhook calls ok"])
        #expect(Self.calls(asked, error).text.contains("2 of 7"))
        #expect(Self.calls(asked, error).states == ["webhook calls warning"])
        #expect(Self.calls(asked, open).states == ["webhook calls failed"])
        #expect(Self.calls(other).states == ["webhook calls skipped"])
        #expect(WebhookCallsCheck(about: "", metrics: .unseen("?")).states == ["webhook calls unseen"])
    }
}
