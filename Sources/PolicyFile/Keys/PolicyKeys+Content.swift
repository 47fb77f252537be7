// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import SealAuthN
internal import StakeRBAC

extension PolicyKeys {
    private static let drivers = Form<String>.subdomain.list(0...PolicyLimits.names)

    /// What pods may be.
    static let pods = Field<Policy>(
        "pods",
        section: [
            Field(
                "security",
                section: Section(
                    [Tier.developer, .admin, .super].map { Field("\($0.name)", .level, \Policy.pods.security[$0]) }),
                "The level of the Pod Security Standards that each tier's pods keep: restricted, baseline or privileged.",
                check: checkSecurity),
            Field(
                "inlineDrivers", drivers, \.pods.inlineDrivers,
                "CSI drivers whose volumes may be written into a pod below the super tier."),
            Field(
                "tokenAudiences", Form<String>.audience.list(0...PolicyLimits.names), \.pods.tokenAudiences,
                "Audiences that a pod's own tokens may be for below the super tier, beside the apiserver's."),
            Field(
                "priorityClasses", Form<String>.subdomain.list(0...PolicyLimits.names), \.pods.priorityClasses,
                "Priority classes that pods may name below the super tier."),
        ], "What pods may be, of their own or in the templates of what makes them."
    ) { place, _ in
        for name in place["priorityClasses"]?.children ?? [] where name.text.hasPrefix("system-") {
            name.report(.conflict, "is the system's own: its pods push out all others")
        }
    }

    @Sendable private static func checkSecurity(_ place: Place, _ policy: Policy) {
        let (levels, builtIn) = (policy.pods.security, PodPolicy().security)
        for (lower, higher) in [(Tier.developer, Tier.admin), (.admin, .super)] where levels[lower] < levels[higher] {
            let (lowerPlace, higherPlace) = (place["\(lower.name)"], place["\(higher.name)"])
            lowerPlace?.report(.conflict, "must not be laxer than \(higher.name), which keeps \(levels[higher].name)")
            if lowerPlace == nil {
                higherPlace?.report(
                    .conflict, "must not be stricter than \(lower.name), which keeps \(levels[lower].name)")
            }
        }
        for tier in Tier.allCases where levels[tier] < builtIn[tier] {
            place["\(tier.name)"]?.warn("is laxer than what is built in, \(builtIn[tier].name)")
        }
    }

    /// What reaches pods from outside.
    static let network = Field<Policy>(
        "network",
        section: [
            Field(
                "serviceTypes",
                section: Section(
                    [Tier.developer, .admin].map {
                        Field(
                            "\($0.name)", Form<ServiceType>.serviceType.list(0...ServiceType.allCases.count),
                            \Policy.network.serviceTypes[$0])
                    }), "The types of Service that each tier may make."
            ) { place, policy in
                let types = policy.network.serviceTypes
                let missing = types[.developer].filter { !types[.admin].contains($0) }.map(\.rawValue)
                guard !missing.isEmpty else { return }
                (place["admin"] ?? place).report(
                    .conflict, "must hold all that developers may make; \(missing.joined(separator: ", ")) is missing")
            },
            Field(
                "ingressDomains", Form<String>.subdomain.list(0...PolicyLimits.names), \.network.ingressDomains,
                "Domains under which the hosts of a developer's Ingress must be; empty for all."),
        ], "What reaches pods from outside.")

    /// What volumes may be made of.
    static let storage = Field<Policy>(
        "storage",
        section: [
            Field(
                "drivers", drivers, \.storage.drivers,
                "CSI drivers that an admin's PersistentVolumes and StorageClasses may name."),
            Field(
                "provisioners", Form<String>.provisioner.list(0...PolicyLimits.names), \.storage.provisioners,
                "Provisioners beside them that a StorageClass may name, without parameters that choose a path."),
        ], "What volumes may be made of below the super tier.")

    /// The API groups that an admin may define resources in.
    static let resourceGroups = Field<Policy>(
        "resourceGroups", Form<String>.subdomain.list(0...PolicyLimits.names).shape,
        "API groups that an admin may define resources in; one by one, a group does not stand for those under it.",
        read: { place, policy in
            let form = Form<String>.subdomain.list(0...PolicyLimits.names)
            guard let groups = form.read(place) else { return }
            policy.resourceGroups = groups
            for name in place.children where isSystemGroup(name.text) {
                name.report(
                    .conflict, "is a group of Kubernetes, of k3s or of ours: nobody below super defines resources in it"
                )
            }
        }, write: { .list($0.resourceGroups.map { .text($0) }) })

    private static func isSystemGroup(_ group: String) -> Bool {
        ["k8s.io", "kubernetes.io", "cattle.io", "k3s-daas.io"].contains { group == $0 || group.hasSuffix("." + $0) }
            || KindEntry.builtInGroups.contains(group)
    }
}
