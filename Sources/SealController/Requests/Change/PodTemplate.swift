// SPDX-License-Identifier: Apache-2.0

/// Sends what a manifest's pods are to the machine that the request was assigned to.
enum PodTemplate {
    static let hostname = "kubernetes.io/hostname"
    static let taint = "k3s-daas.io/worker"

    /// Where a kind has its pods' specification.
    static func path(of kind: String) -> [String]? {
        switch kind {
        case "Pod": ["spec"]
        case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "ReplicationController":
            ["spec", "template", "spec"]
        case "CronJob": ["spec", "jobTemplate", "spec", "template", "spec"]
        default: nil
        }
    }

    /// The manifest with its pods on a machine; what makes no pods stays as it is.
    static func place(_ manifest: JSONTree, kind: String, on node: String) throws(RequestFailure) -> JSONTree {
        guard let path = path(of: kind) else { return manifest }
        return try place(manifest, path[...], on: node)
    }

    private static func place(
        _ tree: JSONTree, _ path: ArraySlice<String>, on node: String
    ) throws(RequestFailure) -> JSONTree {
        guard let step = path.first else { return try place(spec: tree, on: node) }
        guard let inner = tree[step], inner.isObject else {
            throw RequestFailure(.document, "the manifest has no specification of its pods")
        }
        var changed = tree
        changed[step] = try place(inner, path.dropFirst(), on: node)
        return changed
    }

    private static func place(spec: JSONTree, on node: String) throws(RequestFailure) -> JSONTree {
        var spec = spec
        var selector = spec["nodeSelector"] ?? .object([])
        if selector == .null { selector = .object([]) }
        guard selector.isObject else { throw RequestFailure(.document, "nodeSelector is no object") }
        if let named = selector[hostname], named != .text(node) {
            throw RequestFailure(.reserved, "the manifest chooses its own machine: leave out nodeSelector \(hostname)")
        }
        selector[hostname] = .text(node)
        spec["nodeSelector"] = selector
        var tolerations: [JSONTree]
        switch spec["tolerations"] {
        case nil, .null?: tolerations = []
        case .list(let items)?: tolerations = items
        default: throw RequestFailure(.document, "tolerations are no list")
        }
        let ours = JSONTree.object(
            ("key", .text(taint)), ("operator", .text("Exists")), ("effect", .text("NoSchedule")))
        if !tolerations.contains(ours) { tolerations.append(ours) }
        spec["tolerations"] = .list(tolerations)
        return spec
    }
}
