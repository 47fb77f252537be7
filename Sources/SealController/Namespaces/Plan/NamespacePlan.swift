// SPDX-License-Identifier: Apache-2.0
internal import KubeClient
internal import SealAuthN
internal import StakeRBAC
internal import SuiLedger
internal import Wiring

/// What a home should be, from its record, whether its owner has access, and the policy: the same always gives the same bytes.
struct NamespacePlan: Sendable {
    /// What all else hangs on.
    struct Wanted: Hashable, Sendable {
        var record: HomeRecord
        /// Whether the owner is let in.
        var hasAccess: Bool

        /// Whether nothing may run.
        var isStopped: Bool { record.phase == .scaling || record.phase == .scaled }
    }

    let policy: Policy

    private static let labels = [
        "app.kubernetes.io/name": "k3s-daas", "app.kubernetes.io/part-of": "k3s-daas",
        "\(ObjectLabels.managedBy)": "\(ObjectLabels.manager)", ManagedKind.label: ManagedKind.mark,
    ]

    /// One part of an owner's home.
    func object(_ part: HomePart, of owner: Address, _ wanted: Wanted) -> HomeObject {
        let home = HomeNamespace.name(of: owner.raw)
        let labels = Self.labels.merging(["\(OwnerLabel.key)": OwnerLabel.value(of: owner)]) { $1 }
        let resource = part.kind.resource
        switch part {
        case .namespace:
            let level = "\(policy.pods.security[wanted.record.standing.tier].name)"
            let security = ["enforce", "warn"].map { ("pod-security.kubernetes.io/\($0)", level) }
            return HomeObject(
                resource, "Namespace", home, labels: labels.merging(security) { $1 },
                annotations: wanted.record.annotations, [:])
        case .limits:
            let limits = limit(of: wanted.record.standing).map { Self.limits($0) } ?? []
            return HomeObject(
                resource, "LimitRange", part.name ?? "", in: home, labels: labels,
                ["spec": .object(["limits": .list(limits)])])
        case .quota:
            let hard =
                wanted.isStopped
                ? ["pods": "0"] : limit(of: wanted.record.standing).map { Self.hard($0) } ?? [:]
            return HomeObject(
                resource, "ResourceQuota", part.name ?? "", in: home, labels: labels,
                ["spec": .object(["hard": .texts(hard)])])
        case .network:
            return HomeObject(
                resource, "NetworkPolicy", part.name ?? "", in: home, labels: labels, ["spec": Self.network])
        case .admins: return Self.binding(.admins, in: home, labels)
        case .owner: return Self.binding(.owners(wanted.hasAccess ? [owner.description] : []), in: home, labels)
        }
    }

    /// The rights of those whom a namespace was given to that is nobody's home.
    static func grant(in namespace: String, to owners: [Address]) -> HomeObject {
        binding(.owners(owners.map(\.description)), in: namespace, called: grantName, labels)
    }

    /// What that binding is called: by a name of its own, so that it is beside whatever an operator has made there.
    static let grantName = "\(TierRoles.prefix)granted"

    private static func binding(
        _ binding: TierBinding, in namespace: String, called name: String? = nil, _ labels: [String: String]
    ) -> HomeObject {
        let group = ObjectTree.text(TierBinding.apiGroup)
        let subjects = binding.subjects.map { subject in
            ObjectTree.object(["apiGroup": group, "kind": .text(binding.subjectKind), "name": .text(subject)])
        }
        let role: ObjectTree = .texts([
            "apiGroup": TierBinding.apiGroup, "kind": "ClusterRole", "name": binding.role,
        ])
        return HomeObject(
            .roleBindings, "RoleBinding", name ?? binding.role, in: namespace, labels: labels,
            ["roleRef": role, "subjects": .list(subjects)])
    }

    // MARK: Limits

    /// How much a stake is worth; `nil` where the policy sets no limit.
    private func limit(of standing: HomeStanding) -> Quota? {
        policy.quotas[standing.tier]?.limit(ofStake: standing.stake)
    }

    private static func hard(_ quota: Quota) -> [String: String] {
        var hard: [String: String] = [:]
        // What is beyond counting is no limit.
        if quota.cpu < .max {
            (hard["requests.cpu"], hard["limits.cpu"]) = (
                Amount.processors(quota.cpu), Amount.processors(quota.cpu)
            )
        }
        if quota.memory < .max {
            (hard["requests.memory"], hard["limits.memory"]) = (
                Amount.bytes(quota.memory), Amount.bytes(quota.memory)
            )
        }
        if quota.pods < .max { hard["pods"] = Amount.count(quota.pods) }
        if quota.storage < .max { hard["requests.storage"] = Amount.bytes(quota.storage) }
        return hard
    }

    /// No container is larger than all that there is, and one that says nothing gets the share of one pod.
    ///
    /// A quota for processors and memory refuses pods that name none; with these, nobody has to.
    private static func limits(_ quota: Quota) -> [ObjectTree] {
        var (most, usual): ([String: String], [String: String]) = ([:], [:])
        if quota.cpu < .max {
            most["cpu"] = Amount.processors(quota.cpu)
            usual["cpu"] = Amount.processors(share(quota.cpu, of: quota, unit: 1))
        }
        if quota.memory < .max {
            most["memory"] = Amount.bytes(quota.memory)
            usual["memory"] = Amount.bytes(share(quota.memory, of: quota, unit: 1 << 20))
        }
        var limits: [ObjectTree] = []
        if !most.isEmpty {
            limits.append(
                .object([
                    "type": .text("Container"), "max": .texts(most), "default": .texts(usual),
                    "defaultRequest": .texts(usual),
                ]))
        }
        if quota.storage < .max {
            limits.append(
                .object([
                    "type": .text("PersistentVolumeClaim"), "max": .texts(["storage": Amount.bytes(quota.storage)]),
                ]))
        }
        return limits
    }

    /// One pod's share, in whole units where there is one at least.
    private static func share(_ amount: Int, of quota: Quota, unit: Int) -> Int {
        let share = amount / max(1, min(quota.pods, amount))
        return share >= unit ? share / unit * unit : share
    }

    // MARK: Network

    /// Nothing comes in and nothing goes out but among the pods of the home, and questions for names.
    private static let network: ObjectTree = {
        let all = ObjectTree.object([:])
        let same = ObjectTree.object(["podSelector": all])
        let names = ObjectTree.object([
            "namespaceSelector": .object(["matchLabels": .texts(["kubernetes.io/metadata.name": "kube-system"])]),
            "podSelector": .object(["matchLabels": .texts(["k8s-app": "kube-dns"])]),
        ])
        let ports = ["UDP", "TCP"].map { ObjectTree.object(["protocol": .text($0), "port": .number(53)]) }
        return .object([
            "podSelector": all, "policyTypes": .list([.text("Ingress"), .text("Egress")]),
            "ingress": .list([.object(["from": .list([same])])]),
            "egress": .list([
                .object(["to": .list([same])]), .object(["to": .list([names]), "ports": .list(ports)]),
            ]),
        ])
    }()
}
