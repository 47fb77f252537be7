// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Kernel
import PolicyFile
import StakeRBAC

/// Policies as text, and what is said of them.
enum Policies {
    static let head = "apiVersion: k3s-daas.io/v1alpha1\nkind: Policy\n"
    static let now = WallTime(seconds: 1_795_000_000)  // 2026-11-18
    static let first = "0x" + String(repeating: "1", count: 64)
    static let second = "0x" + String(repeating: "2", count: 64)

    /// A policy with every key.
    static let sample = """
        apiVersion: k3s-daas.io/v1alpha1
        kind: Policy
        version: prod-7
        tiers: {developer: {stake: "3"}, admin: {stake: 7.5}}
        rules: {pod-security: warn, ingress-hosts: audit, quota: enforce}
        namespaces:
          protected: [monitoring]
          grants:
          - {address: "\(first)", namespaces: [team-a, team-b]}
        kinds:
        - {resource: rollouts.argoproj.io, writer: developer, podTemplate: spec.template, replicas: spec.replicas}
        - {resource: "*.example.com", writer: admin}
        - {resource: externalsecrets.external-secrets.io, secret: true, writer: admin, scope: Namespaced}
        - {resource: limitranges, writer: developer}
        pods:
          security: {developer: restricted, admin: restricted, super: baseline}
          inlineDrivers: [secrets-store.csi.k8s.io]
          tokenAudiences: ["https://vault.example.com"]
          priorityClasses: [batch]
        network:
          serviceTypes: {developer: [ClusterIP, NodePort], admin: [ClusterIP, NodePort, LoadBalancer]}
          ingressDomains: [apps.example.com]
        storage: {drivers: [driver.longhorn.io], provisioners: []}
        resourceGroups: [example.com]
        quotas:
          developer: {base: {cpu: 500m, memory: 1Gi}, perSUI: {cpu: 2, memory: 4Gi, pods: 20, storage: 20Gi}}
          admin: none
        exemptions:
        - rules: [pod-security, quota]
          addresses: ["\(second)"]
          namespaces: [team-a]
          until: 2027-01-31T00:00:00Z
          reason: until the old image is gone
        nodes:
          trusted: [server-1]
          labels: [kubernetes.io/arch, kubernetes.io/hostname, kubernetes.io/os, example.com/*]
        super: {unrestricted: false}
        authorizer: {allow: false}

        """

    /// Reads a text as a file called `p`.
    static func load(_ text: String) -> Result<LoadedPolicy, ConfigurationError> {
        let bytes = Array(text.utf8)
        do throws(ConfigurationError) {
            return .success(try PolicyFile.parse(bytes.span, name: "p", now: now))
        } catch {
            return .failure(error)
        }
    }

    /// What is wrong with a policy of these lines below its head, a line each.
    static func problems(_ body: String) -> [String] {
        guard case .failure(let error) = load(head + body) else { return [] }
        return error.problems.map(\.description)
    }

    /// What is to be known of a policy of these lines below its head.
    static func warnings(_ body: String) throws -> [String] { try load(head + body).get().warnings }

    /// The policy that these lines below its head make.
    static func policy(_ body: String) throws -> Policy { try load(head + body).get().policy }
}
