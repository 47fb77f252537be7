// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import KubeClient
internal import Wire

/// An Event as it is sent to the apiserver.
struct EventBody {
    /// What an Event is about.
    struct Subject: Hashable, Sendable {
        let apiVersion: String
        let kind: String
        let name: String
        /// Its namespace, where it has one; the API wants the Event to be in the same one.
        var namespace: String?
        /// Which of that name, where it is known.
        var uid: String?
    }

    let name: String
    /// Where the Event is; for what has no namespace, `default`.
    let namespace: String
    let subject: Subject
    let reason: String
    let text: String
    let isWarning: Bool
    /// Who says so.
    var component = KubeCall.manager

    /// The document, dated.
    func json(at now: WallTime) -> [UInt8] {
        let time = RFC3339.write(now)
        var body = ByteBuffer()
        body.append("{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":" as StaticString)
        body.append(json: name)
        body.append(",\"namespace\":" as StaticString)
        body.append(json: namespace)
        body.append(",\"labels\":{\"app.kubernetes.io/managed-by\":\"k3s-daas\"}}" as StaticString)
        body.append(",\"involvedObject\":{\"apiVersion\":" as StaticString)
        body.append(json: subject.apiVersion)
        body.append(",\"kind\":" as StaticString)
        body.append(json: subject.kind)
        body.append(",\"name\":" as StaticString)
        body.append(json: subject.name)
        if let namespace = subject.namespace {
            body.append(",\"namespace\":" as StaticString)
            body.append(json: namespace)
        }
        if let uid = subject.uid {
            body.append(",\"uid\":" as StaticString)
            body.append(json: uid)
        }
        body.append("},\"reason\":" as StaticString)
        body.append(json: reason)
        body.append(",\"message\":" as StaticString)
        body.append(json: text)
        body.append(",\"type\":" as StaticString)
        body.append(json: isWarning ? "Warning" : "Normal")
        body.append(",\"count\":1,\"firstTimestamp\":" as StaticString)
        body.append(json: time)
        body.append(",\"lastTimestamp\":" as StaticString)
        body.append(json: time)
        body.append(",\"source\":{\"component\":" as StaticString)
        body.append(json: component)
        body.append("},\"reportingComponent\":" as StaticString)
        body.append(json: component)
        body.append(",\"reportingInstance\":\"\"}" as StaticString)
        return body.bytes
    }
}
