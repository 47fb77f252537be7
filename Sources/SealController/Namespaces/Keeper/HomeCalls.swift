// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient

/// What is sent to the apiserver for what was decided, and what its answers say.
enum HomeCalls {
    /// Where Events about Namespaces are, which are in none.
    static let eventNamespace = "default"

    /// The call, or `nil` for what an apiserver is not asked; `now` is what an Event is dated with.
    static func call(_ order: HomeOrder, at now: WallTime, timeout: Duration) -> KubeCall? {
        let namespace = order.namespace
        let call: KubeCall
        switch order.action {
        case .create(_, let object): call = .create(object.resource, object.body(), in: object.namespace)
        case .apply(_, let object, let uid, let version):
            // By force: what stands in it is ours, and nothing else does.
            call = .apply(
                object.resource, object.name, object.body(uid: uid, resourceVersion: version), in: object.namespace,
                force: true)
        case .remove(let view):
            call = .delete(
                view.kind.resource, view.name, in: view.namespace, uid: view.uid, resourceVersion: view.resourceVersion)
        case .list(let kind, let continuation, let limit):
            call = .list(kind.resource, in: namespace, limit: limit, continue: continuation)
        case .stop(let workload) where workload.kind.manner == .deletion:
            call = .delete(
                workload.kind.resource, workload.name, in: namespace, grace: workload.shortenedGrace, uid: workload.uid)
        case .stop(let workload):
            call = .patch(.merge, workload.kind.resource, workload.name, workload.stopping, in: namespace)
        case .start(let workload):
            call = .patch(.merge, workload.kind.resource, workload.name, workload.starting, in: namespace)
        case .delete(let view):
            call = .delete(.namespaces, view.name, uid: view.uid, resourceVersion: view.resourceVersion)
        case .say(let event):
            let body = EventBody(
                name: event.name, namespace: eventNamespace,
                subject: .init(apiVersion: "v1", kind: "Namespace", name: event.namespace, uid: event.uid),
                reason: event.reason.rawValue, text: event.text, isWarning: event.reason.isWarning)
            call = .create(.events, body.json(at: now), in: eventNamespace)
        case .confirm: return nil
        }
        return call.timeout(timeout)
    }

    /// What an answer says.
    static func outcome(of order: HomeOrder, _ result: Result<KubeReply, KubeError>) -> HomeOutcome {
        let reply: KubeReply
        switch result {
        case .failure(let error): return .failed(error.code)
        case .success(let success): reply = success
        }
        switch order.action {
        case .create(let part, _), .apply(let part, _, _, _):
            return ManagedView.read(part.kind, reply.body).map { .object($0) } ?? .failed(.broken)
        case .list(let kind, _, _):
            guard let list = try? reply.list() else { return .failed(.broken) }
            // What cannot be read is nothing that could be stopped; the others are not to wait for it.
            return .workloads(list.items.compactMap { Workload.read(kind, $0) }, continuation: list.continuation)
        case .delete:
            guard let view = ManagedView.read(.namespaces, reply.body), view.isLeaving else { return .done }
            return .object(view)
        case .remove, .stop, .start, .say, .confirm: return .done
        }
    }
}
