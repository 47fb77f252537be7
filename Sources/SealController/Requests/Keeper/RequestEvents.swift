// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SuiLedger

/// Events about what became of requests, where `kubectl describe` and `kubectl get events` show them.
enum RequestEvents {
    /// Where Events are about what has no namespace.
    static let clusterNamespace = "default"

    /// The call that makes it, about the object, or its namespace where its kind is not known; made again it comes to the same, as its name says which request it is about.
    static func call(
        _ number: UInt64, _ request: KubernetesRequest, _ end: RequestEnd,
        about kind: (apiVersion: String, kind: String)?, at now: WallTime
    ) -> KubeCall {
        let namespace = request.namespace.isEmpty ? clusterNamespace : request.namespace
        let within = request.namespace.isEmpty ? nil : namespace
        let body = EventBody(
            name: "k3s-daas-request-\(number)-\(end.isDone ? "done" : "failed")", namespace: namespace,
            subject: kind.map { .init(apiVersion: $0.apiVersion, kind: $0.kind, name: request.name, namespace: within) }
                ?? .init(apiVersion: "v1", kind: "Namespace", name: namespace, namespace: within),
            reason: end.isDone ? "RequestCarriedOut" : "RequestFailed",
            text: "request \(number) of sui:\(request.submitter): \(end.text)", isWarning: !end.isDone,
            component: ObjectChange.manager)
        return KubeCall.create(.events, body.json(at: now), in: namespace).repeatable()
            .timeout(ObjectChange.callTimeout)
    }
}
