// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import TestSupport
import Testing

@testable import SealController

/// As much of a cluster as homes need, behind the calls that an apiserver gets.
///
/// It keeps an apiserver's promises: versions, uids, a conflict where either is another, one object of a name, and what applying means: what
/// a manager no longer says is gone, what others said stays.
final class FakeHomeCluster: KubeDoor {
    struct Object: Sendable {
        var tree: Tree
        /// What was applied last, and is taken away where it is not said again.
        var applied = Tree.null
    }

    struct State: Sendable {
        /// By plural, namespace (of a Namespace, its own name) and name.
        var objects: [String: Object] = [:]
        /// Every write that was done, in order.
        var log: [String] = []
        var version = 100
        var calls = 0
        /// What the next calls of a kind come to, before anything is done.
        var faults: [KubeCall.Verb: [KubeError]] = [:]
        /// Calls that were done and whose answer was lost.
        var lostReplies: Set<Int> = []
        var isSilent = false
        /// What a clock on its wall shows.
        var now = Sample.start
        /// Whether a Namespace that is deleted stays until ``empty()``.
        var keepsDeleted = false
    }

    let state = Locked(State())
    let listeners = Locked<[@Sendable (HomeChange) -> Void]>([])

    var log: [String] { state.withLock { $0.log } }
    var calls: Int { state.withLock { $0.calls } }

    // MARK: The world beside us

    private static func key(_ plural: String, _ namespace: String, _ name: String) -> String {
        "\(plural)/\(namespace)/\(name)"
    }

    func tree(_ plural: String, _ namespace: String, _ name: String) -> Tree? {
        state.withLock { $0.objects[Self.key(plural, namespace, name)]?.tree }
    }

    func home(_ owner: String) -> Tree? { tree("namespaces", owner, owner) }

    /// All objects of a namespace, without what tells one making from another.
    func contents(of namespace: String) -> [String: Tree] {
        state.withLock { state in
            state.objects.filter { $0.key.split(separator: "/")[1] == namespace }.mapValues { object in
                var metadata = object.tree["metadata"].members
                for name in ["uid", "resourceVersion", "creationTimestamp"] { metadata[name] = nil }
                var members = object.tree.members
                members["metadata"] = .object(metadata)
                return .object(members)
            }
        }
    }

    /// Makes or changes an object as somebody else would.
    func put(_ plural: String, _ namespace: String, _ name: String, _ change: (inout [String: Tree]) -> Void) {
        let found = state.withLock { state -> HomeChange? in
            let key = Self.key(plural, namespace, name)
            var object = state.objects[key] ?? Object(tree: Self.fresh(namespace, name, plural, &state))
            var members = object.tree.members
            change(&members)
            object.tree = Self.versioned(.object(members), &state)
            state.objects[key] = object
            return Self.change(plural, object.tree)
        }
        if let found { tell(found) }
    }

    /// Deletes an object as somebody else would.
    func remove(_ plural: String, _ namespace: String, _ name: String) {
        let change = state.withLock { state -> HomeChange? in
            guard let object = state.objects.removeValue(forKey: Self.key(plural, namespace, name)) else { return nil }
            return Self.gone(plural, object.tree)
        }
        if let change { tell(change) }
    }

    /// What Kubernetes does with a Namespace that was deleted: all that is in it goes, then itself.
    func empty(_ namespace: String) {
        let names = state.withLock { $0.objects.keys.filter { $0.split(separator: "/")[1] == namespace } }
        for name in names.sorted(by: >) {
            let parts = name.split(separator: "/").map(String.init)
            remove(parts[0], parts[1], parts[2])
        }
    }

    private static func fresh(_ namespace: String, _ name: String, _ plural: String, _ state: inout State) -> Tree {
        state.version += 1
        var metadata: [String: Tree] = [
            "name": .text(name), "uid": .text("uid-\(state.version)"),
            "creationTimestamp": .text(RFC3339.write(state.now)),
        ]
        if plural != "namespaces" { metadata["namespace"] = .text(namespace) }
        return .object(["metadata": .object(metadata)])
    }

    private static func versioned(_ tree: Tree, _ state: inout State) -> Tree {
        state.version += 1
        var (members, metadata) = (tree.members, tree["metadata"].members)
        metadata["resourceVersion"] = .text("\(state.version)")
        members["metadata"] = .object(metadata)
        return .object(members)
    }

