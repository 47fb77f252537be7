// SPDX-License-Identifier: Apache-2.0
public import Configuration

extension WiringPlan {
    /// Reads what ``yaml`` wrote, or says everything that is wrong with it; `name` is what messages call the file.
    ///
    /// The policy is not in it: take ``policy`` from the file that it names.
    public init(yaml bytes: Span<UInt8>, name: String) throws(ConfigurationError) {
        let document = try YAMLDocument.parse(bytes, name: name)
        let problems = ProblemList()
        self.init(.k3s)
        if var reader = MappingReader(
            document.root, at: .root, of: name, repeatsValues: true, problems: problems)
        {
            for (key, expected) in [("apiVersion", Self.apiVersion), ("kind", Self.kind)] {
                guard let node = reader.required(key) else { continue }
                if case .scalar(expected, _) = node.content { continue }
                reader.report(.invalidValue, key, "must be \(expected)")
            }
            _ = reader.required("flavour")
            for field in Self.fields { field.read(&reader, &self) }
            reader.refuseOthers()
        }
        try problems.throwIfAny()
    }

    /// The plan as a file, all of it but for the policy.
    public var yaml: String { "# What `sealctl wire` was asked for. Nothing in here is secret.\n" + tree.node.text }

    var tree: Tree {
        let head: [(String, Tree)] = [("apiVersion", .text(Self.apiVersion)), ("kind", .text(Self.kind))]
        return .mapping(head + Self.fields.compactMap { field in field.write(self).map { (field.name, $0) } })
    }
}
