// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import KubeClient
internal import Wire

/// An Event as it is sent to the apiserver, about an object that has no namespace.
struct EventBody {
    let name: String
    /// Where the Event is; for what has no namespace, `default`.
    let namespace: String
    /// What it is about.
    let object: (apiVersion: String, kind: String, name: String, uid: String)
    let reason: String
    let text: String
    let isWarning: Bool

    /// The document, dated.
    func json(at now: WallTime) -> [UInt8] {
        let time = RFC3339.write(now)
        let component = KubeCall.manager
        var body = ByteBuffer()
        body.append("{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":" as StaticString)
        body.append(json: name)
        body.append(",\"namespace\":" as StaticString)
        body.append(json: namespace)
        body.append(",\"labels\":{\"app.kubernetes.io/managed-by\":\"k3s-daas\"}}" as StaticString)
        body.append(",\"involvedObject\":{\"apiVersion\":" as StaticString)
        body.append(json: object.apiVersion)
        body.append(",\"kind\":" as StaticString)
        body.append(json: object.kind)
        body.append(",\"name\":" as StaticString)
        body.append(json: object.name)
        body.append(",\"uid\":" as StaticString)
        body.append(json: object.uid)
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
