// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// What the apiserver reads.
extension Wiring {
    /// How long the apiserver remembers an answer to a token, and ours to an access review.
    static let cacheTime = "10s"
    /// How long it waits for our opinion.
    static let opinionTimeout = "3s"

    private static let head = "Made by `sealctl wire`, which overwrites it."

    /// A kubeconfig that leads to one of our endpoints.
    func kubeconfig(_ name: String, endpoint: String) throws(WiringRefusal) -> WiredFile {
        let tree: Tree = [
            "apiVersion": "v1", "kind": "Config",
            "clusters": [
                [
                    "name": "webhook-server",
                    "cluster": [
                        "server": .text(plan.url(endpoint)), "certificate-authority": .text(plan.authorityFile),
                    ],
                ]
            ],
            "users": [["name": "apiserver", "user": plan.credentials]],
            "contexts": [["name": "webhook", "context": ["cluster": "webhook-server", "user": "apiserver"]]],
            "current-context": "webhook",
        ]
        return try file(plan.wiringPath(name), tree)
    }

    /// Whom the apiserver asks whether somebody may do something: us first, so that a refusal is one.
    func authorizationConfiguration() throws(WiringRefusal) -> WiredFile {
        let webhook: Tree = [
            "timeout": .text(Self.opinionTimeout), "subjectAccessReviewVersion": "v1",
            "matchConditionSubjectAccessReviewVersion": "v1", "authorizedTTL": .text(Self.cacheTime),
            "unauthorizedTTL": .text(Self.cacheTime), "failurePolicy": "Deny",
            "connectionInfo": [
                "type": "KubeConfigFile", "kubeConfigFile": .text(plan.wiringPath("authorize-webhook.yaml")),
            ],
            "matchConditions": [["expression": .text(try MatchConditions(plan: plan).authorization())]],
        ]
        return try file(
            plan.wiringPath("authorization.yaml"),
            [
                "apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthorizationConfiguration",
                "authorizers": [
                    ["type": "Webhook", "name": "k3s-daas", "webhook": webhook],
                    ["type": "Node", "name": "node"],
                    ["type": "RBAC", "name": "rbac"],
                ],
            ])
    }

    /// How the apiserver shows webhooks who it is, beside what the operator configured before.
    func admissionFiles() throws(WiringRefusal) -> [WiredFile] {
        let (configuration, kubeconfig) = (plan.wiringPath("admission.yaml"), plan.wiringPath("gate.yaml"))
        if let admission {
            let merged = try AdmissionConfigurationMerge.merge(admission, for: plan)
            return [
                WiredFile(path: kubeconfig, mode: 0o600, owner: .root, contents: merged.kubeconfig, isSecret: true),
                WiredFile(path: configuration, mode: 0o644, owner: .root, contents: merged.configuration),
            ]
        }
        return [
            try file(kubeconfig, ["apiVersion": "v1", "kind": "Config", "users": [plan.gateUser]]),
            try file(
                configuration,
                [
                    "apiVersion": "apiserver.config.k8s.io/v1", "kind": "AdmissionConfiguration",
                    "plugins": [plan.admissionPlugin],
                ]),
        ]
    }

    /// A file that everybody may read.
    func file(_ path: String, _ tree: Tree) throws(WiringRefusal) -> WiredFile {
        WiredFile(
            path: path, mode: 0o644, owner: .root, contents: try tree.node.document(path, comments: [Self.head]))
    }
}

extension WiringPlan {
    /// Where our server answers.
    func url(_ endpoint: String) -> String { "https://127.0.0.1:\(listenPort)/\(endpoint)" }

    /// A file that the apiserver reads.
    func wiringPath(_ name: String) -> String { "\(folder)/wiring/\(name)" }

    /// The certificates that the server's and the apiserver's come from.
    var authorityFile: String { "\(folder)/pki/ca.crt" }

    /// How the apiserver shows who it is.
    var credentials: Tree {
        [
            "client-certificate": .text("\(folder)/pki/client.crt"), "client-key": .text("\(folder)/pki/client.key"),
        ]
    }

    /// The same for admission, which finds it by the address that it asks.
    var gateUser: Tree { ["name": .text("127.0.0.1:\(listenPort)"), "user": credentials] }

    /// What tells the apiserver where to find it.
    var admissionPlugin: Tree {
        var configuration: [(String, Tree)] = [
            ("apiVersion", "apiserver.config.k8s.io/v1"), ("kind", "WebhookAdmissionConfiguration"),
            ("kubeConfigFile", .text(wiringPath("gate.yaml"))),
        ]
        if usesStaticManifests { configuration.append(("staticManifestsDir", .text(staticFolder))) }
        return ["name": .text(AdmissionConfigurationMerge.plugin), "configuration": .mapping(configuration)]
    }

    /// The folder whose manifests the apiserver registers by itself.
    var staticFolder: String { wiringPath("static") }
}
