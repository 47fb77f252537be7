// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import StakeRBAC

/// Every name that a policy may have: the reader, the writer and the schema are made of this.
enum PolicyKeys {
    /// The whole file.
    static let all = Section<Policy>([
        header("apiVersion", PolicyFile.apiVersion), header("kind", PolicyFile.kind), version, tiers, rules, namespaces,
        kinds, pods, network, storage, resourceGroups, quotas, exemptions, nodes, superTier, authorizer,
    ])

    /// Reads a whole file.
    static func read(_ place: Place, into policy: inout Policy) {
        all.read(place, into: &policy)
    }

    private static func header(_ name: String, _ text: String) -> Field<Policy> {
        Field(
            name, .constant(text), isRequired: true,
            read: { place, _ in
                if case .scalar(text, _) = place.node.content { return }
                place.report(.invalidValue, "must be \(text)")
            }, write: { _ in .plain(text) })
    }

    private static let version = Field<Policy>(
        "version", Form<String>.version.shape,
        "What metrics, audit and log call this file, beside the beginning of its SHA-256: prod-7 becomes prod-7@1f0c9a7be312.",
        read: { place, policy in if let text = Form<String>.version.read(place) { policy.version = text } },
        write: { policy in
            let name = policy.version.prefix { $0 != "@" }
            return name.isEmpty || policy.version == Policy().version ? nil : .text(String(name))
        })

    private static let superTier = Field<Policy>(
        "super", section: [Field("unrestricted", .flag, \.isSuperUnrestricted)],
        "Whether the super tier is the cluster's administrator: may impersonate, bind any role, sign certificates, change webhooks."
    ) { place, policy in
        guard policy.isSuperUnrestricted else { return }
        place["unrestricted"]?.warn(
            "the super tier is the cluster's administrator: what it makes outlives its stake, and can undo all of this")
    }

    private static let authorizer = Field<Policy>(
        "authorizer", section: [Field("allow", .flag, \.authorizerAllows)],
        "Whether a stake alone allows what it permits, without a role of the cluster's; else the authorizer only denies."
    ) { place, policy in
        guard policy.authorizerAllows else { return }
        place["allow"]?.warn("a stake alone allows: roles of the cluster no longer narrow what its tier permits")
    }
}
