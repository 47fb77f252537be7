// SPDX-License-Identifier: Apache-2.0
internal import StakeRBAC

/// A resource as apiservers name it.
struct ResourceName: Hashable, Sendable, CustomStringConvertible {
    let group: String
    let resource: String

    /// `deployments.apps`.
    var description: String { group.isEmpty ? resource : "\(resource).\(group)" }

    init(_ group: String, _ resource: String) {
        self.group = group
        self.resource = resource
    }

    /// Finds what somebody means who writes as for kubectl: `deploy`, `Deployment`, `deployments`, `deployments.apps`,
    /// `deployments.v1.apps`; with a group it may be one that the policy does not list.
    init?(_ text: String, among kinds: KindTable) {
        let lowered = text.lowercased()
        guard let dot = lowered.firstIndex(of: ".") else {
            let plural = Self.shortNames[lowered] ?? lowered
            // In the order of the table, the core's group comes first.
            let found =
                kinds.all.first { $0.resource == plural } ?? kinds.all.first { Self.singular($0.resource) == lowered }
            if let found {
                self.init(found.group, found.resource)
            } else {
                guard let group = Self.groupsOfNames[plural] else { return nil }
                self.init(group, plural)
            }
            return
        }
        let head = String(lowered[..<dot])
        var group = String(lowered[lowered.index(after: dot)...])
        if let next = group.firstIndex(of: "."), Self.isVersion(group[..<next]) {
            group = String(group[group.index(after: next)...])
        }
        guard !head.isEmpty, !group.isEmpty else { return nil }
        let plural = Self.shortNames[head] ?? head
        let own = kinds.all.filter { $0.group == group }
        let found = own.first { $0.resource == plural } ?? own.first { Self.singular($0.resource) == head }
        self.init(group, found?.resource ?? plural)
    }

    /// kubectl's short names of what Kubernetes itself serves.
    private static let shortNames = [
        "po": "pods", "svc": "services", "cm": "configmaps", "sa": "serviceaccounts", "ns": "namespaces", "no": "nodes",
        "pv": "persistentvolumes", "pvc": "persistentvolumeclaims", "ev": "events", "ep": "endpoints",
        "rc": "replicationcontrollers", "rs": "replicasets", "deploy": "deployments", "sts": "statefulsets",
        "ds": "daemonsets", "cj": "cronjobs", "hpa": "horizontalpodautoscalers", "ing": "ingresses",
        "netpol": "networkpolicies", "pdb": "poddisruptionbudgets", "sc": "storageclasses", "pc": "priorityclasses",
        "crd": "customresourcedefinitions", "crds": "customresourcedefinitions", "csr": "certificatesigningrequests",
        "quota": "resourcequotas", "limits": "limitranges", "cs": "componentstatuses",
    ]

    /// What only rights are about: nothing of it is stored.
    private static let groupsOfNames = ["users": "", "groups": "", "signers": "certificates.k8s.io"]

    /// What a kind is called where there is one of it: `ingress`, `networkpolicy`.
    private static func singular(_ plural: String) -> String {
        if plural == "endpoints" { return plural }
        if plural.hasSuffix("ies") { return plural.dropLast(3) + "y" }
        if ["sses", "xes", "ches"].contains(where: plural.hasSuffix) { return String(plural.dropLast(2)) }
        return plural.hasSuffix("s") ? String(plural.dropLast()) : plural
    }

    /// `v1`, `v2beta1`.
    private static func isVersion(_ text: Substring) -> Bool {
        guard text.first == "v", let digit = text.dropFirst().first, digit.isASCII, digit.isNumber else { return false }
        var rest = text.dropFirst().drop { $0.isASCII && $0.isNumber }
        for word in ["alpha", "beta"] where rest.hasPrefix(word) { rest = rest.dropFirst(word.count) }
        return rest.allSatisfy { $0.isASCII && $0.isNumber }
    }
}
