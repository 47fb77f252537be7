// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import KubeClient
internal import Wire

/// What a request brings: an object, a patch, or a number of replicas.
enum Manifest {
    /// The longest that stands on chain.
    ///
    /// In Move: `k8s_scheduler::MAX_MANIFEST`.
    static let longestOnChain = 8192
    /// The longest that is fetched.
    static let longestFetched = 1 << 20
    /// How many replicas can be asked for: what an apiserver takes.
    static let mostReplicas = Int(Int32.max)

    /// Reads JSON, or one document of YAML, of which JSON is a part.
    static func read(_ bytes: [UInt8]) throws(RequestFailure) -> JSONTree {
        guard bytes.count <= longestFetched else {
            throw RequestFailure(.document, "the manifest is longer than \(longestFetched) bytes")
        }
        if let tree = try? JSONTree.read(bytes, atMost: longestFetched) { return tree }
        do throws(ConfigurationError) {
            let limits = YAMLLimits(bytes: longestFetched, depth: JSONParser.maximumDepth)
            let document = try YAMLDocument.parse(bytes.span, name: "manifest", limits: limits)
            if let tree = JSONTree(document.root) { return tree }
        } catch {}
        throw RequestFailure(.document, "the manifest is neither JSON nor one document of YAML")
    }

    /// A number of replicas: alone, or where a Scale has it.
    static func replicas(_ tree: JSONTree) throws(RequestFailure) -> Int {
        let value = tree.isObject ? tree["spec"]?["replicas"] : tree
        guard case .number(let text)? = value, let count = Int(text), (0...mostReplicas).contains(count) else {
            throw RequestFailure(.document, "scale wants a number of replicas, alone or as spec.replicas")
        }
        return count
    }

    /// An object, if it is the one that the request is about; `version` is its group's.
    static func object(
        _ tree: JSONTree, kind: String, apiVersion: String, namespace: String, name: String
    ) throws(RequestFailure) -> JSONTree {
        guard tree.isObject, let metadata = tree["metadata"], metadata.isObject else {
            throw RequestFailure(.document, "the manifest is no object with apiVersion, kind and metadata")
        }
        guard tree["apiVersion"]?.text == apiVersion, tree["kind"]?.text == kind else {
            throw RequestFailure(.mismatch, "the manifest is not of the resource that the request names")
        }
        guard metadata["name"]?.text == name else {
            throw RequestFailure(.mismatch, "the manifest has another metadata.name than the request")
        }
        // Left out it is the request's.
        let place = metadata["namespace"]
        guard place == nil || place == .null || place?.text == namespace else {
            throw RequestFailure(.mismatch, "the manifest has another metadata.namespace than the request")
        }
        return tree
    }

    /// Which version of its group a manifest is in, as `apiVersion` says it.
    static func version(of tree: JSONTree, group: String) throws(RequestFailure) -> String {
        guard let apiVersion = tree["apiVersion"]?.text else {
            throw RequestFailure(.document, "the manifest is no object with apiVersion, kind and metadata")
        }
        let prefix = group.isEmpty ? "" : group + "/"
        let version = apiVersion.dropFirst(prefix.count)
        // What no version looks like the apiserver is not asked for.
        guard apiVersion.hasPrefix(prefix), KubeResource.isVersion(version) else {
            throw RequestFailure(.mismatch, "the manifest is not of the resource that the request names")
        }
        return String(version)
    }
}
