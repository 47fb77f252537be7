// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import KubeClient
internal import SuiLedger
internal import Wire

/// Events about what became of requests, where `kubectl describe` and `kubectl get events` show them.
enum RequestEvents {
    /// What an Event is about: the object, or its namespace where its kind is not known.
    struct Subject: Hashable, Sendable {
        let apiVersion: String
        let kind: String
        let name: String
    }

    /// Where Events are about what has no namespace.
    static let clusterNamespace = "default"
    private static let component = ObjectChange.manager

    /// The call that makes it; made again it comes to the same, as its name says which request it is about.
    static func call(
        _ number: UInt64, _ request: KubernetesRequest, _ end: RequestEnd, about subject: Subject?, at now: WallTime
    ) -> KubeCall {
        let namespace = request.namespace.isEmpty ? clusterNamespace : request.namespace
        let subject = subject ?? Subject(apiVersion: "v1", kind: "Namespace", name: namespace)
        let time = RFC3339.write(now)
        var body = ByteBuffer()
        body.append("{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":" as StaticString)
        body.append(json: "k3s-daas-request-\(number)-\(end.isDone ? "done" : "failed")")
        body.append(",\"namespace\":" as StaticString)
        body.append(json: namespace)
        body.append(",\"labels\":{\"app.kubernetes.io/managed-by\":\"k3s-daas\"}}" as StaticString)
        body.append(",\"involvedObject\":{\"apiVersion\":" as StaticString)
        body.append(json: subject.apiVersion)
        body.append(",\"kind\":" as StaticString)
        body.append(json: subject.kind)
        body.append(",\"name\":" as StaticString)
        body.append(json: subject.name)
        if !request.namespace.isEmpty {
            body.append(",\"namespace\":" as StaticString)
            body.append(json: namespace)
        }
        body.append("},\"reason\":" as StaticString)
        body.append(json: end.isDone ? "RequestCarriedOut" : "RequestFailed")
        body.append(",\"message\":" as StaticString)
        body.append(json: "request \(number) of sui:\(request.submitter): \(end.text)")
        body.append(",\"type\":" as StaticString)
        body.append(json: end.isDone ? "Normal" : "Warning")
        body.append(",\"count\":1,\"firstTimestamp\":" as StaticString)
        body.append(json: time)
        body.append(",\"lastTimestamp\":" as StaticString)
        body.append(json: time)
        body.append(",\"source\":{\"component\":" as StaticString)
        body.append(json: component)
        body.append("},\"reportingComponent\":" as StaticString)
        body.append(json: component)
        body.append(",\"reportingInstance\":\"\"}" as StaticString)
        return KubeCall.create(.events, body.bytes, in: namespace).timeout(ObjectChange.callTimeout)
    }
}
