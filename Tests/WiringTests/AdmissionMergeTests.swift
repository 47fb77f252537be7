// SPDX-License-Identifier: Apache-2.0
import Configuration
import Testing
import Wiring

@Suite struct AdmissionMergeTests {
    private static let path = "/var/lib/rancher/k3s/server/psa.yaml"
    private static let head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\n"

    private static func plan() -> WiringPlan { Sample.plan { $0.admissionFile = path } }

    private static func merged(
        _ text: String, kubeconfig: String? = nil, _ plan: WiringPlan = plan()
    ) throws -> (admission: YAMLNode, gate: YAMLNode) {
        let existing = AdmissionConfigurationMerge.Existing(
            configuration: .init(path: path, contents: Array(text.utf8)),
            kubeconfig: kubeconfig.map { .init(path: "/etc/hooks/kubeconfig", contents: Array($0.utf8)) })
        return (
            try Sample.yaml(try Sample.text("/etc/k3s-daas/wiring/admission.yaml", plan, admission: existing)),
            try Sample.yaml(try Sample.text("/etc/k3s-daas/wiring/gate.yaml", plan, admission: existing))
        )
    }

    @Test func `without one before, ours stands alone`() throws {
        let admission = try Sample.yaml(try Sample.text("/etc/k3s-daas/wiring/admission.yaml"))
        #expect(admission["kind"].word == "AdmissionConfiguration")
        #expect(admission["plugins"].items.count == 1)
        #expect(admission["plugins"][0]["name"].word == "ValidatingAdmissionWebhook")
        let configuration = admission["plugins"][0]["configuration"]
        #expect(configuration["apiVersion"].word == "apiserver.config.k8s.io/v1")
        #expect(configuration["kind"].word == "WebhookAdmissionConfiguration")
        #expect(configuration["kubeConfigFile"].word == "/etc/k3s-daas/wiring/gate.yaml")
        let gate = try Sample.yaml(try Sample.text("/etc/k3s-daas/wiring/gate.yaml"))
        #expect(gate["users"][0]["name"].word == "127.0.0.1:8443")
        #expect(gate["users"][0]["user"]["client-certificate"].word == "/etc/k3s-daas/pki/client.crt")
    }

    @Test func `other plugins mean what they meant`() throws {
        let before =
            Self.head + """
                plugins:
                - name: PodSecurity
                  configuration:
                    apiVersion: pod-security.admission.config.k8s.io/v1
                    kind: PodSecurityConfiguration
                    defaults: {enforce: "restricted", enforce-version: latest}
                    exemptions: {namespaces: [kube-system, cis-operator-system], usernames: []}
                - name: EventRateLimit
                  path: ratelimit.yaml
                """
        let (admission, _) = try Self.merged(before)
        let old = try Sample.yaml(before)
        #expect(admission["plugins"].items.count == 3)
        let isSame = admission["plugins"][0].says(old["plugins"][0])
        #expect(isSame)
        // What is relative is found from where it was.
        #expect(admission["plugins"][1]["path"].word == "/var/lib/rancher/k3s/server/ratelimit.yaml")
        #expect(admission["plugins"][2]["name"].word == "ValidatingAdmissionWebhook")
    }

    @Test(arguments: ["plugins: []", "plugins:", ""]) func `one without a plugin is taken`(_ plugins: String) throws {
        let (admission, _) = try Self.merged(Self.head + plugins)
        #expect(admission["plugins"].items.map { $0["name"].word } == ["ValidatingAdmissionWebhook"])
    }

    private static let webhooks =
        head + """
            plugins:
            - name: ValidatingAdmissionWebhook
              configuration:
                apiVersion: apiserver.config.k8s.io/v1
                kind: WebhookAdmissionConfiguration
                kubeConfigFile: /etc/hooks/kubeconfig
            """

