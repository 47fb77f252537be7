// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// Who may change what, and where.
enum WriteAccess {
    /// Whether the tier is too low for the kind, or for writing at all.
    static func tier(
        _ request: borrowing Request, _ holder: Holder, _ circumstances: Circumstances
    ) -> Finding? {
        guard holder.tier > .viewer else {
            return Finding(
                .tier, "viewer tier may read only; a write needs the \(price(.developer, holder, circumstances))")
        }
        guard let kind = request.kind else { return nil }
        let needed: Tier
        switch kind.writers {
        case .from(let tier): needed = tier
        // The rule that makes it nobody's may be weakened: even then it is none but the highest tier's.
        case .nobody: needed = Escalation.isCordoning(request) ? .admin : .super
        }
        guard holder.tier < needed else { return nil }
        let rule: Rule = isOfK3s(request) ? .k3sResources : .tier
        return Finding(
            rule,
            "\(holder.tier.name) tier may not write \(request.shownResource), which needs \(price(needed, holder, circumstances))"
        )
    }

    /// Whether nobody below the super tier knows what this is.
    static func known(_ request: borrowing Request, _ holder: Holder) -> Finding? {
        guard holder.tier < .super else { return nil }
        guard isKnown(request.verb) else {
            return Finding(.verb, "\(holder.tier.name) tier may not use a verb that is not known here")
        }
        guard let kind = request.kind else {
            return Finding(
                .kind,
                "\(holder.tier.name) tier may write only kinds that the cluster's policy lists; "
                    + "\(request.shownResource) is not among them: ask the operator to add it")
        }
        guard allows(request.part, of: request, kind) else {
            return Finding(.subresource, "\(holder.tier.name) tier may not write \(request.shownResource)")
        }
        return nil
    }

    /// Whether it is somebody else's place, or the system's.
    static func place(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ circumstances: Circumstances
    ) -> Finding? {
        guard holder.tier < .super else { return nil }
        let namespace = request.namespace
        guard !isWayToAPIServer(request) else {
            return Finding(
                .namespace,
                "the Service \"kubernetes\" of \"default\" and what stands behind it lead everybody to the apiserver; "
                    + "changing that needs \(price(.super, holder, circumstances))")
        }
        guard request.verb == .bind || request.kind?.isNamespaced ?? true else { return nil }
        let isMissing = namespace.isEmpty
        switch holder.tier {
        case .super: return nil
        case .admin:
            guard isMissing || policy.namespaces.isProtected(namespace) else { return nil }
            return Finding(
                .namespace,
                "admin tier may not write in namespaces of the system; \(shown(namespace)) needs "
                    + price(.super, holder, circumstances))
        case .viewer, .developer:
            guard isMissing || !holder.owns(namespace, policy) else { return nil }
            let needed: Tier = isMissing || policy.namespaces.isProtected(namespace) ? .super : .admin
            return Finding(
                .namespace,
                "\(holder.tier.name) tier may write only in its own namespaces (\(holder.ownNamespaces(policy))); "
                    + "\(shown(namespace)) needs \(price(needed, holder, circumstances))")
        }
    }

    /// Whether it decides where pods find the apiserver; of slices, a label says whose they are, and may be any.
    private static func isWayToAPIServer(_ request: borrowing Request) -> Bool {
        guard Text.equals(request.namespace, "default") else { return false }
        if request.isAbout("discovery.k8s.io", "endpointslices") { return true }
        return Text.equals(request.name, "kubernetes") && request.part == .none
            && (request.isAbout("", "services") || request.isAbout("", "endpoints"))
    }

    /// Whether a tier's role is bound in somebody else's place, or in the system's, where no stake gives anything away.
    static func binding(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ circumstances: Circumstances
    ) -> Finding? {
        guard !policy.namespaces.isProtected(request.namespace) else {
            return Finding(
                .namespace, "no stake gives the right to bind roles in \(shown(request.namespace)): it is the system's")
        }
        return place(request, holder, policy, circumstances)
    }

    /// Verbs over rights get here only where the rule that keeps them from everybody is weakened.
    private static func isKnown(_ verb: Verb) -> Bool { verb != .unknown && verb != .escalating && verb != .bind }

    private static func allows(_ part: Subresource, of request: borrowing Request, _ kind: Kind) -> Bool {
        switch part {
        case .none, .scale: true
        case .eviction, .exec, .attach, .portforward, .ephemeralcontainers, .resize: request.isAbout("", "pods")
        case .proxy: request.isAbout("", "pods") || request.isAbout("", "services")
        case .token: request.isAbout("", "serviceaccounts")
        // What controllers and the scheduler say, and what only looks.
        case .status, .finalize, .binding, .approval, .log, .metrics, .stats, .unknown: false
        }
    }

    private static func isOfK3s(_ request: borrowing Request) -> Bool {
        Text.equals(request.group, "helm.cattle.io") || Text.equals(request.group, "k3s.cattle.io")
    }

    private static func shown(_ namespace: Span<UInt8>) -> String {
        namespace.isEmpty ? "all namespaces at once" : "\"\(Text.shown(namespace))\""
    }

    /// What a tier costs, and what there is: `admin (5 SUI, you hold 2.4 SUI)`.
    static func price(_ tier: Tier, _ holder: Holder, _ circumstances: Circumstances) -> String {
        "\(tier.name) tier (\(Holder.text(mist: circumstances.prices[tier])), you hold \(holder.stake))"
    }
}
