// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// What outlives a stake, or gives more than it: nobody's, but for a super tier that the policy has made the cluster's administrator.
enum Escalation {
    /// Whether a request is of that sort.
    static func finding(_ request: borrowing Request, _ holder: Holder, _ policy: Policy) -> Finding? {
        if request.verb == .escalating || request.verb == .bind {
            guard !isBindingToTierRole(request, holder) else { return nil }
            return Finding(.escalation, "no stake gives the right to impersonate, bind, escalate, approve or sign")
        }
        if request.part == .token { return token(request, holder, policy) }
        guard request.isWrite, let kind = request.kind, kind.writers == .nobody else { return nil }
        guard !isCordoning(request) else { return nil }
        return Finding(
            .escalation,
            "no stake gives the right to change \(request.shownResource): it would outlive the stake, or give more than it"
        )
    }

    /// Cordoning is an update of a Node; what else is in it is looked at in the object.
    static func isCordoning(_ request: borrowing Request) -> Bool {
        guard request.kind?.content == .node, request.part == .none else { return false }
        return request.verb == .update || request.verb == .patch
    }

    /// A role of a tier may be bound by whoever has that tier, in a namespace and never in the whole cluster.
    static func isBindingToTierRole(_ request: borrowing Request, _ holder: Holder) -> Bool {
        guard request.verb == .bind, request.isAbout("rbac.authorization.k8s.io", "clusterroles"),
            request.part == .none, !request.namespace.isEmpty, let tier = TierRole.tier(of: request.name)
        else { return false }
        return holder.tier >= .developer && tier <= holder.tier
    }

    /// A service account's token is its owner's: only in namespaces whose service accounts are judged by the same stake.
    private static func token(_ request: borrowing Request, _ holder: Holder, _ policy: Policy) -> Finding? {
        guard holder.owns(request.namespace, policy) else {
            return Finding(
                .tokenRequests,
                "tokens are made for service accounts of one's own namespaces only (\(holder.ownNamespaces(policy)))")
        }
        return nil
    }
}

/// The cluster roles that the tiers have.
enum TierRole {
    /// The tier whose role it is: `seal:viewer` and so on, named as the groups are.
    static func tier(of role: Span<UInt8>) -> Tier? {
        guard let name = Text.rest(of: role, after: "seal:") else { return nil }
        for tier in Tier.allCases where Text.equals(name, tier.name) { return tier }
        return nil
    }
}