    // MARK: Watching

    private static func kind(_ plural: String) -> ManagedKind? {
        ManagedKind.allCases.first { $0.resource.plural == plural }
    }

    private static func bytes(_ tree: Tree) -> [UInt8] { Array(tree.json.utf8) }

    private static func change(_ plural: String, _ tree: Tree) -> HomeChange? {
        guard let kind = kind(plural), let view = ManagedView.read(kind, bytes(tree)) else { return nil }
        // A watch by labels says that what has lost its label is gone.
        return kind == .namespaces || view.isOurs ? .seen(view) : gone(plural, tree)
    }

    private static func gone(_ plural: String, _ tree: Tree) -> HomeChange? {
        guard let kind = kind(plural), let view = ManagedView.read(kind, bytes(tree)) else { return nil }
        return .gone(kind, namespace: view.namespace, name: view.name, uid: view.uid)
    }

    func views(_ kind: ManagedKind) -> [ManagedView] {
        let trees = state.withLock { state in
            state.objects.filter { $0.key.hasPrefix("\(kind.resource.plural)/") }.sorted { $0.key < $1.key }
                .map(\.value.tree)
        }
        return trees.compactMap { ManagedView.read(kind, Self.bytes($0)) }.filter { kind == .namespaces || $0.isOurs }
    }

    private func tell(_ change: HomeChange) { for listener in listeners.withLock({ $0 }) { listener(change) } }

