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

    /// What is built in; made once, since many ask.
    static let builtIn = Result { try GrantedRights() }

    private struct Rule {
        let groups: Set<String>
        let resources: Set<String>
        let verbs: Set<String>
        let names: Set<String>
        let paths: [String]

        init(_ rule: YAMLNode) {
            groups = Set(rule["apiGroups"].texts)
            resources = Set(rule["resources"].words)
            verbs = Set(rule["verbs"].words)
            names = Set(rule["resourceNames"].words)
            paths = rule["nonResourceURLs"].words
        }
    }

    private var rules: [String: [Rule]] = [:]
    private var everywhere: [(role: String, subjects: [String])] = []
    private var namespace: [(role: String, subjects: [String])] = []

    init(_ share: PolicyShare = PolicyShare()) throws {
        for object in try TierRoles.manifests(share).map({ try Sample.yaml($0) }) {
            if object["kind"].word == "ClusterRole" {
                rules[object["metadata"]["name"].word ?? ""] = object["rules"].items.map { Rule($0) }
            } else {
                everywhere.append(Self.binding(object))
            }
        }
        let address = "0x" + String(repeating: "1", count: 64)
        namespace = try TierRoles.manifests(namespace: "team-a", owners: [address]).dropFirst().map {
            Self.binding(try Sample.yaml($0))
        }
    }

    private static func binding(_ object: YAMLNode) -> (role: String, subjects: [String]) {
        (object["roleRef"]["name"].word ?? "", object["subjects"].items.compactMap { $0["name"].word })
    }

    /// `pods`, `deployments.apps/scale`, `clusterroles.rbac.authorization.k8s.io:seal:viewer`, or a path.
    func allow(_ tier: Tier, _ verb: String, _ what: String, in place: Place) -> Bool {
        let (thing, name) = Self.split(what, at: ":")
        let (whole, part) = Self.split(thing, at: "/")
        let (resource, group) = Self.split(whole, at: ".")
        let combined = part.isEmpty ? resource : "\(resource)/\(part)"
        return roles(of: tier, in: place).contains { role in
            (rules[role] ?? []).contains { rule in
                guard rule.verbs.contains(verb) || rule.verbs.contains("*") else { return false }
                if what.hasPrefix("/") { return Self.names(what, rule) }
                return (rule.groups.contains(group) || rule.groups.contains("*"))
                    && !rule.resources.isDisjoint(with: part.isEmpty ? ["*", combined] : ["*", combined, "*/\(part)"])
                    && (rule.names.isEmpty || rule.names.contains(name))
            }
        }
    }

    private func roles(of tier: Tier, in place: Place) -> [String] {
        let group = "seal:\(tier.name)"
        let own = place == .own && tier > .viewer
        let bound = everywhere + (place == .system ? [] : namespace)
        return bound.filter { binding in
            binding.subjects.contains { $0 == group || own && $0.hasPrefix("sui:0x") }
        }.map(\.role)
    }

    private static func names(_ path: String, _ rule: Rule) -> Bool {
        rule.paths.contains { given in
            given == path || given.hasSuffix("*") && path.hasPrefix(given.dropLast())
        }
    }

    private static func split(_ text: String, at separator: Character) -> (String, String) {
        guard let place = text.firstIndex(of: separator) else { return (text, "") }
        return (String(text[..<place]), String(text[text.index(after: place)...]))
    }
}

extension YAMLNode {
    /// The texts of a list, of which the core group's name is an empty one.
    fileprivate var texts: [String] {
        items.compactMap { item in
            guard case .scalar(let text, _) = item.content else { return nil }
            return text
        }
    }
}
