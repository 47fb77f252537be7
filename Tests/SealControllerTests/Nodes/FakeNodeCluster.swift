// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import TestSupport
import Testing

@testable import SealController

/// As much of a cluster as removing machines needs, behind the calls that an apiserver gets.
///
/// It keeps an apiserver's promises: versions, uids, a conflict where either is another, one Event of a name.
final class FakeNodeCluster: KubeDoor {
    struct Pod {
        var view: PodView
        var node: String
        /// Whether a disruption budget keeps it.
        var isGuarded = false
        /// Whether the machine lets go of it once it is deleted.
        var isObedient = false
    }

    struct State: Sendable {
        var nodes: [String: NodeView] = [:]
        var pods: [String: Pod] = [:]
        var events: [String: String] = [:]
        /// Every call that was done, in order: what it did to what.
        var log: [String] = []
        var version = 100
        /// What the next calls of a kind come to, before anything is done.
        var faults: [KubeCall.Verb: [KubeError]] = [:]
        /// Calls that were done and whose answer was lost.
        var lostReplies: Set<Int> = []
        var calls = 0
        var isSilent = false
        /// What a clock on its wall shows.
        var now = Sample.start
        /// When the last Node was changed.
        var changed: Monotonic?
    }

    let state: Locked<State>
    let listeners = Locked<[@Sendable (NodeChange) -> Void]>([])

    init() { state = Locked(State()) }

    // MARK: Making it

    @discardableResult
    func add(
        node name: String, taints: [NodeTaint] = [Sample.workerTaint], volumes: Int = 0, isControlPlane: Bool = false,
        directive: NodeDirective? = nil
    ) -> NodeView {
        let view = state.withLock { state -> NodeView in
            state.version += 1
            var view = NodeView(name: name, uid: "uid-\(name)-\(state.version)", resourceVersion: "\(state.version)")
            view.taints = taints
            view.attachedVolumes = volumes
            view.isControlPlane = isControlPlane
            view.directive = directive
            state.nodes[name] = view
            return view
        }
        tell(.seen(view))
        return view
    }

    func add(
        pod name: String, on node: String, in namespace: String = "team-a", _ change: (inout Pod) -> Void = { _ in }
    ) {
        var pod = Pod(
            view: PodView(namespace: namespace, name: name, uid: "uid-\(namespace)-\(name)"), node: node)
        change(&pod)
        state.withLock { $0.pods[pod.view.uid] = pod }
    }

    /// Changes a Node as somebody else would.
    func change(node name: String, _ change: (inout NodeView) -> Void) {
        let view = state.withLock { state -> NodeView? in
            guard var view = state.nodes[name] else { return nil }
            change(&view)
            state.version += 1
            view.resourceVersion = "\(state.version)"
            state.nodes[name] = view
            return view
        }
        if let view { tell(.seen(view)) }
    }

    func node(_ name: String) -> NodeView? { state.withLock { $0.nodes[name] } }
    var nodes: [NodeView] { state.withLock { $0.nodes.values.sorted { $0.name < $1.name } } }
    var log: [String] { state.withLock { $0.log } }
    var events: [String: String] { state.withLock { $0.events } }
    var pods: [String] { state.withLock { $0.pods.values.map(\.view.name).sorted() } }
    var calls: Int { state.withLock { $0.calls } }

    private func tell(_ change: NodeChange) {
        for listener in listeners.withLock({ $0 }) { listener(change) }
    }

