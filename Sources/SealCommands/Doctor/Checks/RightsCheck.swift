// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// What the bearer of a token may do, by the rules that an apiserver counts up: at least what a viewer may, and nothing that no stake buys.
struct RightsCheck: Check {
    static let name = "rights"

    /// `status` of a SelfSubjectRulesReview.
    let status: Seen<YAMLNode>
    /// Whether the operator has made super the cluster's administrator.
    let isUnrestricted: Bool

    /// What no tier may, whatever its stake; but a tier may bind roles that are named to it.
    private static let barred = ["impersonate", "escalate", "bind", "approve", "sign"]

    var findings: [Finding] {
        status.findings(Self.name) { status in
            let rules = status["resourceRules"]?.items ?? []
            guard Self.allows(rules, "list", "pods") else {
                return [
                    Finding(
                        check: Self.name, state: .failed,
                        says: "the bearer may not even list pods: the tiers' roles or their bindings are missing",
                        fix: "sudo sealctl wire k3s")
                ]
            }
            let excess = Self.barred.filter { verb in
                rules.contains { Self.has($0, "verbs", verb) && Self.isNameless($0) }
            }
            guard excess.isEmpty || isUnrestricted else {
                return [
                    Finding(
                        check: Self.name, state: .failed,
                        says:
                            "the bearer may \(excess.joined(separator: ", ")), which no stake buys: some binding grants too much",
                        fix: "kubectl get clusterrolebindings -o wide")
                ]
            }
            let secrets = Self.allows(rules, "get", "secrets") ? "may" : "may not"
            let writes = Self.allows(rules, "create", "pods") ? "may" : "may not"
            return [
                Finding(
                    check: Self.name, state: .ok,
                    says:
                        "by RBAC, in namespace default: may list pods, \(writes) create them, \(secrets) get secrets; admission decides on writes"
                )
            ]
        }
    }

    private static func has(_ rule: YAMLNode, _ key: String, _ text: String) -> Bool {
        let texts = rule[key]?.texts ?? []
        return texts.contains(text) || texts.contains("*")
    }

    /// Of the core group, without a name.
    private static func allows(_ rules: [YAMLNode], _ verb: String, _ resource: String) -> Bool {
        rules.contains { rule in
            has(rule, "verbs", verb) && has(rule, "resources", resource) && has(rule, "apiGroups", "")
                && isNameless(rule)
        }
    }

    private static func isNameless(_ rule: YAMLNode) -> Bool { (rule["resourceNames"]?.texts ?? []).isEmpty }
}
