// SPDX-License-Identifier: Apache-2.0

/// Keeps stakers' machines from saying which addresses their pods have.
///
/// Kubernetes lets a kubelet say so of its own Node, when it makes it and until the cluster has, and lets two Nodes have the same: whoever
/// takes the range of a machine that has pods of the system is sent what was meant for them. Our webhook is asked where a Node is
/// made; this is asked of each change, too, by the apiserver itself.
struct WorkerAddresses {
    /// What both objects are called.
    static let name = "k3s-daas-worker-addresses"

    /// The policy, and what puts it in force everywhere.
    static func trees() -> [Tree] {
        let machine = "request.userInfo.username.matches('^system:node:\(WorkerIsolation.machines.dropFirst())')"
        return [
            [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
                "metadata": Labels.metadata(name),
                "spec": [
                    "failurePolicy": "Fail",
                    "matchConstraints": [
                        "matchPolicy": "Equivalent",
                        "resourceRules": [
                            [
                                "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"],
                                "resources": ["nodes"],
                            ]
                        ],
                    ],
                    "variables": [
                        ["name": "asked", "expression": .text(ranges(of: "object"))],
                        ["name": "given", "expression": .text("oldObject != null && " + ranges(of: "oldObject"))],
                    ],
                    "validations": [
                        [
                            "expression": .text("!\(machine) || variables.asked == variables.given"),
                            "message":
                                "the cluster says which addresses a machine's pods have: a machine leaves spec.podCIDR as it is",
                            "reason": "Forbidden",
                        ]
                    ],
                ],
            ],
            [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
                "metadata": Labels.metadata(name),
                "spec": ["policyName": .text(name), "validationActions": ["Deny"]],
            ],
        ]
    }

    /// The apiserver fills in each of the two fields from the other one.
    private static func ranges(of object: String) -> String {
        "has(\(object).spec) && has(\(object).spec.podCIDRs) ? \(object).spec.podCIDRs : []"
    }
}
