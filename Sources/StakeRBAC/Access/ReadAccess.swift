// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// Who may look at what; asked by the authorizer alone, since admission never sees a read.
enum ReadAccess {
    /// Whether it is a part of something that nobody below the super tier knows.
    static func known(_ request: borrowing Request, _ holder: Holder) -> Finding? {
        guard holder.tier < .super else { return nil }
        switch request.part {
        case .none, .scale, .status, .log, .metrics, .stats, .approval, .ephemeralcontainers, .resize: return nil
        default: return Finding(.subresource, "\(holder.tier.name) tier may not read \(request.shownResource)")
        }
    }

    /// Whether it is a secret that is not the stake's own.
    static func secrets(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ circumstances: Circumstances
    ) -> Finding? {
        guard let kind = request.kind, kind.isSecret else { return nil }
        let namespace = request.namespace
        switch holder.tier {
        case .super: return nil
        case .viewer:
            return Finding(
                .secretsRead,
                "viewer tier may not read \(request.shownResource); that needs "
                    + WriteAccess.price(.developer, holder, circumstances))
        case .developer:
            guard !holder.owns(namespace, policy) else { return nil }
            return Finding(
                .secretsRead,
                "developer tier may read \(request.shownResource) only in its own namespaces "
                    + "(\(holder.ownNamespaces(policy))), one at a time")
        case .admin:
            guard namespace.isEmpty || policy.namespaces.isProtected(namespace) else { return nil }
            return Finding(
                .secretsRead,
                "admin tier may not read \(request.shownResource) of the system's namespaces, nor of all at once; "
                    + "that needs \(WriteAccess.price(.super, holder, circumstances))")
        }
    }

    /// Whether it is what somebody else's programs say.
    static func logs(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ circumstances: Circumstances
    ) -> Finding? {
        guard request.part == .log, holder.tier < .admin, !holder.owns(request.namespace, policy) else { return nil }
        return Finding(
            .logsRead,
            "\(holder.tier.name) tier may read logs only in its own namespaces (\(holder.ownNamespaces(policy))); "
                + "others need \(WriteAccess.price(.admin, holder, circumstances))")
    }
}
