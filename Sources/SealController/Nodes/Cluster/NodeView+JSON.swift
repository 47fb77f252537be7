// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import KubeClient
internal import Wire

extension NodeView {
    /// What makes a Node part of the control plane; a kubelet cannot give itself, nor take away, labels of this domain.
    private static let controlPlane: [StaticString] = [
        "node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master", "node-role.kubernetes.io/etcd",
    ]

    /// Reads a Node.
    init(_ object: borrowing JSONValue) throws(JSONError) {
        guard object.kind == .object, let metadata = try object.object("metadata") else { throw .wrongType }
        self.init(
            name: try metadata.neededText("name"), uid: try metadata.neededText("uid"),
            resourceVersion: try metadata.neededText("resourceVersion"))
        // What cannot be read is no reason to hurry.
        leavingSince = try metadata.text("deletionTimestamp").map { RFC3339.read($0) ?? WallTime(nanoseconds: .max) }
        if let list = try metadata.list("finalizers") {
            var walk = list.children
            while walk.advance() {
                guard let name = walk.value?.string else { throw .wrongType }
                finalizers.append(String(decoding: [UInt8](copying: name), as: UTF8.self))
            }
        }
        if let labels = try metadata.object("labels") {
            // What it says is not known: then at least it is not ours to remove.
            directive = try labels.text("k3s-daas.node-restriction.kubernetes.io/reaction").map {
                NodeDirective(rawValue: $0) ?? .hold
            }
            for label in Self.controlPlane where try labels.member(label) != nil { isControlPlane = true }
        }
        if let list = try object.object("spec")?.list("taints") {
            var walk = list.children
            while walk.advance() {
                guard let taint = walk.value, taint.kind == .object else { throw .wrongType }
                taints.append(
                    NodeTaint(
                        key: try taint.neededText("key"), value: try taint.text("value") ?? "",
                        effect: try taint.neededText("effect"), timeAdded: try taint.text("timeAdded")))
            }
        }
        attachedVolumes = try object.object("status")?.list("volumesAttached")?.count ?? 0
    }

    /// Reads a Node's document; `nil` for what is none.
    static func read(_ body: [UInt8]) -> NodeView? {
        do throws(JSONError) {
            var parser = try KubeDocument.parser(for: body.count)
            return try parser.withDocument(body.span) { object throws(JSONError) in try NodeView(object) }
        } catch { return nil }
    }
}
