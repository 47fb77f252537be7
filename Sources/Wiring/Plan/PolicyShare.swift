// SPDX-License-Identifier: Apache-2.0
public import StakeRBAC

/// What of a policy the apiserver has to know: whom to ask about, and what tiers are granted.
public struct PolicyShare: Sendable, Equatable {
    /// Machines of the operator's own.
    public var trustedNodes: [String] = []
    /// Namespaces that belong to stakers beside their homes.
    public var grantedNamespaces: [String] = []
    /// The kinds that there are.
    public var kinds: [GrantedKind]
    /// The API groups that an admin may define resources in.
    public var resourceGroups: [String] = []
    /// Whether the super tier is the cluster's administrator.
    public var isSuperUnrestricted = false

    /// What is built in.
    public init() { self.init(Policy()) }

    /// What a policy says.
    public init(_ policy: Policy) {
        trustedNodes = policy.nodes.trusted.sorted()
        grantedNamespaces = Set(policy.namespaces.grants.values.joined()).sorted()
        kinds = policy.kinds.all.map { GrantedKind(group: $0.group, resource: $0.resource, kind: $0.kind) }
        resourceGroups = policy.resourceGroups.sorted()
        isSuperUnrestricted = policy.isSuperUnrestricted
    }
}

/// One kind of resource, as far as roles are concerned.
public struct GrantedKind: Sendable, Equatable {
    /// Its API group.
    public var group: String
    /// Its name in the plural; `*` is all of the group.
    public var resource: String
    /// What the policy knows of it.
    public var kind: Kind

    /// Names a kind.
    public init(group: String, resource: String, kind: Kind) {
        self.group = group
        self.resource = resource
        self.kind = kind
    }
}
