// SPDX-License-Identifier: Apache-2.0

/// Keeps everything but stakers' pods off stakers' machines, whatever tolerates their taint.
///
/// A taint keeps nobody off who tolerates every taint, as many a DaemonSet of the system does; with its pod, a machine gets its service
/// account's token and the Secrets that it mounts. Our webhook is asked about stakers alone. So this is asked where a pod gets its
/// machine, of everybody, by the apiserver itself: no process of ours has to answer, and nothing else depends on it.
struct WorkerIsolation {
    /// What both objects are called.
    static let name = "k3s-daas-worker-isolation"
    /// The names of stakers' machines, as the controller gives them: the owner's address in base 32, cut, and a number.
    static let machines = "^n-[a-z2-7]{32}-[1-9][0-9]{0,8}$"
    /// The names of home namespaces, which nobody else may make.
    static let homes = "^seal-[a-z2-7]{52}$"

    let plan: WiringPlan

    /// The policy, and what puts it in force everywhere.
    func trees() throws(WiringRefusal) -> [Tree] {
        var stakers = ["request.namespace.matches('\(Self.homes)')"]
        for namespace in plan.grantedNamespaces {
            stakers.append("request.namespace == \(try MatchConditions.quoted(namespace))")
        }
        // What has no part has no `request.subResource` at all: asking for it would refuse every pod there is.
        let machine =
            "request.kind.kind == 'Binding' ? object.target.name : "
            + "(has(object.spec.nodeName) ? object.spec.nodeName : '')"
        return [
            [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
                "metadata": Labels.metadata(Self.name),
                "spec": [
                    "failurePolicy": "Fail",
                    "matchConstraints": [
                        "matchPolicy": "Equivalent",
                        "resourceRules": [
                            [
                                "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"],
                                "resources": ["pods", "pods/binding", "bindings"],
                            ]
                        ],
                    ],
                    "variables": [["name": "machine", "expression": .text(machine)]],
                    "validations": [
                        [
                            "expression": .text(
                                "!variables.machine.matches('\(Self.machines)') || " + stakers.joined(separator: " || ")
                            ),
                            "message": .text(
                                "only pods of stakers' namespaces run on stakers' machines: keep this one off them by a "
                                    + "nodeAffinity, or grant its namespace in the policy"),
                            "reason": "Forbidden",
                        ]
                    ],
                ],
            ],
            [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
                "metadata": Labels.metadata(Self.name),
                "spec": ["policyName": .text(Self.name), "validationActions": ["Deny"]],
            ],
        ]
    }
}