    @Test func `whom the apiserver is to other webhooks it stays`() throws {
        let kubeconfig = """
            apiVersion: v1
            kind: Config
            users:
            - name: "*.policy.svc"
              user: {client-certificate: tls/hook.crt, client-key: /etc/hooks/tls/hook.key}
            - name: hook.example:443
              user: {token: "t0ken"}
            """
        let (admission, gate) = try Self.merged(Self.webhooks, kubeconfig: kubeconfig)
        #expect(admission["plugins"].items.count == 1)
        #expect(
            admission["plugins"][0]["configuration"]["kubeConfigFile"].word == "/etc/k3s-daas/wiring/gate.yaml")
        #expect(gate["users"].items.map { $0["name"].word } == ["*.policy.svc", "hook.example:443", "127.0.0.1:8443"])
        #expect(gate["users"][0]["user"]["client-certificate"].word == "/etc/hooks/tls/hook.crt")
        #expect(gate["users"][0]["user"]["client-key"].word == "/etc/hooks/tls/hook.key")
        #expect(gate["users"][1]["user"]["token"].word == "t0ken")
    }

    @Test func `a kubeconfig with somebody's secrets is for root alone`() throws {
        let existing = AdmissionConfigurationMerge.Existing(
            configuration: .init(path: Self.path, contents: Array(Self.webhooks.utf8)),
            kubeconfig: .init(path: "/etc/hooks/kubeconfig", contents: Array("users: []".utf8)))
        let file = try #require(
            try Sample.files(Self.plan(), admission: existing).first { $0.path.hasSuffix("gate.yaml") })
        #expect(file.mode == 0o600)
        #expect(file.isSecret)
    }

    @Test func `merging again changes nothing`() throws {
        let (admission, gate) = try Self.merged(Self.webhooks, kubeconfig: "users: []")
        let existing = AdmissionConfigurationMerge.Existing(
            configuration: .init(path: Self.path, contents: Array(admission.text.utf8)),
            kubeconfig: .init(path: "/etc/k3s-daas/wiring/gate.yaml", contents: Array(gate.text.utf8)))
        let again = try AdmissionConfigurationMerge.merge(existing, for: Self.plan())
        let (second, secondGate) = (
            try Sample.yaml(String(decoding: again.configuration, as: UTF8.self)),
            try Sample.yaml(String(decoding: again.kubeconfig, as: UTF8.self))
        )
        #expect(second.says(admission))
        #expect(secondGate.says(gate))
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let kubeconfig: String?

        init(_ description: String, _ text: String, _ kubeconfig: String? = nil) {
            (testDescription, self.text, self.kubeconfig) = (description, text, kubeconfig)
        }
    }

    static let refused: [Refused] = [
        Refused("no YAML", "{"), Refused("something else", "apiVersion: v1\nkind: Config\n"),
        Refused("plugins without names", head + "plugins: [{path: /x}]"),
        Refused("one plugin twice", head + "plugins: [{name: A}, {name: A}]"),
        Refused("a file of its own", head + "plugins: [{name: ValidatingAdmissionWebhook, path: hooks.yaml}]"),
        Refused(
            "another kind", head + "plugins: [{name: ValidatingAdmissionWebhook, configuration: {kind: Other}}]"),
        Refused(
            "a relative kubeconfig",
            head + "plugins: [{name: ImagePolicyWebhook, configuration: {imagePolicy: {kubeConfigFile: a.yaml}}}]"),
        Refused("a kubeconfig that nobody read", webhooks), Refused("a kubeconfig that is none", webhooks, "[]"),
        Refused("a kubeconfig that is no YAML", webhooks, "users: [token: s3cret"),
        Refused("a user of our address", webhooks, "users: [{name: '127.0.0.1:8443', user: {token: s3cret}}]"),
    ]

    @Test(arguments: refused) func `refuses what it cannot keep, and repeats no secret`(_ refused: Refused) {
        let refusal = #expect(throws: WiringRefusal.self) {
            _ = try Self.merged(refused.text, kubeconfig: refused.kubeconfig)
        }
        guard case .existing? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(refusal?.description.contains("s3cret") == false)
    }

    @Test func `what we made is not what there was before`() {
        let path = "/etc/k3s-daas/wiring/admission.yaml"
        let existing = AdmissionConfigurationMerge.Existing(
            configuration: .init(path: path, contents: Array(Self.head.utf8)))
        #expect(throws: WiringRefusal.self) { _ = try AdmissionConfigurationMerge.merge(existing, for: Self.plan()) }
    }

    @Test func `a plan whose admission configuration nobody read makes nothing`() {
        #expect(throws: WiringRefusal.self) { _ = try Sample.files(Self.plan()) }
    }

    @Test func `the kubeconfig that has to be read is named`() throws {
        let file = AdmissionConfigurationMerge.File(path: Self.path, contents: Array(Self.webhooks.utf8))
        let bare = AdmissionConfigurationMerge.File(path: Self.path, contents: Array(Self.head.utf8))
        #expect(try AdmissionConfigurationMerge.kubeconfigPath(in: file) == "/etc/hooks/kubeconfig")
        #expect(try AdmissionConfigurationMerge.kubeconfigPath(in: bare) == nil)
    }
}
