// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// What the apiserver asks us about before it changes something.
public struct WebhookRegistration: Sendable {
    /// What the object in the cluster is called.
    public static let name = "k3s-daas-validating-webhook-configuration"
    /// What the webhook in it is called.
    public static let webhook = "admit.k3s-daas.io"
    /// How long the apiserver waits for an answer, in seconds.
    public static let timeout = 3

    let plan: WiringPlan
    let authorities: [UInt8]

    /// What the object is called: files that the apiserver reads have names of their own.
    var name: String { plan.usesStaticManifests ? "\(Self.name).static.k8s.io" : Self.name }

    /// The object.
    ///
    /// It names every resource with all its parts: whom it is about is said by the condition, and of those nothing may get past
    /// us because a list was made before it existed. `*/*` stands alone, as an apiserver takes it with nothing beside it.
    func tree() throws(WiringRefusal) -> Tree {
        [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
            "metadata": Labels.metadata(name),
            "webhooks": [
                [
                    "name": .text(Self.webhook),
                    "clientConfig": [
                        "url": .text(plan.url("admit")), "caBundle": .text(Base64.encode(authorities)),
                    ],
                    "failurePolicy": "Fail", "matchPolicy": "Equivalent", "sideEffects": "None",
                    "timeoutSeconds": .number(Self.timeout), "admissionReviewVersions": ["v1"],
                    "rules": [
                        [
                            "apiGroups": ["*"], "apiVersions": ["*"],
                            "operations": ["CREATE", "UPDATE", "DELETE", "CONNECT"], "resources": ["*/*"], "scope": "*",
                        ]
                    ],
                    "matchConditions": [
                        [
                            "name": "stakers-their-accounts-and-new-machines",
                            "expression": .text(try MatchConditions(plan: plan).admission()),
                        ]
                    ],
                ]
            ],
        ]
    }
}

/// What every object of ours in a cluster carries.
enum Labels {
    static let partOf = "k3s-daas"

    static func metadata(_ name: String) -> Tree {
        [
            "name": .text(name),
            "labels": [
                "app.kubernetes.io/name": .text(partOf), "app.kubernetes.io/part-of": .text(partOf),
                "app.kubernetes.io/managed-by": "sealctl",
            ],
        ]
    }
}
