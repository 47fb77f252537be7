// SPDX-License-Identifier: Apache-2.0
import Testing
import Wiring

@Suite struct RegistrationTests {
    @Test func `the webhook is asked on loopback, fails closed and soon`() throws {
        let object = try Sample.manifest("ValidatingWebhookConfiguration", "k3s-daas-validating-webhook-configuration")
        let webhook = object["webhooks"][0]
        #expect(object["webhooks"].items.count == 1)
        #expect(webhook["name"].word == "admit.k3s-daas.io")
        #expect(webhook["clientConfig"].names == ["url", "caBundle"])
        #expect(webhook["clientConfig"]["url"].word == "https://127.0.0.1:8443/admit")
        // printf '%s\n' '-----BEGIN CERTIFICATE-----' AAECAwQF '-----END CERTIFICATE-----' | base64 -w0
        #expect(
            webhook["clientConfig"]["caBundle"].word
                == "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBRUNBd1FGCi0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K")
        #expect(webhook["failurePolicy"].word == "Fail")
        #expect(webhook["matchPolicy"].word == "Equivalent")
        #expect(webhook["sideEffects"].word == "None")
        #expect(webhook["timeoutSeconds"].word == "3")
        #expect(webhook["admissionReviewVersions"].words == ["v1"])
        #expect(!webhook.names.contains { $0.hasSuffix("Selector") })
    }

    @Test func `nothing that is changed or connected to gets past it`() throws {
        let object = try Sample.manifest("ValidatingWebhookConfiguration", "k3s-daas-validating-webhook-configuration")
        let rules = object["webhooks"][0]["rules"].items
        #expect(rules.count == 1)
        #expect(rules.first?["operations"].words == ["CREATE", "UPDATE", "DELETE", "CONNECT"])
        // An apiserver refuses */* with anything beside it; * alone would leave pods/exec out.
        #expect(rules.first?["resources"].words == ["*/*"])
        #expect(rules.first?["apiGroups"].words == ["*"])
        #expect(rules.first?["apiVersions"].words == ["*"])
        #expect(rules.first?["scope"].word == "*")
    }

    @Test func `it is asked about stakers, their accounts and machines that are not the operator's`() throws {
        let plan = Sample.plan {
            $0.trustedNodes = ["server-2", "server-1.example.org"]
            $0.policy = PolicyShare()
            $0.policy?.grantedNamespaces = ["team-a"]
            $0.policy?.trustedNodes = ["server-2"]
        }
        let object = try Sample.manifest(
            "ValidatingWebhookConfiguration", "k3s-daas-validating-webhook-configuration", plan)
        let conditions = object["webhooks"][0]["matchConditions"].items
        #expect(conditions.count == 1)
        let expected =
            "request.userInfo.username.startsWith('sui:') || "
            + "request.userInfo.username.startsWith('system:serviceaccount:seal-') || "
            + "request.userInfo.username.startsWith('system:serviceaccount:team-a:') || "
            + "(request.userInfo.username.startsWith('system:node:') && request.operation == 'CREATE' && "
            + "request.resource.group == '' && request.resource.resource == 'nodes' && "
            + "!(request.userInfo.username in ['system:node:server-1.example.org', 'system:node:server-2']))"
        #expect(conditions.first?["expression"].word == expected)
    }

    @Test func `in a file that the apiserver reads it has a name of its own, and no object beside it`() throws {
        let plan = Sample.plan { $0.usesStaticManifests = true }
        let text = try Sample.text("/etc/k3s-daas/wiring/static/k3s-daas.yaml", plan)
        let object = try Sample.yaml(text)
        #expect(object["kind"].word == "ValidatingWebhookConfiguration")
        #expect(object["metadata"]["name"].word == "k3s-daas-validating-webhook-configuration.static.k8s.io")
        #expect(object["webhooks"][0]["clientConfig"]["url"].word == "https://127.0.0.1:8443/admit")
        let manifests = try Sample.text("/var/lib/rancher/k3s/server/manifests/k3s-daas.yaml", plan)
        #expect(!manifests.contains("ValidatingWebhookConfiguration"))
        let admission = try Sample.yaml(try Sample.text("/etc/k3s-daas/wiring/admission.yaml", plan))
        #expect(
            admission["plugins"][0]["configuration"]["staticManifestsDir"].word == "/etc/k3s-daas/wiring/static")
    }

    @Test func `everything in the cluster says whose it is`() throws {
        let documents = try Sample.documents(
            try Sample.text("/var/lib/rancher/k3s/server/manifests/k3s-daas.yaml"))
        #expect(documents.count == 11)
        for document in documents {
            #expect(document["metadata"]["labels"]["app.kubernetes.io/part-of"].word == "k3s-daas")
            #expect(document["metadata"]["labels"]["app.kubernetes.io/managed-by"].word == "sealctl")
        }
    }
}
