// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// Who has which role in one namespace: its owners the developers' one, and everybody with an admin's stake the admins'.
///
/// A right in here outlives no stake: a user without one is not let in, and what a lower one may write is admission's to say.
struct NamespaceBindings {
    let namespace: String
    let owners: [String]

    func trees() -> [Tree] {
        let object: Tree = ["apiVersion": "v1", "kind": "Namespace", "metadata": Labels.metadata(namespace)]
        let users = owners.map { "sui:\($0)" }
        let owning = users.isEmpty ? [] : [binding(.developer, "User", users)]
        return [object] + owning + [binding(.admin, "Group", [TierRoles.name(.admin)])]
    }

    private func binding(_ tier: Tier, _ kind: String, _ names: [String]) -> Tree {
        let group = Tree.text("rbac.authorization.k8s.io")
        var metadata = [("namespace", Tree.text(namespace))]
        if case .mapping(let members) = Labels.metadata(TierRoles.name(tier)) { metadata = members + metadata }
        return [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": .mapping(metadata),
            "roleRef": ["apiGroup": group, "kind": "ClusterRole", "name": .text(TierRoles.name(tier))],
            "subjects": .list(names.map { ["apiGroup": group, "kind": .text(kind), "name": .text($0)] }),
        ]
    }
}
