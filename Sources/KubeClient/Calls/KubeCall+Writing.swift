// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

extension KubeCall {
    /// What becomes of what depends on a deleted object.
    public enum Propagation: String, Sendable {
        case background = "Background"
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    /// Makes an object; its body says its name.
    public static func create(_ resource: KubeResource, _ body: [UInt8], in namespace: String? = nil) -> KubeCall {
        KubeCall(.create, resource, nil, in: namespace, body: body).owned()
    }

    /// Says what an object is to have, and leaves what others say of it (server-side apply); makes it if there is none.
    ///
    /// The body says `apiVersion`, `kind` and `metadata.name`, and nothing that is not to be owned. Without `force` a field that
    /// somebody else owns is a conflict.
    public static func apply(
        _ resource: KubeResource, _ name: String, _ body: [UInt8], in namespace: String? = nil,
        manager: String = KubeCall.manager, force: Bool = false
    ) -> KubeCall {
        var call = KubeCall(.apply, resource, name, in: namespace, body: body).owned(by: manager)
        call.isForced = force
        return call
    }

    /// Changes an object.
    public static func patch(
        _ patch: Patch, _ resource: KubeResource, _ name: String, _ body: [UInt8], in namespace: String? = nil,
        manager: String = KubeCall.manager
    ) -> KubeCall {
        KubeCall(.patch, resource, name, in: namespace, body: body, patch: patch).owned(by: manager)
    }

    /// Puts an object in the place of the one that its `resourceVersion` names.
    public static func replace(
        _ resource: KubeResource, _ name: String, _ body: [UInt8], in namespace: String? = nil
    ) -> KubeCall {
        KubeCall(.replace, resource, name, in: namespace, body: body).owned()
    }

    /// Deletes an object: the one of this uid and version, where they are given, and no other of its name.
    public static func delete(
        _ resource: KubeResource, _ name: String, in namespace: String? = nil, grace: Int? = nil, uid: String? = nil,
        resourceVersion: String? = nil, propagation: Propagation? = nil
    ) -> KubeCall {
        var body = ByteBuffer()
        body.append("{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\"" as StaticString)
        body.appendDeletion(grace: grace, uid: uid, resourceVersion: resourceVersion, propagation: propagation)
        body.append("}" as StaticString)
        return KubeCall(.delete, resource, name, in: namespace, body: body.bytes)
    }

    /// Asks for a pod to be ended, as far as disruption budgets allow: the one of this uid, where it is given.
    public static func evict(
        _ pod: String, in namespace: String, uid: String? = nil, grace: Int? = nil
    ) -> KubeCall {
        var body = ByteBuffer()
        body.append("{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":" as StaticString)
        body.append(json: pod)
        body.append(",\"namespace\":" as StaticString)
        body.append(json: namespace)
        body.append("},\"deleteOptions\":{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\"" as StaticString)
        body.appendDeletion(grace: grace, uid: uid, resourceVersion: nil, propagation: nil)
        body.append("}}" as StaticString)
        return KubeCall(.evict, .pods, pod, in: namespace, body: body.bytes).subresource("eviction")
    }

    private consuming func owned(by manager: String = KubeCall.manager) -> KubeCall {
        self.manager = manager
        return self
    }
}

extension ByteBuffer {
    /// The members of `DeleteOptions` behind its first.
    fileprivate mutating func appendDeletion(
        grace: Int?, uid: String?, resourceVersion: String?, propagation: KubeCall.Propagation?
    ) {
        if let grace {
            append(",\"gracePeriodSeconds\":" as StaticString)
            append(decimal: max(0, grace))
        }
        if uid != nil || resourceVersion != nil {
            append(",\"preconditions\":{" as StaticString)
            if let uid {
                append("\"uid\":" as StaticString)
                append(json: uid)
            }
            if uid != nil, resourceVersion != nil { append(UInt8(ascii: ",")) }
            if let resourceVersion {
                append("\"resourceVersion\":" as StaticString)
                append(json: resourceVersion)
            }
            append(UInt8(ascii: "}"))
        }
        if let propagation {
            append(",\"propagationPolicy\":" as StaticString)
            append(json: propagation.rawValue)
        }
    }
}
