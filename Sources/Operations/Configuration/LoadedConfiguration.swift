// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// A configuration with its story: which value came from where.
public struct LoadedConfiguration<Value: Sendable>: Sendable {
    /// What is in force.
    public let configuration: Value
    /// The same as a YAML file, with the source of each value.
    public let effectiveText: String
    /// What an operator should know though nothing is wrong.
    public let notes: [String]

    /// Reads and checks everything; nothing is bound, written or started.
    ///
    /// All that is wrong is thrown at once, together with what `problems` holds already.
    public init<Reader: ConfigurationReader>(
        by reader: Reader.Type, _ flags: CommandLineValues, environment: [String: String], problems: ProblemList
    ) throws(ConfigurationError) where Reader.Configured == Value {
        let bare = SettingsResolver(
            settings: Reader.settings, flags: flags, environment: environment, document: nil, problems: problems)
        let document = bare(CommonSettings.config).value.flatMap { Self.read($0, problems) }
        let resolve = SettingsResolver(
            settings: Reader.settings, flags: flags, environment: environment, document: document, problems: problems)
        if let document { resolve.check(document, kind: Reader.kind, settings: Reader.settings, others: Reader.keys) }
        var reader = Reader(resolve: resolve, document: document)
        let configuration = reader.read()
        try problems.throwIfAny()
        guard let configuration else { throw ConfigurationError([]) }
        self.configuration = configuration
        let header = ["apiVersion: \(CommonSettings.apiVersion)", "kind: \(Reader.kind)"]
        effectiveText = resolve.effectiveText(header: header)
        notes = resolve.notes + reader.notes
    }

    private static func read(_ path: String, _ problems: ProblemList) -> YAMLDocument? {
        do throws(ConfigurationError) {
            return try YAMLDocument.read(path)
        } catch {
            for problem in error.problems { problems.report(problem) }
            return nil
        }
    }
}
