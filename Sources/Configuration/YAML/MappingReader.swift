// SPDX-License-Identifier: Apache-2.0

/// Takes typed values out of a mapping, reports what is wrong with each, and refuses what nobody asked for.
public struct MappingReader {
    private let entries: [YAMLNode.Entry]
    private let file: String
    private let position: Position
    private let problems: ProblemList
    // Whether messages may repeat values. A file that secrets can be pasted into by mistake has none repeated.
    private let repeatsValues: Bool
    private var known: [String] = []

    /// Where the mapping stands in the file.
    public let path: ValuePath

    /// Starts on `node`; reports and answers `nil` if it is no mapping.
    public init?(
        _ node: YAMLNode, at path: ValuePath, of file: String, repeatsValues: Bool, problems: ProblemList
    ) {
        guard case .mapping(let entries) = node.content else {
            problems.report(
                Problem(
                    .wrongType, at: .file(file, node.position), key: "\(path)", "must be a mapping, not \(node.kind)"))
            return nil
        }
        self.entries = entries
        self.file = file
        self.position = node.position
        self.problems = problems
        self.repeatsValues = repeatsValues
        self.path = path
    }

    /// The value of `name`, if it is there.
    public mutating func node(_ name: String) -> YAMLNode? {
        known.append(name)
        return entries.first { $0.key == name }?.value
    }

    /// The value of `name`; reports if it is not there.
    public mutating func required(_ name: String) -> YAMLNode? {
        if let node = node(name) { return node }
        problems.report(Problem(.missing, at: .file(file, position), key: "\(path(to: name))", "is required"))
        return nil
    }

    /// The value of `name` as `kind`; `nil` if it is not there, or wrong and reported.
    public mutating func value<Value>(_ name: String, _ kind: ValueKind<Value>) -> Value? {
        node(name).flatMap { read($0, kind, at: path(to: name)) }
    }

    /// The value of `name` as `kind`; `nil` if it is not there or wrong, both reported.
    public mutating func required<Value>(_ name: String, _ kind: ValueKind<Value>) -> Value? {
        required(name).flatMap { read($0, kind, at: path(to: name)) }
    }

    /// The items of the list `name`, with their ways; empty if it is not there, or wrong and reported.
    public mutating func list(_ name: String) -> [(node: YAMLNode, path: ValuePath)] {
        guard let node = node(name), !node.isNull else { return [] }
        guard case .sequence(let items) = node.content else {
            report(.wrongType, name, at: node, "must be a list, not \(node.kind)")
            return []
        }
        return items.enumerated().map { ($1, .index(path(to: name), $0)) }
    }

    /// Reports something about `name` that only its reader knows.
    public func report(_ code: Problem.Code, _ name: String, at node: YAMLNode? = nil, _ reason: String) {
        let position = node?.position ?? entries.first { $0.key == name }?.value.position ?? position
        problems.report(Problem(code, at: .file(file, position), key: "\(path(to: name))", reason))
    }

    /// Reports every name that was not asked for.
    public func refuseOthers() {
        for entry in entries where !known.contains(entry.key) {
            problems.report(unknownKey: entry, among: known, at: path, of: file)
        }
    }

    private func path(to name: String) -> ValuePath { .name(path, name) }

    private func read<Value>(_ node: YAMLNode, _ kind: ValueKind<Value>, at path: ValuePath) -> Value? {
        problems.read(node, kind, at: path, of: file, repeatsValues: repeatsValues)
    }
}

extension ProblemList {
    /// Reports a name that does not exist; suggests one that does while there is room for the message.
    func report(unknownKey entry: YAMLNode.Entry, among known: [String], at path: ValuePath, of file: String) {
        let name = Quoted.name(entry.key)
        let suggestion = name == nil || problems.count >= Self.limit ? "" : Suggestion.phrase(entry.key, among: known)
        report(
            Problem(
                .unknownKey, at: .file(file, entry.position), key: "\(path)",
                "\(name ?? "this key") is not known here\(suggestion)"))
    }

    /// Reads a node as `kind`, or reports why it cannot be.
    public func read<Value>(
        _ node: YAMLNode, _ kind: ValueKind<Value>, at path: ValuePath, of file: String, repeatsValues: Bool
    ) -> Value? {
        let source = Problem.Source.file(file, node.position)
        var nodes = [node]
        if kind.isList, case .sequence(let items) = node.content { nodes = items }
        var texts: [String] = []
        for node in nodes {
            guard case .scalar(let text, let isPlain) = node.content, !node.isNull else {
                let reason =
                    node.isNull ? "has no value; give it one or remove it" : "must be a single value, not \(node.kind)"
                report(Problem(.wrongType, at: .file(file, node.position), key: "\(path)", reason))
                return nil
            }
            guard isPlain || !kind.isPlain else {
                report(
                    Problem(
                        .wrongType, at: .file(file, node.position), key: "\(path)", "must be written without quotes"))
                return nil
            }
            texts.append(text)
        }
        return read(texts, kind, from: source, key: { "\(path)" }, repeatsValues: repeatsValues)
    }

    /// Reads texts as `kind`, or reports why they cannot be.
    func read<Value>(
        _ texts: [String], _ kind: ValueKind<Value>, from source: Problem.Source, key: () -> String,
        repeatsValues: Bool
    ) -> Value? {
        do throws(ValueRefusal) {
            return try kind.read(texts)
        } catch {
            let shown = repeatsValues ? "; got " + texts.map { Quoted.value($0) }.joined(separator: ", ") : ""
            report(Problem(error.code, at: source, key: key(), error.reason + shown))
            return nil
        }
    }
}
