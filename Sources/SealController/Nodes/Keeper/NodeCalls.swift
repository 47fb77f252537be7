// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import KubeClient
internal import Wire

/// What is sent to the apiserver for what was decided.
enum NodeCalls {
    /// Where Events about Nodes are, which have no namespace.
    static let eventNamespace = "default"

    /// The call, or `nil` for what is not one call to an apiserver; `now` is what an Event is dated with.
    static func call(_ order: NodeOrder, at now: WallTime, timeout: Duration) -> KubeCall? {
        let node = order.node
        let call: KubeCall? =
            switch order.action {
            case .setTaints(let taints): .patch(.merge, .nodes, node.name, body(node, taints))
            case .releaseNode: .patch(.merge, .nodes, node.name, body(releasing: node))
            case .say(let event): .create(.events, body(event, at: now), in: eventNamespace)
            case .readNode: .get(.nodes, node.name)
            case .listPods, .confirm: nil
            case .evict(let pod): .evict(pod.name, in: pod.namespace, uid: pod.uid)
            case .kill(let pod): .delete(.pods, pod.name, in: pod.namespace, grace: 0, uid: pod.uid)
            case .deleteNode: .delete(.nodes, node.name, uid: node.uid, resourceVersion: node.resourceVersion)
            }
        return call?.timeout(timeout)
    }

    /// A merge patch: a list in it takes the place of the whole list, and the version sees to it that nobody else's taint is lost.
    private static func body(_ node: NodeView, _ taints: [NodeTaint]) -> [UInt8] {
        var body = ByteBuffer()
        body.append("{\"metadata\":{\"uid\":" as StaticString)
        body.append(json: node.uid)
        body.append(",\"resourceVersion\":" as StaticString)
        body.append(json: node.resourceVersion)
        body.append("},\"spec\":{\"taints\":[" as StaticString)
        for (index, taint) in taints.enumerated() {
            body.append(index == 0 ? "{\"key\":" : ",{\"key\":")
            body.append(json: taint.key)
            if !taint.value.isEmpty {
                body.append(",\"value\":" as StaticString)
                body.append(json: taint.value)
            }
            body.append(",\"effect\":" as StaticString)
            body.append(json: taint.effect)
            if let added = taint.timeAdded {
                body.append(",\"timeAdded\":" as StaticString)
                body.append(json: added)
            }
            body.append("}" as StaticString)
        }
        body.append("]}}" as StaticString)
        return body.bytes
    }

    private static func body(releasing node: NodeView) -> [UInt8] {
        var body = ByteBuffer()
        body.append("{\"metadata\":{\"uid\":" as StaticString)
        body.append(json: node.uid)
        body.append(",\"resourceVersion\":" as StaticString)
        body.append(json: node.resourceVersion)
        body.append(",\"finalizers\":null}}" as StaticString)
        return body.bytes
    }

    private static func body(_ event: NodeEvent, at now: WallTime) -> [UInt8] {
        EventBody(
            name: event.name, namespace: eventNamespace,
            subject: .init(apiVersion: "v1", kind: "Node", name: event.node, uid: event.uid),
            reason: event.reason.rawValue, text: event.text, isWarning: event.reason.isWarning
        ).json(at: now)
    }
}
