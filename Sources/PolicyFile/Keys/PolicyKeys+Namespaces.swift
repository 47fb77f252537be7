// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import StakeRBAC

extension PolicyKeys {
    /// Whom namespaces belong to, and which are nobody's.
    static let namespaces = Field<Policy>(
        "namespaces",
        section: [
            Field(
                "protected", Form<String>.namespace.list(0...PolicyLimits.protected), \.namespaces.protected,
                "Namespaces that are the system's like kube-system: only the super tier writes there."),
            Field(
                "grants", listOf: Grant(), grant, count: 0...PolicyLimits.grants,
                "Namespaces that belong to an address beside its home, seal-….", take: take, items: grants),
        ],
        "Whom namespaces belong to. What begins with kube- or k3s-daas is the system's, whatever stands here."
    ) { place, policy in
        checkProtected(place["protected"])
        checkGrants(place["grants"], policy)
    }

    private struct Grant: Sendable {
        var address: Bytes32?
        var namespaces: [String]?
    }

    private static let grant: Section<Grant> = [
        Field("address", .address, optional: \.address, isRequired: true, "Whose they are."),
        Field(
            "namespaces", Form<String>.namespace.list(1...PolicyLimits.grantedNamespaces), optional: \.namespaces,
            isRequired: true, "What they are called."),
    ]

    private static func take(_ grants: [(item: Grant, place: Place)], _ policy: inout Policy) {
        var taken: [Bytes32: [String]] = [:]
        for (grant, place) in grants {
            guard let address = grant.address, let namespaces = grant.namespaces else { continue }
            guard taken.updateValue(namespaces, forKey: address) != nil else { continue }
            place["address"]?.report(.duplicateKey, "has a grant in this list already; write one for each address")
        }
        policy.namespaces.grants = taken
    }

    private static func grants(_ policy: Policy) -> [Grant] {
        policy.namespaces.grants.sorted { $0.key.hex < $1.key.hex }
            .map { Grant(address: $0.key, namespaces: $0.value) }
    }

    private static func checkProtected(_ list: Place?) {
        for place in list?.children ?? [] where HomeNamespace.isReserved(place.text.utf8Span.span) {
            place.report(.conflict, "begins with seal- and belongs to its address: it cannot be taken away")
        }
    }

    private static func checkGrants(_ list: Place?, _ policy: Policy) {
        let protected = Set(policy.namespaces.protected)
        for place in list?.children.flatMap({ $0["namespaces"]?.children ?? [] }) ?? [] {
            if HomeNamespace.isReserved(place.text.utf8Span.span) {
                place.report(.conflict, "begins with seal- and belongs to its address: it cannot be given")
            } else if protected.contains(place.text)
                || NamespacePolicy.systemPrefixes.contains(where: { place.text.hasPrefix($0) })
            {
                place.report(.conflict, "is the system's, or protected by this file: it cannot be given")
            }
        }
    }
}
