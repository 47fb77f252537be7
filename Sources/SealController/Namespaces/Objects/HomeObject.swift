// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import KubeClient

/// An object as it should be, and no more of it than is ours.
struct HomeObject: Hashable, Sendable {
    let resource: KubeResource
    let kind: String
    let namespace: String?
    let name: String
    /// Labels and annotations of ours, and what stands beside `metadata`.
    let content: ObjectTree
    /// Names the content: an object that says so was made of the same.
    let stamp: String

    /// Where the stamp stands.
    static let stampAnnotation = "k3s-daas.io/applied"

    init(
        _ resource: KubeResource, _ kind: String, _ name: String, in namespace: String? = nil,
        labels: [String: String], annotations: [String: String] = [:], _ members: [String: ObjectTree]
    ) {
        self.resource = resource
        self.kind = kind
        self.namespace = namespace
        self.name = name
        let bare = Self.content(labels, annotations, members)
        // Without it, no less is compared: only what is ours no more would be noticed later.
        let digest = try? SHA256.digest(of: bare.json.span)
        stamp = digest.map { String($0.hex.prefix(16)) } ?? "none"
        content = Self.content(labels, annotations.merging([Self.stampAnnotation: stamp]) { $1 }, members)
    }

    /// What is sent; with a uid and a version it is that object and no other of its name, as it was then.
    func body(uid: String? = nil, resourceVersion: String? = nil) -> [UInt8] {
        guard case .object(var members) = content, case .object(var metadata)? = members["metadata"] else { return [] }
        metadata["name"] = .text(name)
        if let namespace { metadata["namespace"] = .text(namespace) }
        if let uid { metadata["uid"] = .text(uid) }
        if let resourceVersion { metadata["resourceVersion"] = .text(resourceVersion) }
        members["metadata"] = .object(metadata)
        members["apiVersion"] = .text(resource.apiVersion)
        members["kind"] = .text(kind)
        return ObjectTree.object(members).json
    }

    private static func content(
        _ labels: [String: String], _ annotations: [String: String], _ members: [String: ObjectTree]
    ) -> ObjectTree {
        let metadata = ObjectTree.object(["labels": .texts(labels), "annotations": .texts(annotations)])
        return .object(members.merging(["metadata": metadata]) { $1 })
    }
}
