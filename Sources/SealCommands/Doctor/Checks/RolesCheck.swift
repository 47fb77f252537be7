// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Whether the tiers' roles and bindings are there, as they should be, and whether anything else is granted to a tier.
struct RolesCheck: Check {
    static let name = "RBAC"

    /// The ClusterRoles and ClusterRoleBindings of the cluster.
    let found: Seen<[YAMLNode]>
    /// Ours, as they should be.
    let expected: [YAMLNode]

    private static let fix = "sudo sealctl wire k3s"
    private static let kinds = ["ClusterRole", "ClusterRoleBinding"]

    var findings: [Finding] {
        found.findings(Self.name) { found in
            let all = Dictionary(found.map { ($0.identity, $0) }) { first, _ in first }
            let ours = expected.filter { Self.kinds.contains($0["kind"]?.scalar ?? "") }
            let strangers = self.strangers(found, ours)
            guard !ours.isEmpty else {
                return [Finding(check: Self.name, state: .skipped, says: "what roles should be is not known here")]
                    + strangers
            }
            return ours.map { verdict($0, all[$0.identity]) } + strangers
        }
    }

    private func verdict(_ wanted: YAMLNode, _ found: YAMLNode?) -> Finding {
        func finding(_ state: Finding.State, _ says: String) -> Finding {
            Finding(
                check: Self.name, about: wanted.identity, state: state, says: says, fix: state == .ok ? nil : Self.fix)
        }
        guard let found else { return finding(.failed, "it is not there: the tier may do less than its stake buys") }
        // What a role gathers from others is filled in by a controller.
        let parts = wanted["aggregationRule"] == nil ? ["rules", "roleRef", "subjects"] : ["aggregationRule"]
        let differing = parts.filter { Self.part(wanted, $0) != Self.part(found, $0) }
        guard differing.isEmpty else {
            return finding(.failed, "it differs in \(differing.joined(separator: ", "))")
        }
        return finding(.ok, "as it should be")
    }

    /// Subjects and references as they mean the same: an apiserver fills in what was left out.
    private static func part(_ object: YAMLNode, _ name: String) -> String {
        guard let node = object[name] else { return "" }
        let group = "rbac.authorization.k8s.io"
        switch name {
        case "subjects":
            return node.items.map {
                "\($0["kind"]?.scalar ?? "") \($0["apiGroup"]?.scalar ?? group) \($0["namespace"]?.scalar ?? "") \($0["name"]?.scalar ?? "")"
            }.sorted().joined(separator: ", ")
        case "roleRef":
            return "\(node["apiGroup"]?.scalar ?? group) \(node["kind"]?.scalar ?? "") \(node["name"]?.scalar ?? "")"
        default: return node.canonical
        }
    }

    /// Bindings of others that grant something to a tier: they may be meant, and are not ours to take away.
    private func strangers(_ found: [YAMLNode], _ ours: [YAMLNode]) -> [Finding] {
        let own = Set(ours.map(\.identity))
        return found.filter { $0["kind"]?.scalar == "ClusterRoleBinding" && !own.contains($0.identity) }.compactMap {
            binding in
            let groups = (binding["subjects"]?.items ?? []).compactMap { $0["name"]?.scalar }.filter {
                $0.hasPrefix("seal:")
            }
            guard !groups.isEmpty, !(ours.isEmpty && binding["metadata", "name"]?.scalar?.hasPrefix("seal:") == true)
            else { return nil }
            let role = binding["roleRef", "name"]?.scalar ?? ""
            let name = binding["metadata", "name"]?.scalar ?? ""
            return Finding(
                check: Self.name, about: binding.identity, state: role == "cluster-admin" ? .failed : .warning,
                says: "it grants \(role) to \(groups.joined(separator: ", ")), beside what the tier may",
                fix: "kubectl delete clusterrolebinding \(name)")
        }
    }
}
