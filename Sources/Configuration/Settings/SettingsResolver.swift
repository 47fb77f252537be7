// SPDX-License-Identifier: Apache-2.0

/// Decides what each setting is: flag, else variable, else file, else default.
///
/// Every value that it gives out is remembered with its source, so that a person can be shown what is in force
/// and why.
public final class SettingsResolver {
    /// A value and where it comes from; `.none` is the default.
    public struct Resolved<Value> {
        /// What is in force.
        public let value: Value
        /// Where it was written.
        public let source: Problem.Source
        /// Where it belongs in a file.
        public let key: String

        /// Whether anybody set it.
        public var isSet: Bool { source != .none }
    }

    /// One line of what is in force.
    public struct Effective: Sendable {
        /// Where it belongs in a file; for what a file cannot set, empty.
        public let path: [String]
        /// The value, or values of a list.
        public let texts: [String]
        /// Whether it is a list.
        public let isList: Bool
        /// Whether a file must write it without quotes.
        public let isPlain: Bool
        /// Where it was written.
        public let source: Problem.Source
        /// The flag that sets it.
        public let flag: String
    }

    /// What is in force, in the order in which it was asked for.
    public private(set) var effective: [Effective] = []

    /// Where problems go.
    public let problems: ProblemList

    private let settings: [any AnySetting]
    private let flags: [String: [String]]
    private let environment: [String: String]
    private let document: YAMLDocument?

    /// Gets ready to answer from these sources.
    public init(
        settings: [any AnySetting], flags: CommandLineValues, environment: [String: String], document: YAMLDocument?,
        problems: ProblemList
    ) {
        self.settings = settings
        self.flags = flags.texts
        self.environment = environment
        self.document = document
        self.problems = problems
    }

    /// What `setting` is; a wrong value is reported and the default stands in for it.
    ///
    /// In a file, `scope` is looked at before the root: one listener's own value before the value for all.
    public func callAsFunction<Value>(
        _ setting: Setting<Value>, in scope: (node: YAMLNode, path: [String])? = nil
    ) -> Resolved<Value> {
        let (value, source) = find(setting, scope: scope)
        effective.append(
            Effective(
                path: setting.key.isEmpty ? [] : (scope?.path ?? []) + setting.key, texts: setting.kind.write(value),
                isList: setting.isList, isPlain: setting.kind.isPlain, source: source, flag: setting.flag))
        let key = setting.key.isEmpty ? "" : "\(ValuePath((scope?.path ?? []) + setting.key))"
        return Resolved(value: value, source: source, key: key)
    }

    /// Where `setting` is written, be its value right or wrong; `.none` if nowhere.
    public func source(of setting: any AnySetting) -> Problem.Source {
        if flags[setting.name] != nil { return .flag(setting.flag) }
        if !setting.isFlagOnly, !(environment[setting.variable] ?? "").isEmpty { return .variable(setting.variable) }
        guard let document, !setting.key.isEmpty, let node = document.root.descendant(setting.key) else { return .none }
        return .file(document.name, node.position)
    }

    /// Whether a flag or a variable sets `setting`, whatever a file says.
    public func isSetOutsideFile(_ setting: any AnySetting) -> Bool {
        flags[setting.name] != nil || !(environment[setting.variable] ?? "").isEmpty
    }

    /// Reports keys of `node` that lead to none of `settings` and are none of `others`.
    public func refuseUnknownKeys(in node: YAMLNode, at path: ValuePath, settings: [any AnySetting], others: [String]) {
        refuseUnknownKeys(in: node, at: path, known: settings.map(\.key).filter { !$0.isEmpty } + others.map { [$0] })
    }

    /// Variables that look like settings of this process and are none, with what was probably meant.
    ///
    /// Notes, not problems: Kubernetes itself sets `K3S_DAAS_PORT` and the like where a Service has our name.
    public var notes: [String] {
        let prefix = "K3S_DAAS_"
        // Compared without what all have in common, which would make any two short names neighbours.
        let known = settings.map { String($0.variable.dropFirst(prefix.count)) }
        return environment.keys.sorted().compactMap { name in
            let own = String(name.dropFirst(prefix.count))
            guard name.hasPrefix(prefix), !known.contains(own) else { return nil }
            guard let meant = Suggestion.nearest(to: own, among: known), Quoted.name(name) != nil else { return nil }
            return "$\(name) is not a setting of this program; did you mean $\(prefix)\(meant)?"
        }
    }

    private func find<Value>(
        _ setting: Setting<Value>, scope: (node: YAMLNode, path: [String])?
    ) -> (Value, Problem.Source) {
        if let texts = flags[setting.name] {
            return read(setting, texts, from: .flag(setting.flag))
        }
        if !setting.isFlagOnly, let text = environment[setting.variable], !text.isEmpty {
            let texts = setting.isList ? text.listItems : [text]
            return read(setting, texts, from: .variable(setting.variable))
        }
        guard let document, !setting.key.isEmpty else { return (setting.fallback, .none) }
        for (node, path) in [scope, (document.root, [])].compactMap({ $0 }) {
            guard let found = node.descendant(setting.key) else { continue }
            let value = problems.read(
                found, setting.kind, at: ValuePath(path + setting.key), of: document.name, repeatsValues: true)
            return (value ?? setting.fallback, .file(document.name, found.position))
        }
        return (setting.fallback, .none)
    }

    private func read<Value>(
        _ setting: Setting<Value>, _ texts: [String], from source: Problem.Source
    ) -> (Value, Problem.Source) {
        (problems.read(texts, setting.kind, from: source, key: { "" }, repeatsValues: true) ?? setting.fallback, source)
    }

    private func refuseUnknownKeys(in node: YAMLNode, at path: ValuePath, known: [[String]]) {
        guard let document else { return }
        guard case .mapping(let entries) = node.content else {
            problems.report(
                Problem(
                    .wrongType, at: .file(document.name, node.position), key: "\(path)",
                    "must be a mapping, not \(node.kind)"))
            return
        }
        for entry in entries {
            let matching = known.filter { $0.first == entry.key }
            let nested = matching.filter { $0.count > 1 }.map { Array($0.dropFirst()) }
            if matching.isEmpty {
                var names: [String] = []
                for name in known.compactMap(\.first) where !names.contains(name) { names.append(name) }
                problems.report(unknownKey: entry, among: names, at: path, of: document.name)
            } else if !nested.isEmpty {
                refuseUnknownKeys(in: entry.value, at: .name(path, entry.key), known: nested)
            }
        }
    }
}

extension YAMLNode {
    /// The value at the end of a way through mappings.
    public func descendant(_ path: [String]) -> YAMLNode? {
        guard let name = path.first else { return self }
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == name }?.value.descendant(Array(path.dropFirst()))
    }
}
