// SPDX-License-Identifier: Apache-2.0
import Configuration
import SealAuthN
import Testing
import Wiring

/// What RBAC makes of our manifests, after the apiserver's own rules: a right is there if one rule of one bound role gives it.
struct GrantedRights {
    /// Where something is done.
    enum Place: String, CaseIterable {
        /// In a namespace of one's own.
        case own
        /// In a namespace that `sealctl wire namespace` was used for.
        case other
        /// In one of the system's, or in all at once, or beside them: only what is bound in the whole cluster counts.
        case system
    }

    private let objects: [YAMLNode]
    private let namespace: [YAMLNode]

    init(_ share: PolicyShare = PolicyShare()) throws {
        objects = try TierRoles.manifests(share).map { try Sample.yaml($0) }
        namespace = try TierRoles.manifests(namespace: "team-a", owners: ["0x" + String(repeating: "1", count: 64)]).map
        {
            try Sample.yaml($0)
        }
    }

    /// `pods`, `deployments.apps/scale`, `clusterroles.rbac.authorization.k8s.io:seal:viewer`, or a path.
    func allow(_ tier: Tier, _ verb: String, _ what: String, in place: Place) -> Bool {
        roles(of: tier, in: place).flatMap { rules(of: $0) }.contains { rule in
            guard rule["verbs"].words.contains(where: { $0 == verb || $0 == "*" }) else { return false }
            return what.hasPrefix("/") ? Self.names(what, rule) : Self.holds(what, rule)
        }
    }

    private func roles(of tier: Tier, in place: Place) -> [String] {
        let everywhere = bound(in: objects, "ClusterRoleBinding") { $0 == "seal:\(tier.name)" }
        switch place {
        case .system: return everywhere
        case .other: return everywhere + bound(in: namespace, "RoleBinding") { $0 == "seal:\(tier.name)" }
        case .own:
            guard tier > .viewer else { return everywhere }
            return everywhere
                + bound(in: namespace, "RoleBinding") { $0 == "seal:\(tier.name)" || $0.hasPrefix("sui:0x") }
        }
    }

    private func bound(in objects: [YAMLNode], _ kind: String, to isMeant: (String) -> Bool) -> [String] {
        objects.filter { object in
            object["kind"].word == kind && object["subjects"].items.contains { isMeant($0["name"].word ?? "") }
        }.compactMap { $0["roleRef"]["name"].word }
    }

    private func rules(of role: String) -> [YAMLNode] {
        objects.filter { $0["kind"].word == "ClusterRole" && $0["metadata"]["name"].word == role }
            .flatMap { $0["rules"].items }
    }

    private static func names(_ path: String, _ rule: YAMLNode) -> Bool {
        rule["nonResourceURLs"].words.contains { given in
            given == path || given.hasSuffix("*") && path.hasPrefix(given.dropLast())
        }
    }

    private static func holds(_ what: String, _ rule: YAMLNode) -> Bool {
        let (thing, name) = split(what, at: ":")
        let (whole, part) = split(thing, at: "/")
        let (resource, group) = split(whole, at: ".")
        let combined = part.isEmpty ? resource : "\(resource)/\(part)"
        let isGroup = rule["apiGroups"].words(withEmpty: true).contains { $0 == group || $0 == "*" }
        let isResource = rule["resources"].words.contains { given in
            given == "*" || given == combined || !part.isEmpty && given == "*/\(part)"
        }
        let names = rule["resourceNames"].words
        return isGroup && isResource && (names.isEmpty || names.contains(name))
    }

    private static func split(_ text: String, at separator: Character) -> (String, String) {
        guard let place = text.firstIndex(of: separator) else { return (text, "") }
        return (String(text[..<place]), String(text[text.index(after: place)...]))
    }
}

extension YAMLNode {
    /// The texts of a list, of which the core group's name is an empty one.
    fileprivate func words(withEmpty: Bool) -> [String] {
        items.compactMap { item in
            guard case .scalar(let text, _) = item.content else { return nil }
            return text
        }
    }
}
