// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import StakeRBAC

extension TierRoles {
    /// What a tier may do where it is bound: for all but the highest, a namespace of its own.
    func rules(of tier: Tier) -> [RoleRule] {
        switch tier {
        case .viewer: return [questions, discovery, looking(from: .viewer)].flatMap { $0 }
        case .developer, .admin:
            return [
                looking(from: .viewer, namespaced: true), [logs], RoleRule.rules(secrets, RoleRule.reads),
                writing(kinds(upTo: tier, namespaced: true)), podParts(system: false), bindings(upTo: tier),
                tier == .developer ? [tokens] : [],
            ].flatMap { $0 }
        case .super:
            guard !share.isSuperUnrestricted else {
                return [
                    RoleRule(groups: ["*"], resources: ["*"], verbs: ["*"]), RoleRule(verbs: ["*"], paths: ["*"]),
                ]
            }
            let groups = share.resourceGroups.map { GrantedKind.all(of: $0) }
            return [
                questions, discovery, [RoleRule(verbs: ["get"], paths: ["/metrics", "/metrics/*"])],
                looking(from: .super), [logs], writing(kinds(upTo: .super, namespaced: nil)),
                RoleRule.rules(groups, RoleRule.writes), podParts(system: true), [cordoning], bindings(upTo: .super),
            ].flatMap { $0 }
        }
    }

    /// What a tier may do in all namespaces, and beside them.
    func rulesEverywhere(of tier: Tier) -> [RoleRule] {
        let looking = rules(of: .viewer)
        let writers = kinds(upTo: tier, namespaced: false)
        switch tier {
        case .viewer, .super: return rules(of: tier)
        case .developer: return looking + writing(writers)
        case .admin:
            // Secrets are not among it: who may write one can have it shown, and what RBAC shows nobody takes back.
            let namespaced = kinds(upTo: .admin, namespaced: true).filter { !$0.kind.isSecret && !$0.isQuestion }
            return [
                looking, [logs], writing(writers + namespaced), podParts(system: false), [cordoning],
                bindings(upTo: .admin),
            ].flatMap { $0 }
        }
    }

    /// Everybody may ask what they may do.
    private var questions: [RoleRule] {
        let kinds = share.kinds.filter { $0.kind.writers == .from(.viewer) && $0.isQuestion }
        return RoleRule.rules(kinds, ["create"])
    }

    /// What every client reads before anything else.
    private var discovery: [RoleRule] {
        [
            RoleRule(
                verbs: ["get"],
                paths: [
                    "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz",
                    "/version", "/version/",
                ])
        ]
    }

    private var logs: RoleRule { RoleRule(groups: [""], resources: ["pods/log"], verbs: ["get"]) }

    private var secrets: [GrantedKind] { share.kinds.filter(\.kind.isSecret) }

    /// A service account's token, in one's own namespaces.
    private var tokens: RoleRule { RoleRule(groups: [""], resources: ["serviceaccounts/token"], verbs: ["create"]) }

    /// To take machines out of use and back; admission lets nothing else of a Node be changed.
    private var cordoning: RoleRule { RoleRule(groups: [""], resources: ["nodes"], verbs: ["update", "patch"]) }

    /// To look at what there is: all but Secrets, and what k3s carries out as the cluster's administrator, below the highest tier.
    private func looking(from tier: Tier, namespaced: Bool = false) -> [RoleRule] {
        let kinds = share.kinds.filter { kind in
            !kind.isQuestion && !kind.isOrder && (tier == .super || !kind.kind.isSecret && !kind.isOfK3s)
                && (!namespaced || kind.kind.isNamespaced)
        }
        let groups = share.resourceGroups.map { GrantedKind.all(of: $0) }
        return RoleRule.rules(kinds + groups + kinds.flatMap(\.shownParts), RoleRule.reads)
    }

    /// The kinds that a tier may write, in namespaces, beside them, or both.
    private func kinds(upTo tier: Tier, namespaced: Bool?) -> [GrantedKind] {
        share.kinds.filter { kind in
            guard case .from(let least) = kind.kind.writers, least > .viewer, least <= tier else { return false }
            return namespaced == nil || kind.kind.isNamespaced == namespaced
        }
    }

    private func writing(_ kinds: [GrantedKind]) -> [RoleRule] {
        let objects = kinds.filter { !$0.isQuestion && !$0.isOrder && !$0.isReadOnly }
        let scaled = objects.filter(\.isScaled).map { $0.part("scale") }
        let orders = kinds.filter { $0.isQuestion || $0.isOrder }
        return RoleRule.rules(objects, RoleRule.writes) + RoleRule.rules(scaled, ["get", "update", "patch"])
            + RoleRule.rules(orders, ["create"])
    }

    /// What is done to pods and services that run.
    private func podParts(system: Bool) -> [RoleRule] {
        let entering = ["pods/attach", "pods/exec", "pods/portforward"]
        let orders = ["pods/eviction"] + (system ? ["pods/binding"] : [])
        return [
            RoleRule(groups: [""], resources: entering, verbs: ["create", "get"]),
            RoleRule(
                groups: [""], resources: ["pods/proxy", "services/proxy"],
                verbs: ["create", "delete", "get", "patch", "update"]),
            RoleRule(
                groups: [""], resources: ["pods/ephemeralcontainers", "pods/resize"], verbs: ["get", "patch", "update"]),
            RoleRule(groups: [""], resources: orders, verbs: ["create"]),
        ]
    }

    /// To hand on the tiers' own roles, none above one's own; admission says where, and to whom.
    private func bindings(upTo tier: Tier) -> [RoleRule] {
        let names = Tier.allCases.filter { $0 <= tier }.map(Self.name)
        return [
            RoleRule(groups: ["rbac.authorization.k8s.io"], resources: ["clusterroles"], verbs: ["bind"], names: names)
        ]
    }
}

extension GrantedKind {
    static func all(of group: String) -> GrantedKind {
        GrantedKind(group: group, resource: "*", kind: Kind(writers: .from(.super)))
    }

    /// Whether nothing is stored: it can be asked, and neither listed nor changed.
    var isQuestion: Bool { ["authentication.k8s.io", "authorization.k8s.io"].contains(group) }

    /// Whether it is a word to the scheduler that nobody can look up.
    var isOrder: Bool { group.isEmpty && resource == "bindings" }

    /// Whether there is nothing to write, whatever a policy says.
    var isReadOnly: Bool { group == "metrics.k8s.io" || group.isEmpty && resource == "componentstatuses" }

    /// What k3s carries out as the cluster's administrator.
    var isOfK3s: Bool { ["helm.cattle.io", "k3s.cattle.io"].contains(group) }

    /// Whether there is a number of it that can be changed by itself.
    var isScaled: Bool {
        guard case .podTemplate(let template) = kind.content, template.count?.last == "replicas" else { return false }
        return true
    }

    /// What is read of it beside itself; a star for all kinds would be one for Secrets, too.
    var shownParts: [GrantedKind] {
        guard resource != "*", !isReadOnly else { return [] }
        return [part("status")] + (isScaled ? [part("scale")] : [])
    }

    func part(_ name: String) -> GrantedKind { GrantedKind(group: group, resource: "\(resource)/\(name)", kind: kind) }
}
