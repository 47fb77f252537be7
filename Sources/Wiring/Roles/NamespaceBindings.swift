// SPDX-License-Identifier: Apache-2.0

/// Who has which role in one namespace: its owners the developers' one, and everybody with an admin's stake the admins'.
struct NamespaceBindings {
    let namespace: String
    let owners: [String]

    func trees() -> [Tree] {
        let object: Tree = ["apiVersion": "v1", "kind": "Namespace", "metadata": Labels.metadata(namespace)]
        let owning = owners.isEmpty ? [] : [tree(.owners(owners))]
        return [object] + owning + [tree(.admins)]
    }

    private func tree(_ binding: TierBinding) -> Tree {
        let group = Tree.text(TierBinding.apiGroup)
        var metadata = [("namespace", Tree.text(namespace))]
        if case .mapping(let members) = Labels.metadata(binding.role) { metadata = members + metadata }
        return [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": .mapping(metadata),
            "roleRef": ["apiGroup": group, "kind": "ClusterRole", "name": .text(binding.role)],
            "subjects": .list(
                binding.subjects.map { ["apiGroup": group, "kind": .text(binding.subjectKind), "name": .text($0)] }),
        ]
    }
}
