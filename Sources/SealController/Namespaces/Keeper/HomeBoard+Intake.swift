// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import StakeRBAC
internal import SuiLedger

extension HomeBoard {
    mutating func take(leads: Bool, at now: Moment) {
        leadsSince = leads ? leadsSince ?? now.monotonic : nil
        isAllNew = true
        // Who does not act does not know either.
        if !leads { for owner in tracks.keys { set(nil, of: owner) } }
    }

    mutating func take(_ policy: Policy) {
        plan = NamespacePlan(policy: policy)
        for name in grants.keys { grants[name]?.owners = [] }
        for (owner, names) in policy.namespaces.grants {
            for name in names {
                grants[name, default: GrantTrack(name)].owners.append(Address(owner))
            }
        }
        for name in grants.keys { grants[name]?.owners.sort { $0.description < $1.description } }
        for owner in tracks.keys { tracks[owner]?.settled = nil }
        isAllNew = true
    }

    mutating func take(_ kind: ManagedKind, _ views: [ManagedView]) {
        let uids = Set(views.map(\.uid))
        for owner in tracks.keys { tracks[owner]?.keep(kind, uids) }
        if kind == .namespaces { others = [] }
        if kind == .roleBindings {
            for (name, grant) in grants where grant.binding.map({ !uids.contains($0.uid) }) ?? false {
                grants[name]?.binding = nil
            }
        }
        for view in views { see(view) }
        listed.insert(kind)
        isAllNew = true
    }

    mutating func see(_ view: ManagedView) {
        guard let owner = Self.owner(of: view.namespace) else { return seeElsewhere(view) }
        guard let part = HomePart.of(view) else { return }
        guard part == .namespace || view.isOurs else { return }
        if tracks[owner, default: HomeTrack(owner)].see(part, view) { queue.push(.home(owner)) }
    }

    /// All objects of a kind were listed anew, and what has changed was told: where an etcd was restored, that is older than what was known.
    mutating func relist(_ kind: ManagedKind, _ now: Moment) {
        for owner in tracks.keys where tracks[owner]?.relist(kind) ?? false { line(up: owner, now) }
        guard kind == .roleBindings else { return }
        for name in grants.keys where grants[name]?.relist() ?? false { line(up: name) }
    }

    /// Something in a namespace that is nobody's home.
    private mutating func seeElsewhere(_ view: ManagedView) {
        if view.kind == .namespaces {
            guard others.insert(view.name).inserted, grants[view.name] != nil else { return }
            return queue.push(.grant(view.name))
        }
        guard view.kind == .roleBindings, view.name == NamespacePlan.grantName, view.isOurs else { return }
        var grant = grants[view.namespace] ?? GrantTrack(view.namespace)
        grant.see(view)
        grants[view.namespace] = grant
        line(up: view.namespace)
    }

    mutating func lose(_ kind: ManagedKind, _ namespace: String, _ name: String, _ uid: String) {
        if let owner = Self.owner(of: kind == .namespaces ? name : namespace) {
            for part in HomePart.allCases where part.kind == kind && (part.name ?? name) == name {
                tracks[owner]?.lose(part, uid: uid)
            }
            if let track = tracks[owner], track.view == nil { ledger.forget(owner) }
            return queue.push(.home(owner))
        }
        if kind == .namespaces { others.remove(name) }
        guard kind == .roleBindings, grants[namespace]?.binding?.uid == uid else { return }
        grants[namespace]?.binding = nil
        queue.push(.grant(namespace))
    }

    /// Whose home a namespace is.
    static func owner(of namespace: String) -> Address? {
        HomeNamespace.owner(of: namespace.utf8Span.span).map { Address($0) }
    }
}
