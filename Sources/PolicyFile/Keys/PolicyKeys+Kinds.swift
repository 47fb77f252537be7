// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import SealAuthN
internal import StakeRBAC

extension PolicyKeys {
    /// Which kinds there are beside those that are built in.
    static let kinds = Field<Policy>(
        "kinds", listOf: KindEntry(), kind, count: 0...PolicyLimits.kinds,
        "Kinds that tiers below super may write beside those that are built in: what no list has, the super tier alone writes.",
        take: KindEntry.take, items: KindEntry.all)

    private static let kind: Section<KindEntry> = [
        Field(
            "resource", .resource, optional: \.resource, isRequired: true,
            "The resource with its group, such as rollouts.argoproj.io; *.example.com stands for all of a group."),
        Field("writer", .writer, optional: \.writer, isRequired: true, "The lowest tier that may write it."),
        Field(
            "scope", .scope, optional: \.isNamespaced, "Whether its objects are in namespaces; Namespaced if left out."),
        Field("secret", .flag, optional: \.isSecret, "Whether reading it is reading secrets; false if left out."),
        Field(
            "podTemplate", .memberPath, optional: \.podTemplate,
            "The way to the template of the pods that it makes, such as spec.template: pods are then judged as a Deployment's are."
        ),
        Field(
            "replicas", .memberPath, optional: \.replicas,
            "The way to the number of its pods, such as spec.replicas; only beside podTemplate."),
    ]
}

/// One kind of the file.
struct KindEntry: Sendable {
    /// A resource and its group.
    struct Resource: Sendable, Hashable {
        let resource: String
        let group: String
        var text: String { group.isEmpty ? resource : "\(resource).\(group)" }
    }

    var resource: Resource?
    var writer: Tier?
    var isNamespaced: Bool?
    var isSecret: Bool?
    var podTemplate: [String]?
    var replicas: [String]?

    /// Groups in which no policy gives anything: by what is in them, whoever writes gets more than a stake, or for longer.
    private static let closedGroups = [
        "rbac.authorization.k8s.io", "certificates.k8s.io", "admissionregistration.k8s.io", "authentication.k8s.io",
        "authorization.k8s.io", "helm.cattle.io", "k3s.cattle.io", "k3s-daas.io",
    ]
    private static let builtIn = KindTable()
    static let builtInGroups = Set(builtIn.all.map(\.group))

    /// Whether a group is one that no policy opens.
    static func isClosed(_ group: String) -> Bool {
        closedGroups.contains { group == $0 || group.hasSuffix("." + $0) }
    }

    /// Takes the entries that nothing is wrong with into the policy.
    static func take(_ entries: [(item: KindEntry, place: Place)], _ policy: inout Policy) {
        var known: Set<Resource> = []
        var kinds: [(group: String, resource: String, kind: Kind)] = []
        for (entry, place) in entries {
            guard let resource = entry.resource, let writer = entry.writer else { continue }
            guard known.insert(resource).inserted else {
                place["resource"]?.report(.duplicateKey, "stands in this list already")
                continue
            }
            guard let kind = entry.kind(resource, writer, place) else { continue }
            kinds.append((resource.group, resource.resource, kind))
        }
        policy.kinds = KindTable(adding: kinds)
    }

    /// The entries that make a policy's kinds out of those that are built in.
    static func all(_ policy: Policy) -> [KindEntry] {
        additions(policy.kinds).map { group, resource, kind in
            var entry = KindEntry(resource: Resource(resource: resource, group: group))
            if case .from(let tier) = kind.writers { entry.writer = tier }
            guard !builtInGroups.contains(group) else { return entry }
            entry.isNamespaced = kind.isNamespaced
            entry.isSecret = kind.isSecret
            if case .podTemplate(let template) = kind.content {
                entry.podTemplate = template.path
                entry.replicas = template.count
            }
            return entry
        }
    }

    /// What a table has beside, or otherwise than, what is built in.
    private static func additions(_ table: KindTable) -> [(group: String, resource: String, kind: Kind)] {
        table.all.filter { group, resource, kind in
            !builtIn.all.contains { $0.group == group && $0.resource == resource && $0.kind == kind }
        }
    }

    private func kind(_ resource: Resource, _ writer: Tier, _ place: Place) -> Kind? {
        guard !Self.isClosed(resource.group) else {
            place["resource"]?.report(
                .conflict, "is in a group whose kinds give more than a stake, or outlive it: no policy opens it")
            return nil
        }
        guard !Self.builtInGroups.contains(resource.group) else { return builtInKind(resource, writer, place) }
        guard writer > .developer || isNamespaced ?? true else {
            place["writer"]?.report(.conflict, "must be admin or super for what is in no namespace")
            return nil
        }
        guard let podTemplate else {
            guard replicas == nil else {
                place["replicas"]?.report(.conflict, "means nothing without podTemplate")
                return nil
            }
            return Kind(isNamespaced: isNamespaced ?? true, writers: .from(writer), isSecret: isSecret ?? false)
        }
        guard resource.resource != "*" else {
            place["podTemplate"]?.report(.conflict, "is of one resource, not of all in a group")
            return nil
        }
        return Kind(
            isNamespaced: isNamespaced ?? true, writers: .from(writer),
            content: .podTemplate(PodTemplate(path: podTemplate, count: replicas)), isSecret: isSecret ?? false)
    }

    /// What is built in may only be opened to developers, and only where admins write it and it is in a namespace.
    private func builtInKind(_ resource: Resource, _ writer: Tier, _ place: Place) -> Kind? {
        let known = Self.builtIn.all.first { $0.group == resource.group && $0.resource == resource.resource }?.kind
        guard var kind = known, kind.isNamespaced, kind.writers == .from(.admin), writer == .developer else {
            place["resource"]?.report(
                .conflict,
                "is Kubernetes' own: only what is in a namespace and written by admins may be opened, to developers")
            return nil
        }
        for name in ["scope", "secret", "podTemplate", "replicas"] {
            place[name]?.report(.conflict, "is known of a kind that is built in; leave it out")
        }
        if resource.resource.hasPrefix("endpoint") {
            place["resource"]?.warn(
                "whoever writes these takes over where Services of the namespace lead, to any address")
        }
        kind.writers = .from(writer)
        return kind
    }
}

extension Form where Value == KindEntry.Resource {
    /// A resource with its group.
    static let resource = Form(
        ValueKind(
            "RESOURCE",
            read: { text throws(ValueRefusal) in
                let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let isAll = parts[0] == "*" && parts.count == 2
                guard isAll || Grammar.isLabel(parts[0]), parts.count == 1 || Grammar.isSubdomain(parts[1]) else {
                    throw ValueRefusal("must be a resource in the plural with its group, such as rollouts.argoproj.io")
                }
                return .init(resource: parts[0], group: parts.count == 2 ? parts[1] : "")
            }, write: { $0.text }),
        .text(
            pattern: "^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
            atMost: Grammar.labelLimit + 1 + Grammar.subdomainLimit))
}

extension Form where Value == Bool {
    /// Whether objects are in namespaces, as Kubernetes says it.
    static let scope = words([true, false]) { $0 ? "Namespaced" : "Cluster" }
}
