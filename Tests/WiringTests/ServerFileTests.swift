// SPDX-License-Identifier: Apache-2.0
import Testing
import Wiring

@Suite struct ServerFileTests {
    @Test func `a k3s server needs these files, and what names a file comes after it`() throws {
        let files = try Sample.files(Sample.plan { $0.hasAuthorizer = true })
        #expect(
            files.map(\.path) == [
                "/etc/k3s-daas/wiring/plan.yaml", "/etc/k3s-daas/webhook-server.yaml",
                "/etc/k3s-daas/wiring/token-webhook.yaml", "/etc/k3s-daas/wiring/authorize-webhook.yaml",
                "/etc/k3s-daas/wiring/authorization.yaml", "/etc/k3s-daas/wiring/gate.yaml",
                "/etc/k3s-daas/wiring/admission.yaml", "/etc/systemd/system/k3s-daas.socket",
                "/etc/systemd/system/k3s-daas.service", "/etc/systemd/system/k3s-daas-renew.service",
                "/etc/systemd/system/k3s-daas-renew.timer", "/etc/systemd/system/k3s.service.d/40-stake.conf",
                "/var/lib/rancher/k3s/server/manifests/k3s-daas.yaml", "/etc/rancher/k3s/config.yaml.d/40-stake.yaml",
            ])
        #expect(files.allSatisfy { $0.mode & 0o022 == 0 })
        #expect(files.filter { $0.owner == .service }.map(\.path) == ["/etc/k3s-daas/webhook-server.yaml"])
    }

    @Test func `an apiserver by itself gets no file of k3s`() throws {
        let paths = try Sample.files(Sample.plan(.kubeAPIServer)).map(\.path)
        #expect(!paths.contains { $0.contains("rancher") || $0.contains("k3s.service.d") })
        #expect(paths.contains("/etc/k3s-daas/wiring/cluster.yaml"))
        #expect(paths.contains("/etc/k3s-daas/wiring/kubeadm.yaml"))
    }

    @Test func `the server's configuration says where everything is`() throws {
        let plan = Sample.plan {
            $0.listenPort = 9443
            $0.chainNodes = ["grpc=https://node.example"]
            $0.quorum = 1
            $0.audiences = ["https://issuer.example"]
            $0.policyFile = "/etc/k3s-daas/policy.yaml"
            $0.policy = PolicyShare()
            $0.isDevLedger = true
        }
        let text = try Sample.text("/etc/k3s-daas/webhook-server.yaml", plan)
        let expected = """
            apiVersion: k3s-daas.io/v1alpha1
            kind: WebhookServerConfiguration
            listenAddress: "127.0.0.1:9443"
            opsAddress: "127.0.0.1:9090"
            tls:
              certFile: "/etc/k3s-daas/pki/server.crt"
              privateKeyFile: "/etc/k3s-daas/pki/server.key"
            clientAuth:
              mode: required
              caFile: "/etc/k3s-daas/pki/ca.crt"
              subjectNames:
                - kube-apiserver
            chain:
              clusterFile: "/etc/k3s-daas/cluster.yaml"
              nodes:
                - "grpc=https://node.example"
              quorum: 1
              positionFile: "/var/lib/k3s-daas/position"
            audiences:
              - "https://issuer.example"
            policy:
              file: "/etc/k3s-daas/policy.yaml"
            insecure:
              devLedger: true

            """
        #expect(text.split(separator: "\n").drop { $0.hasPrefix("#") }.map { $0 + "\n" }.joined() == expected)
    }

    @Test func `the apiserver asks about tokens with its certificate`() throws {
        let kubeconfig = try Sample.yaml(try Sample.text("/etc/k3s-daas/wiring/token-webhook.yaml"))
        let cluster = kubeconfig["clusters"][0]["cluster"]
        #expect(cluster["server"].word == "https://127.0.0.1:8443/authenticate")
        #expect(cluster["certificate-authority"].word == "/etc/k3s-daas/pki/ca.crt")
        #expect(kubeconfig["users"][0]["user"]["client-certificate"].word == "/etc/k3s-daas/pki/client.crt")
        #expect(kubeconfig["users"][0]["user"]["client-key"].word == "/etc/k3s-daas/pki/client.key")
        #expect(kubeconfig["current-context"].word == kubeconfig["contexts"][0]["name"].word)
        #expect(kubeconfig["contexts"][0]["context"]["cluster"].word == kubeconfig["clusters"][0]["name"].word)
        #expect(kubeconfig["contexts"][0]["context"]["user"].word == kubeconfig["users"][0]["name"].word)
    }

    @Test func `k3s is told in a file of its own, which adds to what others say`() throws {
        let expected = """
            kube-apiserver-arg+:
              - "authentication-token-webhook-config-file=/etc/k3s-daas/wiring/token-webhook.yaml"
              - "authentication-token-webhook-version=v1"
              - "authentication-token-webhook-cache-ttl=10s"
              - "admission-control-config-file=/etc/k3s-daas/wiring/admission.yaml"

            """
        let text = try Sample.text("/etc/rancher/k3s/config.yaml.d/40-stake.yaml")
        let lines = text.split(separator: "\n").drop { $0.hasPrefix("#") }
        #expect(lines.map { $0 + "\n" }.joined().replacingKey() == expected)
    }

    @Test func `the authorizer stands first, and stops nobody but whom it is about`() throws {
        let plan = Sample.plan { $0.hasAuthorizer = true }
        let configuration = try Sample.yaml(try Sample.text("/etc/k3s-daas/wiring/authorization.yaml", plan))
        #expect(configuration["authorizers"].items.map { $0["type"].word } == ["Webhook", "Node", "RBAC"])
        let webhook = configuration["authorizers"][0]["webhook"]
        #expect(webhook["failurePolicy"].word == "Deny")
        #expect(webhook["timeout"].word == "3s")
        #expect(webhook["authorizedTTL"].word == "10s")
        #expect(webhook["unauthorizedTTL"].word == "10s")
        #expect(
            webhook["connectionInfo"]["kubeConfigFile"].word == "/etc/k3s-daas/wiring/authorize-webhook.yaml")
        #expect(
            webhook["matchConditions"][0]["expression"].word
                == "request.user.startsWith('sui:') || request.user.startsWith('system:serviceaccount:seal-')")
        #expect(
            Wiring(plan, authorities: []).apiserverFlags().last
                == "authorization-config=/etc/k3s-daas/wiring/authorization.yaml")
    }

    @Test func `where workers are on, the authorizer is asked about machines that are not the operator's`() throws {
        let plan = Sample.plan {
            $0.hasAuthorizer = true
            $0.hasWorkers = true
        }
        let configuration = try Sample.yaml(try Sample.text("/etc/k3s-daas/wiring/authorization.yaml", plan))
        let expression = configuration["authorizers"][0]["webhook"]["matchConditions"][0]["expression"].word
        #expect(
            expression?.hasSuffix(
                " || (request.user.startsWith('system:node:') && !(request.user in ['system:node:server-1']))") == true)
    }

    @Test func `kubeadm is told the same, and to let the apiserver see the folder`() throws {
        let text = try Sample.text("/etc/k3s-daas/wiring/kubeadm.yaml", Sample.plan(.kubeAPIServer))
        let server = try Sample.yaml(text)["apiServer"]
        #expect(
            server["extraArgs"].items.map { "\($0["name"].word ?? "")=\($0["value"].word ?? "")" }
                == Wiring(Sample.plan(.kubeAPIServer), authorities: []).apiserverFlags())
        #expect(server["extraVolumes"][0]["mountPath"].word == "/etc/k3s-daas")
        #expect(server["extraVolumes"][0]["readOnly"].word == "true")
    }
}

extension String {
    /// The same, with the one name that has to be quoted as it stands in our writing.
    fileprivate func replacingKey() -> String {
        let quoted = "\"kube-apiserver-arg+\":"
        return hasPrefix(quoted) ? "kube-apiserver-arg+:" + dropFirst(quoted.count) : self
    }
}