    // MARK: Answering

    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        if state.withLock({ $0.isSilent }) { return }
        completion(answer(call))
    }

    /// Does a call at once.
    func answer(_ call: KubeCall) -> Result<KubeReply, KubeError> {
        do throws(KubeError) { try call.check() } catch { return .failure(error) }
        let (result, change) = state.withLock { state in
            state.calls += 1
            if let fault = state.faults[call.verb]?.first {
                state.faults[call.verb]?.removeFirst()
                return (Result<KubeReply, KubeError>.failure(fault), NodeChange?.none)
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
    ) -> (Result<KubeReply, KubeError>, NodeChange?) {
        let body = Sample.tree(call.body)
        switch (call.verb, call.resource.plural, call.name) {
        case (.get, "nodes", let name?):
            guard let node = state.nodes[name] else { return (.failure(KubeError(.notFound)), nil) }
            return (.success(KubeReply(status: 200, body: Sample.json(node))), nil)
        case (.patch, "nodes", let name?): return patch(name, body, &state)
        case (.delete, "nodes", let name?):
            guard let node = state.nodes[name] else { return (.failure(KubeError(.notFound)), nil) }
            guard body["preconditions"]["uid"].text == node.uid,
                body["preconditions"]["resourceVersion"].text == node.resourceVersion
            else { return (.failure(KubeError(.conflict)), nil) }
            state.log.append("delete node \(name)")
            guard node.finalizers.isEmpty else {
                var leaving = node
                leaving.leavingSince = leaving.leavingSince ?? state.now
                state.version += 1
                leaving.resourceVersion = "\(state.version)"
                state.nodes[name] = leaving
                return (.success(KubeReply(status: 200, body: Sample.json(leaving))), .seen(leaving))
            }
            state.nodes[name] = nil
            return (.success(KubeReply(status: 200, body: [])), .gone(name: name, uid: node.uid))
        case (.create, "events", _):
            guard let name = body["metadata"]["name"].text, call.namespace == "default" else {
                return (.failure(KubeError(.invalid)), nil)
            }
            guard state.events[name] == nil else { return (.failure(KubeError(.alreadyExists)), nil) }
            state.events[name] = body["message"].text ?? ""
            state.log.append("event \(name)")
            return (.success(KubeReply(status: 201, body: [])), nil)
        case (.list, "pods", nil):
            guard case .equals("spec.nodeName", let node)? = call.fields.first, call.fields.count == 1 else {
                return (.failure(KubeError(.invalid)), nil)
            }
            let pods = state.pods.values.filter { $0.node == node }.sorted { $0.view.uid < $1.view.uid }
            return (.success(KubeReply(status: 200, body: Sample.json(pods.map(\.view)))), nil)
        case (.evict, "pods", let name?), (.delete, "pods", let name?):
            return (remove(name, call, body, &state), nil)
        default: return (.failure(KubeError(.invalid)), nil)
        }
    }

    private static func patch(
        _ name: String, _ body: Tree, _ state: inout State
    ) -> (Result<KubeReply, KubeError>, NodeChange?) {
        guard var node = state.nodes[name] else { return (.failure(KubeError(.notFound)), nil) }
        guard body["metadata"]["uid"].text == node.uid,
            body["metadata"]["resourceVersion"].text == node.resourceVersion
        else { return (.failure(KubeError(.conflict)), nil) }
        if body["metadata"].members["finalizers"] == .null {
            state.log.append("release node \(name)")
            state.nodes[name] = nil
            return (.success(KubeReply(status: 200, body: Sample.json(node))), .gone(name: name, uid: node.uid))
        }
        node.taints = body["spec"]["taints"].list.map {
            NodeTaint(
                key: $0["key"].text ?? "", value: $0["value"].text ?? "", effect: $0["effect"].text ?? "",
                timeAdded: $0["timeAdded"].text)
        }
        state.version += 1
        node.resourceVersion = "\(state.version)"
        state.nodes[name] = node
        state.changed = .now
        // Whether a lost stake sends pods away is what its taint's effect says.
        let keys = node.taints.filter { $0.key != NodeTaint.worker }.map { taint in
            let isAccusation = taint.key == NodeTaint.slashed && taint.effect != NodeTaint.noExecute
            return "\(taint.key)=\(taint.value)" + (isAccusation ? ":\(taint.effect)" : "")
        }
        state.log.append("taint \(name) \(keys.joined(separator: ","))")
        return (.success(KubeReply(status: 200, body: Sample.json(node))), .seen(node))
    }

    private static func remove(
        _ name: String, _ call: KubeCall, _ body: Tree, _ state: inout State
    ) -> Result<KubeReply, KubeError> {
        guard let pod = state.pods.values.first(where: { $0.view.name == name && $0.view.namespace == call.namespace })
        else { return .failure(KubeError(.notFound)) }
        let options = call.verb == .evict ? body["deleteOptions"] : body
        guard options["preconditions"]["uid"].text == pod.view.uid else { return .failure(KubeError(.conflict)) }
        if call.verb == .evict {
            guard call.subresource == "eviction" else { return .failure(KubeError(.invalid)) }
            guard !pod.isGuarded else { return .failure(KubeError(.budget, status: 429)) }
            state.log.append("evict \(name)")
            if pod.isObedient {
                state.pods[pod.view.uid] = nil
            } else {
                state.pods[pod.view.uid]?.view.isTerminating = true
            }
        } else {
            guard body["gracePeriodSeconds"].integer == 0 else { return .failure(KubeError(.invalid)) }
            state.log.append("kill \(name)")
            state.pods[pod.view.uid] = nil
        }
        return .success(KubeReply(status: 200, body: []))
    }
}

/// Its Nodes, watched.
struct FakeFeed: NodeFeed {
    let cluster: FakeNodeCluster

    func start(_ changed: @escaping @Sendable (NodeChange) -> Void) {
        cluster.listeners.withLock { $0.append(changed) }
        changed(.listed(cluster.nodes))
    }

    func stop() { cluster.listeners.withLock { $0 = [] } }
}
