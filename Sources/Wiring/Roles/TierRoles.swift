// SPDX-License-Identifier: Apache-2.0
internal import Configuration
public import SealAuthN
internal import StakeRBAC

/// What RBAC grants to the tiers.
///
/// A tier has two roles. `seal:TIER` is what it may do in a namespace of its own, and what may be bound there. What it may do
/// everywhere is bound to its group in the whole cluster, and holds nothing that admission never sees and a tier must not have: RBAC
/// has no *but*, so that whoever may read all Secrets but the system's is given them namespace by namespace.
public struct TierRoles: Sendable {
    /// What all names of ours begin with.
    public static let prefix = "seal:"

    let share: PolicyShare

    /// Roles as a policy's kinds have them.
    public init(_ share: PolicyShare = PolicyShare()) { self.share = share }

    /// What a tier's role is called, and its group.
    public static func name(_ tier: Tier) -> String { "\(prefix)\(tier.name)" }

    /// What the role is called that a tier has everywhere.
    public static func nameEverywhere(_ tier: Tier) -> String {
        switch tier {
        // All that a viewer may do is done everywhere, and a super's own place is the cluster.
        case .viewer, .super: name(tier)
        case .developer, .admin: name(tier) + ":everywhere"
        }
    }

    /// The roles and their bindings, each a YAML document.
    public static func manifests(_ share: PolicyShare = PolicyShare()) throws(WiringRefusal) -> [String] {
        try documents(TierRoles(share).trees())
    }

    /// What a namespace needs for the tiers to have their rights in it: the namespace, and who is bound to which role.
    ///
    /// `owners` are the addresses that it belongs to, whole; admission judges them by the stake that they have then.
    public static func manifests(namespace: String, owners: [String]) throws(WiringRefusal) -> [String] {
        guard Names.isLabel(namespace), owners.allSatisfy(Names.isAddress) else {
            let reason = "a namespace has at most 63 lowercase letters, digits and -, and an owner is 0x and 64 digits"
            throw .plan(ConfigurationError([Problem(.invalidValue, at: .none, reason)]))
        }
        return try documents(NamespaceBindings(namespace: namespace, owners: owners).trees())
    }

    static func documents(_ trees: [Tree]) throws(WiringRefusal) -> [String] {
        var documents: [String] = []
        for tree in trees { documents.append(String(decoding: try tree.node.document("a manifest"), as: UTF8.self)) }
        return documents
    }

    /// The roles and their bindings.
    func trees() -> [Tree] {
        var trees: [Tree] = []
        for tier in Tier.allCases {
            trees.append(role(Self.name(tier), rules(of: tier)))
            if Self.nameEverywhere(tier) != Self.name(tier) {
                trees.append(role(Self.nameEverywhere(tier), rulesEverywhere(of: tier)))
            }
        }
        return trees + Tier.allCases.map(binding)
    }

    private func role(_ name: String, _ rules: [RoleRule]) -> Tree {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": Labels.metadata(name),
            "rules": .list(rules.map(\.tree)),
        ]
    }

    private func binding(_ tier: Tier) -> Tree {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
            "metadata": Labels.metadata(Self.name(tier)),
            "roleRef": [
                "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole",
                "name": .text(Self.nameEverywhere(tier)),
            ],
            "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": .text(Self.name(tier))]],
        ]
    }
}