    // MARK: Answering

    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        if state.withLock({ $0.isSilent }) { return }
        completion(answer(call))
    }

    /// Does a call at once.
    func answer(_ call: KubeCall) -> Result<KubeReply, KubeError> {
        do throws(KubeError) { try call.check() } catch { return .failure(error) }
        let (result, change) = state.withLock { state -> (Result<KubeReply, KubeError>, HomeChange?) in
            state.calls += 1
            if let fault = state.faults[call.verb]?.first {
                state.faults[call.verb]?.removeFirst()
                return (.failure(fault), nil)
            }
            let number = state.calls
            let (result, change) = Self.perform(call, &state)
            guard !state.lostReplies.contains(number) else {
                return (.failure(KubeError(.timeout, wasSent: true)), change)
            }
            return (result, change)
        }
        if let change { tell(change) }
        return result
    }

    private static func perform(
        _ call: KubeCall, _ state: inout State
    ) -> (Result<KubeReply, KubeError>, HomeChange?) {
        let body = call.body.isEmpty ? Tree.null : Sample.tree(call.body)
        let plural = call.resource.plural
        let name = call.name ?? body["metadata"]["name"].text ?? ""
        let namespace = call.namespace ?? name
        let key = key(plural, namespace, name)
        let metadata = body["metadata"]
        switch call.verb {
        case .list:
            let items = state.objects.filter { $0.key.hasPrefix("\(plural)/\(namespace)/") }.sorted { $0.key < $1.key }
            let list = Tree.object([
                "metadata": .object(["resourceVersion": .text("\(state.version)")]),
                "items": .list(items.map(\.value.tree)),
            ])
            return (.success(KubeReply(status: 200, body: bytes(list))), nil)
        case .create:
            guard state.objects[key] == nil else { return (.failure(KubeError(.alreadyExists, status: 409)), nil) }
            guard plural == "namespaces" || hasNamespace(namespace, state) else {
                return (.failure(KubeError(.notFound, status: 404)), nil)
            }
            let fresh = fresh(namespace, name, plural, &state)
            let tree = versioned(merge(fresh, body), &state)
            state.objects[key] = Object(tree: tree)
            state.log.append("create \(key)")
            return (.success(KubeReply(status: 201, body: bytes(tree))), change(plural, tree))
        case .apply:
            guard call.isForced else { return (.failure(KubeError(.invalid)), nil) }
            let known = state.objects[key]
            guard known != nil || metadata["uid"] == .null, plural == "namespaces" || hasNamespace(namespace, state)
            else { return (.failure(KubeError(.notFound, status: 404)), nil) }
            for field in ["uid", "resourceVersion"] {
                let asked = metadata[field]
                guard asked == .null || asked == known?.tree["metadata"][field] else {
                    return (.failure(KubeError(.conflict, status: 409)), nil)
                }
            }
            // A binding's role is for ever.
            if let role = known?.tree["roleRef"], role != .null, role != body["roleRef"] {
                return (.failure(KubeError(.invalid, status: 422)), nil)
            }
            let old = known?.tree ?? fresh(namespace, name, plural, &state)
            let tree = merge(without(old, known?.applied ?? .null, body), body)
            guard tree != old else { return (.success(KubeReply(status: 200, body: bytes(tree))), nil) }
            let written = versioned(tree, &state)
            state.objects[key] = Object(tree: written, applied: body)
            state.log.append("apply \(key)\(summary(body))")
            return (.success(KubeReply(status: 200, body: bytes(written))), change(plural, written))
        case .patch:
            guard let known = state.objects[key] else { return (.failure(KubeError(.notFound, status: 404)), nil) }
            guard metadata["uid"] == known.tree["metadata"]["uid"],
                metadata["resourceVersion"] == known.tree["metadata"]["resourceVersion"]
            else { return (.failure(KubeError(.conflict, status: 409)), nil) }
            let tree = versioned(merge(known.tree, body), &state)
            state.objects[key]?.tree = tree
            state.log.append("patch \(key) \(body["spec"].json)")
            return (.success(KubeReply(status: 200, body: bytes(tree))), nil)
        case .delete:
            guard let known = state.objects[key] else { return (.failure(KubeError(.notFound, status: 404)), nil) }
            let asked = body["preconditions"]
            for field in ["uid", "resourceVersion"] where asked[field] != .null {
                guard asked[field] == known.tree["metadata"][field] else {
                    return (.failure(KubeError(.conflict, status: 409)), nil)
                }
            }
            state.log.append("delete \(key)")
            guard plural == "namespaces" else {
                state.objects[key] = nil
                return (.success(KubeReply(status: 200, body: Array("{}".utf8))), gone(plural, known.tree))
            }
            let time = Tree.object(["deletionTimestamp": .text(RFC3339.write(state.now))])
            let leaving = versioned(merge(known.tree, .object(["metadata": time])), &state)
            state.objects[key]?.tree = leaving
            return (.success(KubeReply(status: 200, body: bytes(leaving))), change(plural, leaving))
        case .get, .replace, .evict, .discover: return (.failure(KubeError(.invalid)), nil)
        }
    }

    private static func hasNamespace(_ name: String, _ state: State) -> Bool {
        name == "default" || state.objects[key("namespaces", name, name)] != nil
    }

    /// RFC 7396, which is what applying comes to where nothing is a list with keys.
    private static func merge(_ old: Tree, _ new: Tree) -> Tree {
        guard case .object(let changes) = new else { return new }
        var members = old.members
        for (key, value) in changes {
            members[key] = value == .null ? nil : merge(members[key] ?? .null, value)
        }
        return .object(members)
    }

    /// What there is without what was applied before and is not applied again.
    private static func without(_ live: Tree, _ before: Tree, _ now: Tree) -> Tree {
        guard case .object(var members) = live, case .object(let before) = before else { return live }
        for (key, value) in before where key != "uid" && key != "resourceVersion" {
            guard let again = now.members[key] else {
                members[key] = nil
                continue
            }
            if let here = members[key] { members[key] = without(here, value, again) }
        }
        return .object(members)
    }

    /// What of an application matters in a log.
    private static func summary(_ body: Tree) -> String {
        let annotations = body["metadata"]["annotations"]
        let phase = annotations["k3s-daas.io/phase"].text.map { " \($0)" } ?? ""
        guard body["kind"].text == "RoleBinding" else { return phase }
        return " \(body["subjects"].list.count)"
    }
}

/// Its objects, watched.
struct FakeHomeFeed: HomeFeed {
    let cluster: FakeHomeCluster

    func start(_ changed: @escaping @Sendable (HomeChange) -> Void) {
        cluster.listeners.withLock { $0.append(changed) }
        for kind in ManagedKind.allCases { changed(.listed(kind, cluster.views(kind))) }
    }

    func stop() { cluster.listeners.withLock { $0 = [] } }
}
