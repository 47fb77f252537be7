// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import Wire

/// An object of a kind that is kept, as it was seen.
struct ManagedView: Hashable, Sendable {
    var kind: ManagedKind
    /// Of a Namespace, its own name.
    var namespace: String
    var name: String
    var uid: String
    var resourceVersion: String
    /// Whether somebody has deleted it, and something keeps it.
    var isLeaving = false
    /// When it was made.
    var created: WallTime?
    /// Its labels, our annotations, and what stands beside `metadata`.
    var content: ObjectTree

    /// A label.
    func label(_ key: String) -> String? { content["metadata"]?["labels"]?[key]?.text }

    /// An annotation of ours.
    func annotation(_ key: String) -> String? { content["metadata"]?["annotations"]?[key]?.text }

    /// Whether it was made here, and nobody has taken it out of our hands.
    var isOurs: Bool { label(ManagedKind.label) == ManagedKind.mark }
}

extension ManagedView {
    /// Reads an object's document; `nil` for what is none.
    static func read(_ kind: ManagedKind, _ body: [UInt8]) -> ManagedView? {
        ObjectReading.read(body.span) { object throws(JSONError) in try ManagedView(kind, object) }
    }

    private init(_ kind: ManagedKind, _ object: borrowing JSONValue) throws(JSONError) {
        guard let metadata = try object.object("metadata") else { throw .wrongType }
        let name = try metadata.neededText("name")
        var labels = ObjectTree.object([:])
        if let found = try metadata.object("labels") { labels = try ObjectTree(found) }
        var annotations: [String: ObjectTree] = [:]
        if let found = try metadata.object("annotations") {
            annotations = try ObjectTree.members(of: found) { $0.hasPrefix("k3s-daas.io/") }
        }
        var members = try ObjectTree.members(of: object) {
            !["apiVersion", "kind", "metadata", "status"].contains($0)
        }
        members["metadata"] = .object(["labels": labels, "annotations": .object(annotations)])
        self.init(
            kind: kind, namespace: kind == .namespaces ? name : try metadata.neededText("namespace"), name: name,
            uid: try metadata.neededText("uid"), resourceVersion: try metadata.neededText("resourceVersion"),
            isLeaving: try metadata.part("deletionTimestamp") != nil,
            created: try metadata.text("creationTimestamp").flatMap { RFC3339.read($0) }, content: .object(members))
    }
}
