// SPDX-License-Identifier: Apache-2.0
public import Configuration
public import Kernel
public import SuiLedger

/// Which chain, which contracts, which cluster, and whom to ask: what an operator gives to stakers.
///
/// Nothing in it is secret.
public struct ClusterFile: Sendable {
    static let apiVersion = "k3s-daas.io/v1alpha1"
    static let kind = "Cluster"

    /// The chain, by the digest of its first checkpoint.
    public var chain: Digest
    /// The package that is called.
    public var package: Address
    /// The packages that defined the contracts' types: the first one, and later ones that added some.
    public var types: [Address]
    /// Whom to ask.
    public var nodes: [NodeEndpoint]
    /// The cluster's objects, once there is a cluster.
    public var ids: ClusterCreated?

    /// Puts one together.
    public init(chain: Digest, package: Address, types: [Address], nodes: [NodeEndpoint], ids: ClusterCreated?) {
        self.chain = chain
        self.package = package
        self.types = types
        self.nodes = nodes
        self.ids = ids
    }

    /// The names of the objects in the file, in the order of the contracts' event.
    private static let names: [(String, any WritableKeyPath<ClusterCreated, Address> & Sendable)] = [
        ("cluster", \.cluster), ("creator", \.creator), ("stakes", \.stakes), ("sealRegistry", \.sealRegistry),
        ("seals", \.seals), ("workerRegistry", \.workerRegistry), ("scheduler", \.scheduler),
        ("enclaveRegistry", \.enclaveRegistry), ("governance", \.governance), ("auditAnchor", \.auditAnchor),
    ]

    /// Reads a file, or says everything that is wrong with it.
    public static func read(_ path: String) throws(ConfigurationError) -> ClusterFile {
        let document = try YAMLDocument.read(path)
        let problems = ProblemList()
        let file = read(document, path, problems)
        try problems.throwIfAny()
        guard let file else { throw ConfigurationError([]) }
        return file
    }

    private static func read(_ document: YAMLDocument, _ path: String, _ problems: ProblemList) -> ClusterFile? {
        guard
            var reader = MappingReader(
                document.root, at: .root, of: path, repeatsValues: true, problems: problems)
        else { return nil }
        for (name, expected) in [("apiVersion", apiVersion), ("kind", kind)] {
            guard let node = reader.required(name) else { continue }
            if case .scalar(expected, _) = node.content { continue }
            reader.report(.invalidValue, name, "must be \(expected)")
        }
        let chain = reader.required("chain", ValueKind<Digest>.digest)
        let package = reader.required("package", ValueKind<Address>.address)
        let types = reader.value("types", ValueKind<Address>.address.list(atMost: 16))
        let nodes = reader.value("nodes", ValueKind<NodeEndpoint>.endpoint.list(atMost: 8)) ?? []
        var ids: ClusterCreated?
        if let node = reader.node("objects"), !node.isNull { ids = readObjects(node, path, problems) }
        reader.refuseOthers()
        guard let chain, let package else { return nil }
        return ClusterFile(chain: chain, package: package, types: types ?? [package], nodes: nodes, ids: ids)
    }

    private static func readObjects(_ node: YAMLNode, _ path: String, _ problems: ProblemList) -> ClusterCreated? {
        guard
            var reader = MappingReader(
                node, at: .name(.root, "objects"), of: path, repeatsValues: true, problems: problems)
        else { return nil }
        let none = Address(0)
        var ids = ClusterCreated(
            cluster: none, creator: none, stakes: none, sealRegistry: none, seals: none, workerRegistry: none,
            scheduler: none, enclaveRegistry: none, governance: none, auditAnchor: none)
        for (name, path) in names {
            if let id = reader.required(name, ValueKind<Address>.address) { ids[keyPath: path] = id }
        }
        reader.refuseOthers()
        return ids
    }

    /// The file's text.
    public var text: String {
        var lines = [
            "# A k3s-daas cluster. Nothing in here is secret: give it to whoever is to use the cluster.",
            "apiVersion: \(Self.apiVersion)", "kind: \(Self.kind)", "chain: \"\(chain)\"", "package: \"\(package)\"",
        ]
        lines += ["types: [" + types.map { "\"\($0)\"" }.joined(separator: ", ") + "]"]
        lines += ["nodes: [" + nodes.map { "\"\($0.language.rawValue)=\($0.url)\"" }.joined(separator: ", ") + "]"]
        if let ids {
            lines += ["objects:"] + Self.names.map { "  \($0): \"\(ids[keyPath: $1])\"" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Writes the file, and its folder if that is not there.
    public func write(_ path: String) throws(FileError) {
        let bytes = Array(text.utf8)
        try Folder.make(for: path)
        try FileReplacement.write(bytes.span, to: path, readers: .everybody)
    }
}
